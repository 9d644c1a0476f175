{% snapshot kept_orders %}
{{ config(target_schema='shop_kept', unique_key='id', strategy='check', check_cols=['amount']) }}
select id, customer, amount from {{ ref('raw_orders') }}
{% endsnapshot %}

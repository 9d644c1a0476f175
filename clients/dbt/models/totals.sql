{{ config(materialized='incremental', unique_key='customer', on_schema_change='append_new_columns') }}
select c.customer, c.name, count(o.order_id) as orders, coalesce(sum(o.amount), 0) as amount
{%- if var('with_last', false) %}, max(o.ordered_at) as last_order {% endif %}
from {{ ref('customers') }} c left join {{ ref('orders') }} o on o.customer = c.customer
group by 1, 2

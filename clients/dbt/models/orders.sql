{{ config(materialized='table', dist='customer', sort=['ordered_at', 'order_id'], grants={'select': ['analyst']}) }}
select id as order_id, customer, amount, ordered_at from {{ ref('raw_orders') }}

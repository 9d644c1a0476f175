{{ config(materialized='materialized_view', auto_refresh=False, dist='even', sort=['customer']) }}
select customer, sum(amount) as amount from {{ ref('raw_orders') }} group by customer

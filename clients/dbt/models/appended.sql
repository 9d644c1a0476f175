{{ config(materialized='incremental', incremental_strategy='append') }}
select order_id from {{ ref('orders') }}

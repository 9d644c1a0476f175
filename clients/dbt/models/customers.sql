{{ config(materialized='view') }}
select id as customer, name from {{ ref('raw_customers') }}

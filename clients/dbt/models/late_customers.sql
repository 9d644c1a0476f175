{{ config(materialized='view', bind=False) }}
select customer, upper(name) as name from {{ ref('customers') }}

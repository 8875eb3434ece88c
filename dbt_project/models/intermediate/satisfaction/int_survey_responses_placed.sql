{#- A view: the facts read a handful of its many columns, and none of it is worth storing twice. -#}
{{ config(materialized='view') }}

with

responses as (
    select * from {{ ref('stg_satisfaction_survey__responses') }}
),

final as (
    select
        {{ finest_known_unit('responses', 'responses.operator_code') }} as unit_id,
        responses.*
    from responses
    {{ join_known_halls('responses', 'responses.interview_date', 'responses.operator_code') }}
)

select * from final

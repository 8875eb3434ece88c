{#-
    A table of its own because it decides what its readers must scan: where it is empty, nothing.
-#}
with

responses as (
    select * from {{ ref('int_survey_responses_placed') }}
),

final as (
    select
        wave,
        element_set
    from responses
    group by wave, element_set
    having
        count(case when instrument = 'expectation' then 1 end) > 0
        and count(case when instrument in ('perception', 'in_network') then 1 end) > 0
)

select * from final

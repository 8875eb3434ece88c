with

durations as (
    select * from {{ ref('int_complaint_durations_rolled_up') }}
),

final as (
    {{ kaplan_meier_steps('durations', ['cohort_no']) }}
)

select * from final

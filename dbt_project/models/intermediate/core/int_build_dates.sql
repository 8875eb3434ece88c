with

loads as (
    select * from {{ ref('stg_ledger__loads') }}
    -- the register reaches back decades before anything is measured
    where is_counting and source_code <> 'hall_register'
),

final as (
    select
        {{ as_of() }} as as_of_date,
        cast(date_trunc('year', greatest(
            coalesce(min(first_event_date), {{ as_of() }}),
            {{ add_months(as_of(), "-12 * " ~ threshold('history_years')) }}
        )) as date) as first_date
    from loads
)

select * from final

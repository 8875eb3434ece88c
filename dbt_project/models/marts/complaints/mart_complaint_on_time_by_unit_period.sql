with

tickets as (
    select * from {{ ref('fct_complaint_tickets') }}
),

ancestors as (
    select * from {{ ref('int_unit_ancestors') }}
    where ancestor_unit_type in ('group', 'province', 'city')
),

period_months as (
    select * from {{ ref('int_period_months') }}
),

unit_months as (
    select
        unit_id,
        complexity,
        count(*) as ticket_count,
        sum(case when is_response_due then 1 else 0 end) as response_due_count,
        sum(case when is_response_due and is_response_on_time then 1 else 0 end)
            as responded_on_time_count,
        sum(case when is_resolution_due then 1 else 0 end) as resolution_due_count,
        sum(case when is_resolution_due and is_resolution_on_time then 1 else 0 end)
            as resolved_on_time_count,
        month_start_date
    from tickets
    group by unit_id, complexity, month_start_date
),

rolled_up as (
    select
        ancestors.ancestor_unit_id as unit_id,
        period_months.period_id,
        unit_months.complexity,
        {%- for name in ['ticket_count', 'response_due_count', 'responded_on_time_count',
            'resolution_due_count', 'resolved_on_time_count'] %}
        cast(sum(unit_months.{{ name }}) as bigint) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from unit_months
    inner join ancestors
        on unit_months.unit_id = ancestors.unit_id
    inner join period_months
        on unit_months.month_start_date = period_months.month_start_date
    group by ancestors.ancestor_unit_id, period_months.period_id, unit_months.complexity
),

limits as (
    select {{ threshold('min_n_shown') }} as min_n_shown
),

final as (
    select
        rolled_up.*,
        {%- for name, numerator, denominator in [
            ('response_on_time', 'responded_on_time_count', 'response_due_count'),
            ('resolution_on_time', 'resolved_on_time_count', 'resolution_due_count'),
        ] %}
        case when {{ denominator }} >= limits.min_n_shown
            then {{ numerator }} / cast({{ denominator }} as double)
        end as {{ name }}_rate,
        case when {{ denominator }} >= limits.min_n_shown
            then {{ wilson_low(numerator, denominator) }}
        end as {{ name }}_rate_ci_low,
        case when {{ denominator }} >= limits.min_n_shown
            then {{ wilson_high(numerator, denominator) }}
        end as {{ name }}_rate_ci_high{{ ',' if not loop.last }}
        {%- endfor %}
    from rolled_up
    cross join limits
)

select * from final

with

figures as (
    select * from {{ ref('int_metrics_collected') }}
    where value is not null and unit_type in ('province', 'city', 'hall')
),

periods as (
    select * from {{ ref('dim_periods') }}
    where is_closed and period_type <> 'month'
),

units as (
    select * from {{ ref('dim_units') }}
),

metrics as (
    select * from {{ ref('metric_codes') }}
),

halls as (
    select * from {{ ref('int_halls_described_by_period') }}
),

scopes as (
    select * from {{ ref('int_complaint_scopes_by_period') }}
),

size_classes as (
    select
        size_class,
        subscribers_from,
        lead(subscribers_from) over (order by subscribers_from) as subscribers_below
    from {{ ref('city_size_classes') }}
),

-- a hall's league is its city's halls, by bimonth: one or two months carry hardly thirty answers
described as (
    select
        figures.unit_id,
        figures.unit_type,
        figures.period_id,
        figures.metric_code,
        case figures.unit_type
            when 'hall' then units.city_id
            else units.parent_unit_id
        end as parent_unit_id,
        figures.value,
        figures.n,
        figures.se,
        case metrics.better when 'lower' then -1.0e0 else 1.0e0 end as better_sign,
        halls.tier,
        halls.area_type,
        halls.pressure,
        size_classes.size_class,
        case
            when coalesce(figures.se, 0) <= 0 then 'no_standard_error'
            when
                figures.is_indicative
                or coalesce(figures.n < {{ threshold('min_n_firm') }}, false)
                then 'indicative'
        end as not_ranked_reason,
        -- a peer's own spread must be known: firm figures, and those whose error is pooled or a formula's
        coalesce(figures.se, 0) > 0
        and (
            not figures.is_indicative
            or coalesce(figures.df >= {{ threshold('min_n_firm') }} - 1, true)
        ) as is_peer
    from figures
    inner join periods
        on figures.period_id = periods.period_id
    inner join units
        on figures.unit_id = units.unit_id
    inner join metrics
        on figures.metric_code = metrics.metric_code
    left join halls
        on
            figures.unit_id = halls.unit_id
            and figures.period_id = halls.period_id
    left join scopes
        on
            figures.unit_type = 'city'
            and figures.unit_id = scopes.unit_id
            and figures.period_id = scopes.period_id
    left join size_classes
        on
            scopes.subscribers >= size_classes.subscribers_from
            and scopes.subscribers < coalesce(size_classes.subscribers_below, scopes.subscribers + 1)
    where
        (figures.unit_type <> 'hall' or periods.period_type = 'bimonth')
        and (figures.unit_type <> 'hall' or halls.unit_id is not null)
),

counted as (
    select
        *,
        count(case when is_peer then 1 end) over (
            partition by period_id, metric_code, unit_type, tier, area_type, pressure
        ) as cell_peers,
        count(case when is_peer then 1 end) over (
            partition by period_id, metric_code, unit_type, tier, area_type
        ) as area_peers
    from described
),

-- every hall is in three groups; where the narrowest is too small, pressure is left open, then area (M9)
final as (
    select
        unit_id,
        unit_type,
        period_id,
        metric_code,
        parent_unit_id,
        case
            when unit_type = 'hall' then concat_ws('|', tier, area_type, pressure)
            else parent_unit_id
        end as narrow_group,
        case when unit_type = 'hall' then concat_ws('|', tier, area_type, 'any') end as wider_group,
        case when unit_type = 'hall' then concat_ws('|', tier, 'any', 'any') end as widest_group,
        size_class as similar_group,
        not_ranked_reason,
        cast(case
            when unit_type <> 'hall' or cell_peers >= {{ threshold('min_peers') }} then 0
            when area_peers >= {{ threshold('min_peers') }} then 1
            else 2
        end as integer) as peer_width,
        value,
        se,
        n,
        better_sign,
        is_peer
    from counted
)

select * from final

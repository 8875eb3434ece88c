{#- A view: the gap mart stores its rows. -#}
{{ config(materialized='view') }}
{#- both sides' columns by which hand the gap subtracts them from -#}
{%- set attributes = ['n', 'mean'] -%}

with

gaps as (
    select * from {{ ref('gap_codes') }}
),

sides as (
    select * from {{ ref('int_gap_sides') }}
),

-- imported twice rather than shared, which would store it; only what another side is held against
other_sides as (
    select * from {{ ref('int_gap_sides') }}
    where
        layer = 'all'
        and side <> 'C_c'
        and (side <> 'P' or is_city_or_above)
        and (period_type <> 'month' or side = 'E')
),

sources as (
    select * from {{ ref('int_gap_side_sources') }}
),

covariances as (
    select * from {{ ref('int_gap_covariances') }}
),

pairs as (
    select * from {{ ref('int_gap_pairs_rolled_up') }}
),

-- each gap of a unit starts from the side that the unit has measured itself
own_sides as (
    select
        sides.*,
        gaps.gap_code,
        gaps.is_absolute,
        gaps.is_source_candidate,
        gaps.left_side = gaps.own_side as is_own_left,
        case when gaps.left_side = gaps.own_side then gaps.right_side else gaps.left_side end
            as other_side
    from sides
    inner join gaps
        on sides.side = gaps.own_side
    where
        -- single layers of staff by bimonth and year: a wave holds for longer than a quarter
        (sides.layer = 'all' or (gaps.has_layers and sides.period_type <> 'quarter'))
        and (sides.period_type <> 'month' or gaps.is_monthly)
        -- by quarter what the ladder does not say itself; themes by the gap that is their headline
        and (
            sides.period_type <> 'quarter'
            or gaps.gap_code = 'gap_5'
            or (gaps.is_quarterly and sides.element_set not in ('theme', 'theme_overall'))
        )
        and (sides.is_city_or_above or gaps.finest_unit_type = 'hall')
        -- staff and the front line judge the whole, element 'overall' alone
        and (gaps.right_side not in ('STAFF', 'INT') or sides.element_id = 'overall')
),

sourced as (
    select
        own_sides.*,
        sources.source_unit_id as other_unit_id,
        sources.source_unit_no as other_unit_no
    from own_sides
    inner join sources
        on
            own_sides.unit_no = sources.unit_no
            and own_sides.period_no = sources.period_no
            and own_sides.other_side = sources.side
),

final as (
    select
        own.unit_id,
        own.unit_type,
        own.period_id,
        own.element_set,
        own.element_id,
        own.gap_code,
        own.layer,
        {%- for attribute in attributes %}
        case when own.is_own_left then own.{{ attribute }} else other.{{ attribute }} end
            as left_{{ attribute }},
        case when own.is_own_left then other.{{ attribute }} else own.{{ attribute }} end
            as right_{{ attribute }},
        {%- endfor %}
        case when own.is_own_left then own.unit_id else own.other_unit_id end as left_unit_id,
        case when own.is_own_left then own.other_unit_id else own.unit_id end as right_unit_id,
        power(own.se, 2) as own_variance,
        own.df as own_df,
        power(other.se, 2) as other_variance,
        other.df as other_df,
        coalesce(covariances.covariance, 0) as covariance,
        coalesce(covariances.overlap, 0) as overlap,
        covariances.shared_halls,
        pairs.pair_count,
        pairs.difference_mean,
        pairs.difference_se,
        pairs.difference_df,
        own.is_absolute,
        own.is_source_candidate,
        other.is_staff or own.is_staff as has_staff_side,
        own.is_shown and other.is_shown as are_shown,
        own.is_firm and other.is_firm and coalesce(pairs.pair_count >= {{ threshold('min_n_firm') }}, true)
            as are_firm
    from sourced as own
    inner join other_sides as other
        on
            own.other_unit_no = other.unit_no
            and own.occasion_no = other.occasion_no
            and own.other_side = other.side
    -- the same halls stand behind both sides only where both are the unit's own
    left join covariances
        on
            own.side = 'P'
            and own.unit_id = own.other_unit_id
            and own.other_side = covariances.other_side
            and own.unit_id = covariances.unit_id
            and own.period_id = covariances.period_id
            and own.element_id = covariances.element_id
    -- M6: paired where nearly all who told what they found also told what they expected
    left join pairs
        on
            own.gap_code = 'gap_5'
            and own.unit_id = pairs.unit_id
            and own.period_id = pairs.period_id
            and own.element_id = pairs.element_id
            and pairs.pair_count >= own.n * {{ threshold('paired_min_rate') }}
)

select * from final

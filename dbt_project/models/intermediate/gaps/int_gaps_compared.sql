{#- A view: the gap mart stores its rows. -#}
{{ config(materialized='view') }}
{#- both sides' columns by which hand the gap subtracts them from -#}
{%- set attributes = ['n', 'mean', 'unit_id'] -%}

with

gaps as (
    select * from {{ ref('gap_codes') }}
),

sides as (
    select * from {{ ref('int_gap_sides') }}
),

-- imported twice rather than shared, which would store it
other_sides as (
    select * from {{ ref('int_gap_sides') }}
    where layer = 'all'
),

sources as (
    select * from {{ ref('int_gap_side_sources') }}
),

products as (
    select * from {{ ref('int_gap_products_rolled_up') }}
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
        (sides.layer = 'all' or gaps.has_layers)
        and (sides.period_type <> 'month' or gaps.is_monthly)
        and (sides.is_city_or_above or gaps.finest_unit_type = 'hall')
),

sourced as (
    select
        own_sides.*,
        coalesce(sources.source_unit_id, own_sides.unit_id) as other_unit_id
    from own_sides
    left join sources
        on
            own_sides.unit_id = sources.unit_id
            and own_sides.period_id = sources.period_id
            and own_sides.other_side = sources.side
),

paired as (
    select
        own.*,
        {%- for attribute in attributes %}
        case when own.is_own_left then own.{{ attribute }} else other.{{ attribute }} end
            as left_{{ attribute }},
        case when own.is_own_left then other.{{ attribute }} else own.{{ attribute }} end
            as right_{{ attribute }},
        {%- endfor %}
        other.se as other_se,
        other.df as other_df,
        other.is_staff or own.is_staff as has_staff_side,
        own.is_shown and other.is_shown as are_shown,
        own.is_firm and other.is_firm as are_firm,
        case own.other_side
            when 'E' then {{ m4_covariance('products', 'e', 'own', 'other') }}
            when 'D' then {{ m4_covariance('products', 'd', 'own', 'other') }}
        end as covariance
    from sourced as own
    inner join other_sides as other
        on
            own.other_unit_id = other.unit_id
            and own.period_id = other.period_id
            and own.other_side = other.side
            and own.element_id = other.element_id
    -- the same halls stand behind both sides only where both are the unit's own
    left join products
        on
            own.side = 'P'
            and own.unit_id = own.other_unit_id
            and own.unit_id = products.unit_id
            and own.period_id = products.period_id
            and own.element_id = products.element_id
),

with_errors as (
    select
        paired.*,
        left_mean - right_mean as value,
        sqrt(greatest(
            0, power(se, 2) + power(other_se, 2) - 2 * coalesce(covariance, 0)
        )) as gap_se,
        {{ welch_df('se', 'df', 'other_se', 'other_df', 'coalesce(covariance <> 0, false)') }} as gap_df
    from paired
),

final as (
    select
        with_errors.unit_id,
        with_errors.unit_type,
        with_errors.period_id,
        with_errors.element_set,
        with_errors.element_id,
        with_errors.gap_code,
        with_errors.layer,
        left_n as n_left,
        right_n as n_right,
        with_errors.left_mean,
        with_errors.right_mean,
        nullif(with_errors.left_unit_id, with_errors.unit_id) as left_inherited_from,
        nullif(with_errors.right_unit_id, with_errors.unit_id) as right_inherited_from,
        with_errors.value,
        with_errors.gap_se as se,
        with_errors.gap_df as df,
        with_errors.value
        - {{ t_975('with_errors.gap_df') }} * with_errors.gap_se as ci_low,
        with_errors.value
        + {{ t_975('with_errors.gap_df') }} * with_errors.gap_se as ci_high,
        with_errors.is_absolute,
        with_errors.is_source_candidate,
        with_errors.has_staff_side,
        with_errors.are_shown,
        with_errors.are_firm
    from with_errors
    left join {{ ref('t_quantiles') }} as t_quantiles
        on floor(with_errors.gap_df) = t_quantiles.degrees_of_freedom
)

select * from final

with

traits as (
    select * from {{ ref('mart_satisfaction_by_unit_period') }}
    where element_set = 'trait'
),

sides as (
    select
        personal.unit_id,
        personal.period_id,
        least(personal.n, procedural.n) as n,
        {%- for trait in ['personal', 'procedural'] %}
        {{ trait }}.mean as {{ trait }}_mean,
        {{ trait }}.se as {{ trait }}_se,
        {{ trait }}.ci_low as {{ trait }}_ci_low,
        {{ trait }}.ci_high as {{ trait }}_ci_high,
        case
            when {{ trait }}.ci_low >= {{ threshold('service_type_cut_score') }} then 'high'
            when {{ trait }}.ci_high < {{ threshold('service_type_cut_score') }} then 'low'
        end as {{ trait }}_level,
        {%- endfor %}
        personal.is_indicative or procedural.is_indicative as is_indicative,
        personal.is_partial
    from traits as personal
    inner join traits as procedural
        on
            personal.unit_id = procedural.unit_id
            and personal.period_id = procedural.period_id
            and procedural.element_id = 'trait_procedural'
    where
        personal.element_id = 'trait_personal'
        and personal.is_shown and procedural.is_shown
),

-- an interval across the cut leaves the type open, and so do few answers (M5) and an open period (M1)
final as (
    select
        unit_id,
        period_id,
        case case when not is_partial and not is_indicative then concat_ws('+', personal_level, procedural_level) end
            when 'low+low' then 'indifferent'
            when 'low+high' then 'by_the_book'
            when 'high+low' then 'warm_but_helpless'
            when 'high+high' then 'quality'
            else 'undetermined'
        end as service_type,
        n,
        personal_mean,
        personal_se,
        personal_ci_low,
        personal_ci_high,
        procedural_mean,
        procedural_se,
        procedural_ci_low,
        procedural_ci_high,
        {{ threshold('service_type_cut_score') }} as cut_score,
        is_indicative,
        is_partial
    from sides
)

select * from final

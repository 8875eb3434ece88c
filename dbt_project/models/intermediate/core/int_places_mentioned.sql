{#- Every feed names its cities in the same two columns; a new feed adds one line here. -#}
{%- set feeds = [
    ('stg_satisfaction_survey__responses', 'operator_code'),
    ('stg_hall_monthly__footfalls', "'OWN'"),
    ('stg_city_monthly__subscribers', "'OWN'"),
    ('stg_mystery_visit__visits', 'operator_code'),
    ('stg_inspection_plan__planned_visits', "'OWN'"),
    ('stg_complaint_log__tickets', "'OWN'"),
    ('stg_staff_satisfaction__responses', "'OWN'"),
    ('stg_service_awareness__answers', "'OWN'"),
    ('stg_internal_service__scores', "'OWN'"),
    ('stg_internal_service_demand__demands', "'OWN'"),
    ('stg_management_diagnosis__aspects', "'OWN'"),
    ('stg_service_measurement__measurements', "'OWN'"),
    ('stg_company_inspection__items', "'OWN'"),
] -%}

with

{% for feed, operator_code in feeds -%}
{{ feed }}_places as (
    select distinct
        case when coalesce({{ operator_code }}, 'OWN') = 'OWN' then 'own' else 'competitor' end
            as operator_type,
        province_code,
        city_code
    from {{ ref(feed) }}
),

{% endfor -%}

register_places as (
    select distinct
        operator_type,
        province_code,
        city_code
    from {{ ref('int_hall_register_rows_filled') }}
),

final as (
    {% for feed, operator_code in feeds -%}
    select * from {{ feed }}_places
    union
    {% endfor -%}
    select * from register_places
)

select * from final

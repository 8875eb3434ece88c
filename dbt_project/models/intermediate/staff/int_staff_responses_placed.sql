{%- set own_columns = staff_item_columns() -%}
{%- set extra_columns = extra_item_columns() -%}
with

responses as (
    select * from {{ ref('int_staff_responses_assigned') }}
    where assigned_wave is not null
),

final as (
    select
        {{ finest_known_unit('responses') }} as unit_id,
        responses.element_set,
        responses.assigned_wave as wave,
        responses.staff_role,
        {%- for column in own_columns + extra_columns %}
        responses.{{ column }}_k,
        {%- endfor %}
        -- the overall figure of a respondent is the mean of the items that he or she answered
        case
            when responses.element_set = 'staff' then
                {% for column in own_columns -%}
                case when responses.{{ column }}_k is null then 0 else 1 end
                {{- ' + ' if not loop.last }}
                {% endfor %}
            else
                {% for column in extra_columns -%}
                case when responses.{{ column }}_k is null then 0 else 1 end
                {{- ' + ' if not loop.last }}
                {% endfor %}
        end as answered_item_count,
        case
            when responses.element_set = 'staff' then
                {% for column in own_columns -%}
                coalesce(cast(responses.{{ column }}_k as integer), 0){{ ' + ' if not loop.last }}
                {% endfor %}
            else
                {% for column in extra_columns -%}
                coalesce(cast(responses.{{ column }}_k as integer), 0){{ ' + ' if not loop.last }}
                {% endfor %}
        end as answered_k_sum,
        responses.is_late,
        responses.interview_date
    from responses
    {{ join_known_halls('responses', 'responses.interview_date') }}
)

select * from final

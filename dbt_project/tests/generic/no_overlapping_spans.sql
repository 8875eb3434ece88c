{# Spans [valid_from_date, valid_to_date) of one key never overlap and are never empty. #}
{% test no_overlapping_spans(model, key) %}
with spans as (
    select
        {{ key }},
        valid_from_date,
        valid_to_date,
        lead(valid_from_date) over (partition by {{ key }} order by valid_from_date) as next_from_date
    from {{ model }}
)

select *
from spans
where valid_to_date <= valid_from_date or valid_to_date > next_from_date
{% endtest %}

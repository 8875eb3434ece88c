{# The shares of every group of rows sum to one. #}
{% test shares_sum_to_one(model, share, keys) %}
select
    {{ keys | join(', ') }},
    sum({{ share }}) as share_sum
from {{ model }}
group by {{ keys | join(', ') }}
having abs(sum({{ share }}) - 1) > 1e-9
{% endtest %}

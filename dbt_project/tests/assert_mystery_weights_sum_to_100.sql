-- whatever the rules multiply, the weights of one kind of hall and one span sum to 100
select
    weight_set_id,
    sum(weight) as weight_sum
from {{ ref('mart_mystery_weights') }}
group by weight_set_id
having abs(sum(weight) - 100) > 1e-9

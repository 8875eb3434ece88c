-- The list of rating columns in the macro and the seed of elements name the same items, in the same
-- order within the questionnaire; otherwise an item would be loaded and never counted.
with

listed as (
    {%- for column in level_columns() %}
    select '{{ column }}' as survey_column
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

elements as (
    select * from {{ ref('elements') }}
    where survey_column is not null
)

select
    listed.survey_column as listed_column,
    elements.survey_column as seed_column
from listed
full outer join elements
    on listed.survey_column = elements.survey_column
where listed.survey_column is null or elements.survey_column is null

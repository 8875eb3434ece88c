-- Share of the load's known numbers that now carry another text. A few are reworded; when most are,
-- the list was numbered anew, and merging by number would give one row's progress to another.
-- Fewer than five known numbers say nothing: no row, which passes.
with known as (
    select
        $scope as scope, $number as number, lower(regexp_replace($text, '\s+', '', 'g')) as text
    from current_rows
),

arriving as (
    select
        _load_id as load_id, $scope as scope, $number as number,
        lower(regexp_replace($text, '\s+', '', 'g')) as text
    from pending_rows
)

select
    arriving.load_id,
    avg((arriving.text <> known.text)::integer)::double as value,
    concat(sum((arriving.text <> known.text)::integer), ' of ', count(*), ' known numbers') as detail
from arriving
inner join known
    on arriving.number = known.number and arriving.scope is not distinct from known.scope
group by arriving.load_id
having count(*) >= 5

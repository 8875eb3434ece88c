-- How far the mean of a province and wave moved from the same province's last three waves, beyond
-- what is allowed: |difference| - max(3 points, 4 clustered standard errors). Above 0 is a drift.
-- Standard error of a ratio mean with clusters drawn at random (Cochran 1977, 3rd ed., eq. 9A.7):
-- se2 = m/(m - 1) * sum over clusters of (S_c - n_c * mean)^2 / N^2. Without history, or with one
-- cluster only, there is nothing to compare with: no row, which passes.
with answers as (
    select
        _load_id as load_id, $province as province_code, $kind as kind, $wave as wave,
        $cluster as cluster, $date as event_date, ($score)::double as score
    from pending_rows
    union all
    select
        null as load_id, $province as province_code, $kind as kind, $wave as wave,
        $cluster as cluster, $date as event_date, ($score)::double as score
    from current_rows
),

clusters as (
    select
        load_id, province_code, kind, wave, cluster,
        min(event_date) as first_date,
        count(*) as n,
        sum(score) as total
    from answers
    where score is not null
    group by all
),

centred as (
    select
        *,
        sum(total) over wave_rows / sum(n) over wave_rows as wave_mean
    from clusters
    window wave_rows as (partition by load_id, province_code, kind, wave)
),

waves as (
    select
        load_id, province_code, kind, wave,
        min(first_date) as first_date,
        sum(n) as n,
        any_value(wave_mean) as mean,
        count(*) / (count(*) - 1.0) * sum((total - n * wave_mean) ^ 2) / sum(n) ^ 2 as se2
    from centred
    group by load_id, province_code, kind, wave
    having count(*) >= 2
),

before as (
    select
        arriving.load_id, arriving.province_code, arriving.kind, arriving.wave,
        any_value(arriving.mean) as mean,
        any_value(arriving.se2) as se2,
        sum(past.n * past.mean) / sum(past.n) as past_mean,
        sum(past.n ^ 2 * past.se2) / sum(past.n) ^ 2 as past_se2
    from waves as arriving
    inner join lateral (
        select earlier.n, earlier.mean, earlier.se2
        from waves as earlier
        where earlier.load_id is null
            and earlier.province_code is not distinct from arriving.province_code
            and earlier.kind is not distinct from arriving.kind
            and earlier.wave <> arriving.wave
            and earlier.first_date < arriving.first_date
        order by earlier.first_date desc
        limit 3
    ) as past on true
    where arriving.load_id is not null
    group by arriving.load_id, arriving.province_code, arriving.kind, arriving.wave
),

moves as (
    select
        load_id,
        mean - past_mean as difference,
        greatest(3, 4 * sqrt(se2 + past_se2)) as allowed,
        concat_ws(' ', province_code, kind, wave) as label
    from before
)

select
    load_id,
    max(abs(difference) - allowed) as value,
    arg_max(
        concat(label, ': ', printf('%+.1f', difference), ' (±', printf('%.1f', allowed), ')'),
        abs(difference) - allowed
    ) as detail
from moves
group by load_id

with

series as (
    select * from {{ ref('int_alert_series') }}
),

baselines as (
    select * from {{ ref('int_alert_baselines') }}
),

settings as (
    select
        {{ threshold('baseline_months') }} as baseline_months,
        {{ threshold('xmr_factor') }} as xmr_factor,
        {{ threshold('laney_sigmas') }} as laney_sigmas,
        {{ threshold('ewma_lambda') }} as newest,
        1 - {{ threshold('ewma_lambda') }} as kept,
        {{ threshold('ewma_limit') }} as ewma_limit,
        {{ threshold('chart_run_length') }} as run_length
),

points as (
    select
        series.* exclude (sampling_variance),
        {{ alert_sampling_variance('series', 'baselines') }} as sampling_variance,
        baselines.centre,
        baselines.moving_range_mean,
        baselines.laney_sigma,
        baselines.between_variance,
        baselines.between_df,
        baselines.sampling_variance_mean + baselines.between_variance as baseline_variance,
        baselines.is_complete,
        greatest(series.position_no - settings.baseline_months, 0) as monitored_no,
        series.chart_kind = 'count' or series.unit_type in ('group', 'province', 'city') as has_limits,
        settings.*
    from series
    inner join baselines
        on
            series.unit_id = baselines.unit_id
            and series.metric_code = baselines.metric_code
            and series.segment_no = baselines.segment_no
    cross join settings
),

-- halls have no XmR chart, a series that still gathers its baseline has neither limits nor z
standardised as (
    select
        *,
        sampling_variance + between_variance as z_variance,
        case
            when is_complete then (difference - centre) / nullif(sqrt(sampling_variance + between_variance), 0)
        end as z,
        case
            when not is_complete or not has_limits then null
            when chart_kind = 'count' then laney_sigmas * laney_sigma * sqrt(sampling_variance)
            else xmr_factor * moving_range_mean
        end as limit_width,
        case when difference >= centre then 1 else -1 end as side
    from points
),

-- E_k = λ Σ (1 - λ)^(k - j) z_j over the months since the baseline, as a running sum of powers; the
-- same for what the tail needs: Satterthwaite's term of each month's own degrees of freedom, and the
-- third moment of a count
accumulated as (
    select
        *,
        newest * power(kept, monitored_no) * sum(power(kept, -monitored_no) * z) over monitored as ewma,
        sqrt(newest / (2 - newest) * (1 - power(kept, 2 * monitored_no))) as ewma_sd,
        power(newest, 4) * power(kept, 4 * monitored_no) * sum(
            power(kept, -4 * monitored_no) * power(sampling_variance / z_variance, 2) / sampling_df
        ) over monitored as ewma_df_term,
        power(newest, 3) * power(kept, 3 * monitored_no) * sum(
            power(kept, -3 * monitored_no) * sampling_variance * rate_factor / power(z_variance, 1.5)
        ) over monitored as ewma_third_moment,
        position_no - row_number() over (
            partition by unit_id, metric_code, segment_no, side
            order by position_no
        ) as run_no
    from standardised
    window monitored as (
        partition by unit_id, metric_code, segment_no, monitored_no > 0
        order by position_no
    )
),

final as (
    select
        unit_id,
        unit_type,
        metric_code,
        better,
        period_id,
        month_start_date,
        segment_no,
        position_no,
        value,
        reference_value,
        difference,
        centre,
        limit_width,
        z,
        has_limits,
        chart_kind,
        is_complete,
        is_complete and monitored_no > 0 as is_monitored,
        case when monitored_no > 0 then ewma end as ewma,
        case when monitored_no > 0 and is_complete then ewma_limit * ewma_sd end as ewma_limit,
        coalesce(abs(difference - centre) > limit_width, false) as is_beyond_limits,
        coalesce(monitored_no > 0 and abs(ewma) > ewma_limit * ewma_sd, false) as is_ewma_signal,
        is_complete and count(*) over (
            partition by unit_id, metric_code, segment_no, side, run_no
            order by position_no
        ) >= run_length as is_run,
        -- the centre's own error, shared by all months, belongs into what chance can do
        z / sqrt(1 + baseline_variance / (baseline_months * z_variance)) as z_point,
        ewma / nullif(sqrt(
            power(ewma_sd, 2)
            + power(1 - power(kept, monitored_no), 2) * baseline_variance / (baseline_months * z_variance)
        ), 0) as z_ewma,
        1 / nullif(
            coalesce(power(sampling_variance / z_variance, 2) / sampling_df, 0)
            + power(baseline_variance / z_variance, 2) / between_df,
            0
        ) as df_point,
        1 / nullif(
            coalesce(ewma_df_term, 0) / nullif(power(ewma_sd, 4), 0)
            + power(baseline_variance / z_variance, 2) / between_df,
            0
        ) as df_ewma,
        case when chart_kind = 'count' then sampling_variance * rate_factor / power(z_variance, 1.5) else 0 end
            as skewness_point,
        case when chart_kind = 'count' then ewma_third_moment / nullif(power(ewma_sd, 3), 0) else 0 end
            as skewness_ewma
    from accumulated
)

select * from final

with

qualities as (
    select * from {{ ref('int_instrument_qualities_estimated') }}
),

waves as (
    select
        instrument,
        wave,
        max(month_start_date) as last_month_start_date
    from {{ ref('fct_survey_cross_products') }}
    group by instrument, wave
),

final as (
    select
        qualities.unit_id,
        qualities.instrument,
        qualities.wave,
        qualities.block_code,
        qualities.answer_count,
        qualities.item_count,
        qualities.alpha,
        qualities.omega,
        coalesce(qualities.omega, qualities.alpha) >= {{ threshold('reliability_min') }} as is_reliable,
        waves.last_month_start_date
    from qualities
    inner join waves
        on
            qualities.instrument = waves.instrument
            and qualities.wave = waves.wave
)

select * from final

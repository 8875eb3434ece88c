create macro drift(a, b, c) as
    (hash(a || '|' || b || '|' || c) % 2001)::double / 1000 - 1;

insert into dim_elements (element_id, element_set, name_zh, name_en, is_reversed, sort_order)
values ('weighted_overall', 'hall', '加权总体', 'Weighted overall', false, 0);

create table gap_sides as
select
    units.unit_id, units.unit_type, units.parent_unit_id, units.province_id, periods.period_id,
    periods.period_type, periods.is_partial, elements.element_id,
    88 + drift(units.unit_id, elements.element_id, 'e') as expected,
    -- efficiency is short everywhere, staff appearance nowhere
    88 - 6 + 4 * drift(units.unit_id, elements.element_id, 'p')
    + 0.8 * drift(units.unit_id, elements.element_id, periods.period_id) - 7 * (elements.element_id = 'efficiency')::integer
    + 9 * (elements.element_id = 'staff_appearance')::integer as perceived,
    units.unit_type = 'hall' and hash(units.unit_id, elements.element_id) % 5 = 0 as is_thin,
    units.unit_id = 'C330200' and elements.element_id = 'facilities' as is_hidden,
    -- the standard of Ningbo's attitude lags behind its siblings'
    units.unit_id = 'C330200' and elements.element_id = 'attitude' as is_source
from dim_units as units
cross join dim_periods as periods
cross join (select * from dim_elements where element_set = 'hall') as elements
where case
    when units.level_no > 2 then periods.period_type = 'bimonth'
    when periods.period_type = 'month' then true
    else true
end
    and units.unit_id not in ('C460300');

create table mart_gap_ladder_by_unit_period as
select
    unit_id, period_id, 'hall' as element_set, element_id,
    case when is_source then 'gap_2' else 'not_localised' end as gap_source_code,
    case when unit_type in ('branch', 'hall') then parent_unit_id end as expected_inherited_from,
    case when unit_type in ('branch', 'hall') then parent_unit_id end as believed_inherited_from,
    null::varchar as standard_customer_inherited_from, null::varchar as standard_inspection_inherited_from,
    null::varchar as promise_customer_inherited_from, null::varchar as promise_inspection_inherited_from,
    expected as expected_mean, case when element_id <> 'weighted_overall' then expected - 1.6 end as believed_mean,
    case when element_id <> 'weighted_overall' then 88.5::double - 6 * is_source::integer end as standard_customer_mean,
    case when element_id <> 'weighted_overall' then 87.5::double end as standard_inspection_mean,
    89::double as promise_customer_mean, case when element_id <> 'weighted_overall' then 86::double end as promise_inspection_mean,
    case when not is_hidden then perceived end as perceived_mean,
    case when element_id <> 'weighted_overall' then perceived + 7 end as delivered_mean,
    -2.0 as standard_gap, -1.0 as standard_less_belief, -1.0 as belief_less_expectation,
    perceived - expected as service_quality_gap, case when not is_hidden then -7::double end as unexplained,
    case when is_source then -2.4 end as gap_source_z, case when is_source then 0.5 end as gap_source_siblings_mean, is_partial
from gap_sides
where period_type <> 'month';

create table mart_gaps_by_unit_period as
with valued as (
    select
        gap_sides.*, gap_code,
        case gap_code when 'gap_5' then perceived - expected when 'gap_1' then -1.6 + drift(unit_id, element_id, 'm')
            when 'gap_2' then 0.5 - 6 * is_source::integer + drift(unit_id, element_id, 's')
            when 'gap_3' then perceived + 7 - 87.5 else perceived + 7 - 86 end as value,
        case unit_type when 'group' then 0.2 when 'province' then 0.6 when 'city' then 1.1 else 2.6::double end::double as se
    from gap_sides, (values ('gap_1'), ('gap_2'), ('gap_3'), ('gap_4'), ('gap_5')) as gaps(gap_code)
    where (gap_code = 'gap_5' or (period_type <> 'month' and element_id <> 'weighted_overall'))
        and (unit_type not in ('branch', 'hall') or gap_code in ('gap_3', 'gap_5'))
),

judged as (
    select
        *,
        case
            when is_hidden then 'not_shown' when is_partial then 'partial' when is_thin then 'insufficient'
            when gap_code not in ('gap_1', 'gap_5') then 'relative' when value + 1.645 * se < -5 then 'short'
            when value + 1.96 * se < 0 then 'negative' when value - 1.96 * se > 0 then 'positive' else 'none'
        end as verdict
    from valued
)

select
    unit_id, period_id, gap_code, 'all' as layer, 'hall' as element_set, element_id, verdict,
    null::varchar as left_inherited_from, null::varchar as right_inherited_from,
    case when is_thin then 12 else 400 end::bigint as n_left, 120::bigint as n_right, perceived as left_mean, expected as right_mean,
    case when not is_hidden then value end as value, se, 200.0 as df,
    case when not is_hidden then value - 1.96 * se end as ci_low, case when not is_hidden then value + 1.96 * se end as ci_high,
    null::double as p_value, case when verdict in ('short', 'negative', 'none', 'positive') then case when verdict = 'short' then 0.01::double else 0.4::double end end as q_value,
    case when unit_type not in ('group', 'branch', 'hall') then 0.5::double end as siblings_mean, 1::double as tau,
    case when unit_type not in ('group', 'branch', 'hall') then value - 0.5 end as z,
    verdict = 'short' as is_flagged, is_source and gap_code = 'gap_2' and not is_partial as is_source, is_partial
from judged;

create table mart_importance_performance_by_unit_period as
with items as (
    select
        *, 8 + drift(element_id, 'i', '') + 0.3 * drift(unit_id, element_id, 'i') as importance,
        unit_id = 'P540000' as is_few
    from gap_sides
    where element_id <> 'weighted_overall' and period_type <> 'month' and unit_type in ('group', 'province', 'city')
),

cut as (
    select
        *, avg(importance) over of_unit as importance_cut, avg(perceived) over of_unit as performance_cut
    from items
    window of_unit as (partition by unit_id, period_id)
)

select
    unit_id, period_id, 'hall' as board_set, element_id,
    case
        when is_partial then 'partial' when is_few then 'insufficient'
        when abs(importance - importance_cut) < 0.2 or abs(perceived - performance_cut) < 1 then 'undetermined'
        when importance > importance_cut and perceived < performance_cut then 'concentrate_here'
        when importance > importance_cut then 'keep_up' when perceived < performance_cut then 'low_priority'
        else 'possible_overkill'
    end as quadrant,
    120::bigint as importance_n, importance as importance_mean, importance - 0.2 as importance_ci_low,
    importance + 0.2 as importance_ci_high, importance_cut, 1::double / 12 as derived_importance_share, 0.5 as derived_importance_r2,
    900::bigint as derived_importance_n, null::varchar as derived_importance_inherited_from, 400::bigint as performance_n,
    perceived as performance_mean, perceived - 1 as performance_ci_low, perceived + 1 as performance_ci_high,
    performance_cut, is_few as is_indicative, is_partial
from cut;

create table mart_short_boards_by_unit_period as
with indexed as (
    select
        *, greatest(0, expected - perceived) / 12 as board_index,
        not is_partial and not is_thin and not is_hidden as is_ranked
    from gap_sides
    where element_id <> 'weighted_overall' and period_type <> 'month'
),

ranked as (
    select
        *,
        case when is_ranked then row_number() over (
            partition by unit_id, period_id, is_ranked order by board_index desc
        ) end::integer as rank_no
    from indexed
)

select
    unit_id, period_id, 'hall' as board_set, element_id,
    case when is_partial then 'partial' when is_thin then 'insufficient' else 'negative' end as verdict,
    case when province_id = 'P540000' then 'G' end as importance_inherited_from, 500::bigint as importance_n,
    1::double / 12 as importance_share, case when not is_hidden then perceived - expected end as gap_5, 1.0 as gap_5_se,
    perceived - expected - 2 as gap_5_ci_low, perceived - expected + 2 as gap_5_ci_high,
    case when not is_hidden then board_index end as board_index, greatest(0, board_index - 0.15) as board_index_ci_low,
    board_index + 0.15 as board_index_ci_high, rank_no,
    case when unit_type in ('group', 'province', 'city') then greatest(1, rank_no - 1) end::integer as rank_ci_low,
    -- China's first rank is sure
    case when unit_type in ('province', 'city') then least(12, rank_no + 1) when unit_type = 'group' then rank_no end::integer as rank_ci_high,
    case when rank_no <= 3 then 4 else 0 end::integer as persistence_periods,
    case when element_id = 'attitude' then 37 end::bigint as complaint_count, false as is_flagged,
    coalesce(rank_no <= 3 and board_index > 0, false) as is_short_board, is_ranked
from ranked;

drop table gap_sides;

drop macro drift

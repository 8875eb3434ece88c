"""Who may see what. Denied by default: a column not listed here does not exist for the screens.

Recordings and inspectors are in another file altogether (supervision.duckdb); free text of tickets
is not in a release. Here stand the columns that every reader may see, and the unit scope of a
reader. Until sign-in is set up every reader is a viewer of the whole group on a loopback address.
"""

from __future__ import annotations

from dataclasses import dataclass


class NotAllowedError(PermissionError):
    """The unit lies outside the reader's scope."""


@dataclass(frozen=True)
class Viewer:
    """A reader: the role and the unit whose subtree may be read."""

    role: str
    root_unit_id: str


EVERYONE = Viewer(role="viewer", root_unit_id="G")


def current_viewer() -> Viewer:
    """The reader of this session."""
    return EVERYONE


def check(viewer: Viewer, path: str) -> None:
    """Raise NotAllowedError unless the unit with this path lies in the viewer's subtree."""
    if viewer.root_unit_id not in path.split("/"):
        raise NotAllowedError(path.rsplit("/", 1)[-1])


def _columns(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INTERVAL = "ci_low ci_high halls_with_data halls_in_scope is_indicative is_partial"

COLUMNS: dict[str, frozenset[str]] = {
    "dim_units": _columns(
        "unit_id unit_type parent_unit_id province_id city_id branch_id unit_code name_zh name_en"
        " short_name_zh short_name_en operator_type level_no path is_unallocated longitude latitude"
        " boundary_code sort_order"
    ),
    "dim_periods": _columns(
        "period_id period_type start_date end_date closes_date previous_period_id"
        " year_ago_period_id label_zh label_en is_closed is_partial sort_order"
    ),
    "dim_halls": _columns(
        "hall_id hall_code operator_type branch_id city_id province_id tier area_type place_level"
        " stage pressure name_zh name_en counters is_main_hall is_current opened_date closed_date"
        " valid_from_date valid_to_date"
    ),
    "dim_elements": _columns("element_id element_set name_zh name_en block_code sort_order"),
    "metric_dictionary": _columns(
        "code name_zh name_en short_zh short_en unit decimals better definition_zh definition_en"
        " formula method feeds owner_zh owner_en mart target sort_order"
    ),
    "mart_metrics_by_unit_period": _columns(
        "unit_id period_id metric_code state value value_proportional n n_band_low n_band_high"
        " ci_low ci_high halls_with_data halls_in_scope coverage_rate wave inherited_from_unit_id"
        " previous_value delta_previous is_delta_previous_significant year_ago_value delta_year_ago"
        " is_delta_year_ago_significant target is_partial"
    ),
    "mart_satisfaction_by_unit_period": _columns(
        "unit_id period_id instrument element_id element_set measure n mean mean_proportional"
        " is_shown " + _INTERVAL
    ),
    "mart_mystery_scores_by_unit_period": _columns(
        "unit_id period_id score_level score_code score_version visit_count veto_count mean is_shown "
        + _INTERVAL
    ),
    "mart_mystery_recent_visits": _columns(
        "visit_id unit_id visit_date finding_count veto_count score_before_veto score_after_veto"
        " operator_type time_slot visit_mode visit_kind"
    ),
    "mart_mystery_deductions_by_unit_period": _columns(
        "unit_id period_id indicator_code finding_category unit_visit_count visit_count"
        " finding_count veto_count told_on_spot_count fixed_on_spot_count weighted_points_lost"
    ),
    "mart_mystery_weights": _columns("indicator_code block_code capability_code"),
    # names no inspector: who is severe stands in supervision.duckdb
    "mart_mystery_severity_adjusted_by_unit_period": _columns(
        "unit_id period_id visit_count score_raw score_adjusted ci_low ci_high adjustment"
        " compared_visit_rate is_indicative is_partial"
    ),
    "mart_mystery_scores_reweighted_by_unit_period": _columns(
        "unit_id period_id unit_type ranked_within_unit_id visit_count score_ruled score_derived"
        " difference rank_ruled rank_derived perception_mean is_partial"
    ),
    "mart_mystery_weight_effects_by_unit_period": _columns(
        "unit_id period_id unit_type ranked_count moved_count largest_move moved_rate"
        " compared_count spearman_between_sets spearman_ruled_perception"
        " spearman_derived_perception"
    ),
    "mart_mystery_weights_derived": _columns(
        "unit_id period_id block_code inherited_from_unit_id n r2 weight_ruled weight_derived"
    ),
    "mart_mystery_validity_by_unit_period": _columns(
        "unit_id period_id score_code hall_count r ci_low ci_high reliability_inspection"
        " reliability_perception r_corrected"
    ),
    "mart_mystery_plan_by_unit_month": _columns(
        "unit_id month_start_date planned_count visit_count done_count unplanned_count"
        " halls_in_scope halls_without_visit_count halls_below_quota_count important_hall_count"
        " important_halls_below_quota_count rotation_violation_count slot_pattern_violation_count"
        " plan_coverage_rate hall_coverage_rate"
    ),
    "mart_competitors_by_unit_period": _columns(
        "unit_id period_id side element_set element_id operator_codes cells own_n competitor_n"
        " own_halls competitor_halls own_mean competitor_mean value ci_low ci_high"
        " footfall_coverage_rate is_sufficient is_shown is_partial"
    ),
    "mart_mystery_recent_deductions_by_visit": _columns(
        "visit_id unit_id indicator_code finding_count points_lost weighted_points_lost is_veto"
    ),
    "dim_mystery_codes": _columns("dimension code name_zh name_en sort_order"),
    "dim_complaint_codes": _columns("dimension code name_zh name_en sort_order"),
    "mart_complaints_by_unit_period": _columns(
        "unit_id period_id complaint_kind ticket_count per_10k_served response_on_time_rate"
        " resolution_on_time_rate attainment_48h resolution_median_hours resolution_p90_hours"
        " first_time_resolution_rate repeat_rate reopen_rate tracking_rate closed_loop_rate"
        " backlog_count escalated_count is_partial is_indicative escalation_overdue_count"
        " tracking_due_count tracking_done_count loop_closed_count footfall"
        " per_10k_served_ci_low per_10k_served_ci_high"
        " response_on_time_rate_ci_low response_on_time_rate_ci_high"
        " resolution_on_time_rate_ci_low resolution_on_time_rate_ci_high"
        " attainment_48h_ci_low attainment_48h_ci_high"
        " first_time_resolution_rate_ci_low first_time_resolution_rate_ci_high"
        " tracking_rate_ci_low tracking_rate_ci_high closed_loop_rate_ci_low"
        " closed_loop_rate_ci_high"
    ),
    "mart_complaint_funnel_by_unit_period": _columns(
        "unit_id period_id stage reached_count received_count reached_rate stage_no"
    ),
    "mart_complaint_survival": _columns(
        "unit_id period_id measure hours ticket_count survival_rate survival_rate_ci_low"
        " survival_rate_ci_high"
    ),
    "mart_complaint_on_time_by_unit_period": _columns(
        "unit_id period_id complexity ticket_count resolution_due_count resolution_on_time_rate"
        " resolution_on_time_rate_ci_low resolution_on_time_rate_ci_high"
    ),
    "mart_complaint_pareto_by_unit_period": _columns(
        "unit_id period_id dimension code ticket_count backlog_count all_ticket_count share_rate"
        " cumulative_share_rate rank_no"
    ),
    "mart_complaint_backlog_by_unit": _columns(
        "unit_id age_band age_band_name_zh age_band_name_en ticket_count overdue_count"
        " escalation_overdue_count oldest_hours sort_order as_of_at"
    ),
    "mart_complaint_tickets_recent": _columns(
        "ticket_id unit_id received_at complaint_kind channel complexity department_code is_open"
        " open_hours resolution_due_at as_of_at is_repeat is_escalated complaint_class priority"
        " root_cause owner_post handover_count reopen_count resolution_hours is_closed"
        " is_escalation_overdue received_date"
    ),
    "mart_staff_by_unit_wave": _columns(
        "unit_id wave wave_end_date staff_role element_id mean n_band_low n_band_high is_suppressed"
        " suppression_reason valid_from_date valid_to_date"
    ),
    "themes": _columns(
        "theme_code bimonth_no name_zh name_en metric_code owner_department_code sort_order"
    ),
    "theme_boards": _columns("theme_code board_set"),
    "project_metrics": _columns("metric_code name_zh name_en unit decimals better sort_order"),
    "project_codes": _columns("dimension code name_zh name_en sort_order"),
    "departments": _columns("department_code name_zh name_en sort_order"),
    "thresholds": _columns("threshold_code value unit description_zh description_en"),
    "mart_project_events": _columns(
        "seq event_id recorded_at actor source source_ref release_id entity_type entity_id"
        " project_id version action changes stated conflicts settles undoes reason"
    ),
    "mart_projects": _columns("project_id unit_id"),
    "mart_project_metric_months": _columns(
        "unit_id metric_code month_start_date value se n footfall is_closed"
    ),
    "mart_project_effects": _columns(
        "project_id metric_code verdict_code reason_code city_count pilot_count assignment_count"
        " drawn_count min_p_value before_start_date before_end_date after_start_date after_end_date"
        " before_month_count after_month_count effect effect_ci_low effect_ci_high p_value"
        " placebo_effect placebo_p_value effect_weighted expected_rebound reliability_rate"
        " detectable_effect power_at_target_rate target_lift left_out_effect_min"
        " left_out_effect_max left_out_max_p_value dropped_city_count is_after_closed"
    ),
    "mart_project_effect_checks": _columns(
        "project_id check_code position_no city_id month_start_date value ci_low ci_high p_value"
    ),
    "mart_project_candidates": _columns(
        "theme_code unit_id period_id board_set element_id gap_source_code importance_share gap_5"
        " board_index board_index_ci_low board_index_ci_high rank_no rank_ci_low rank_ci_high"
        " persistence_periods halls_affected_count hall_count cities_affected_count city_count"
        " complaint_count reliability_rate expected_rebound is_flagged is_ranked"
    ),
    "mart_gap_ladder_by_unit_period": _columns(
        "unit_id period_id element_set element_id gap_source_code expected_inherited_from"
        " believed_inherited_from standard_customer_inherited_from"
        " standard_inspection_inherited_from promise_inspection_inherited_from expected_mean"
        " believed_mean standard_customer_mean standard_inspection_mean promise_inspection_mean"
        " perceived_mean delivered_mean unexplained is_partial"
    ),
    # n of a side that staff answered is the low end of its band
    "mart_gaps_by_unit_period": _columns(
        "unit_id period_id gap_code layer element_set element_id verdict n_left n_right value"
        " ci_low ci_high q_value siblings_mean z is_flagged is_source is_partial"
    ),
    "mart_importance_performance_by_unit_period": _columns(
        "unit_id period_id board_set element_id quadrant importance_n importance_mean"
        " importance_ci_low importance_ci_high importance_cut derived_importance_share"
        " performance_n performance_mean performance_ci_low performance_ci_high performance_cut"
    ),
    "mart_short_boards_by_unit_period": _columns(
        "unit_id period_id board_set element_id verdict importance_inherited_from importance_share"
        " gap_5 gap_5_ci_low gap_5_ci_high board_index board_index_ci_low board_index_ci_high"
        " rank_no rank_ci_low rank_ci_high persistence_periods complaint_count is_short_board"
        " is_ranked"
    ),
    "gap_codes": _columns(
        "gap_code name_zh name_en meaning_zh meaning_en finest_unit_type is_absolute sort_order"
    ),
    # without the standard error: a funnel needs the limits only
    "mart_benchmarks_by_unit_period": _columns(
        "unit_id period_id metric_code parent_unit_id peer_group similar_group chance_flag"
        " exceptional_flag not_ranked_reason n peers_n similar_n rank rank_ci_low rank_ci_high"
        " ranked_units value peer_mean funnel_low_95 funnel_high_95 funnel_low_998 funnel_high_998"
        " exceptional_low_95 exceptional_high_95 tau shrunken_value percentile best_decile"
        " distance_to_best_decile similar_percentile similar_best_decile is_tie_with_best is_top_3"
        " is_bottom_3 is_ranked"
    ),
    "mart_internal_service_by_unit_wave": _columns(
        "unit_id wave department_code department_name_zh department_name_en mean n_band_low"
        " n_band_high change department_rank demand_count front_problem_count back_problem_count"
        " unclear_demand_count no_deadline_count beyond_capacity_count request_ignored_count"
        " under_resourced_count late_count insufficient_count overdue_demand_count is_suppressed"
        " valid_from_date valid_to_date"
    ),
    # texts were masked of phone and ID numbers before they were written
    "mart_internal_service_demands": _columns(
        "demand_no unit_id department_name_zh department_name_en problem_side problem_name_zh"
        " problem_name_en status demand_text answer_text is_open is_overdue raised_date due_date"
        " answered_date"
    ),
    "mart_competitor_initiatives": _columns(
        "initiative_no unit_id operator_code kind impact status element_id owner_department_code"
        " title response_text is_closed is_answered is_overdue seen_date due_date"
    ),
    "mart_branch_evaluation_by_unit_period": _columns(
        "unit_id period_id component_code inherited_from_unit_id missing_components"
        " not_ranked_reason n rank_in_city ranked_in_city rank_in_province ranked_in_province"
        " weight effective_weight inherited_weight_rate value contribution is_ranked is_indicative"
        " is_partial"
    ),
    "mart_service_types_by_unit_period": _columns(
        "unit_id period_id service_type n personal_mean personal_ci_low personal_ci_high"
        " procedural_mean procedural_ci_low procedural_ci_high cut_score is_indicative is_partial"
    ),
    "city_size_classes": _columns("size_class name_zh name_en"),
    "release_info": _columns(
        "release_id release_no published_at as_of_date checks_passed checks_total data_through_date"
    ),
    "release_quarantine": _columns("load_id source file_name province reason"),
    "headlines": _columns("unit_id period_id metric_code first_value first_release_id is_restated"),
    "mart_alerts": _columns(
        "scope_unit_id alert_id unit_id metric_code direction severity_code first_seen_period_id"
        " last_seen_period_id owner_zh owner_en months_on alert_rank covered_count value"
        " reference_value is_still_on is_listed"
    ),
    "alert_severities": _columns("severity_code name_zh name_en"),
    "mart_control_charts_by_unit_month": _columns(
        "unit_id metric_code period_id state value centre_value limit_low limit_high is_beyond_limits"
        " is_run"
    ),
    "release_freshness": _columns(
        "source province_id newest_date delivered_at days_since rhythm_days"
    ),
    "release_loads": _columns(
        "load_id source file_name status ended_at period_min period_max rows_accepted"
        " rows_rejected status_reason"
    ),
    "release_rejects": _columns(
        "load_id source file_name sheet row_no column_name reason_code reason_zh reason_en"
    ),
    "release_lineage": _columns("source table_name page"),
    "release_build": _columns("node kind status seconds elapsed_seconds finished_at"),
    "release_history": _columns(
        "release_id release_no published_at data_through_date checks_passed checks_total"
        " headline_count restated_count"
    ),
    "quality_results": _columns(
        "load_id suite expectation severity success observed reason_zh reason_en run_at"
    ),
}

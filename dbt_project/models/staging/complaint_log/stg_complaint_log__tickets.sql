with

tickets as (
    select * from {{ current_rows('complaint_log') }} as current_tickets
),

final as (
    select
        cast(ticket_id as {{ dbt.type_string() }}) as ticket_id,
        cast(province_code as {{ dbt.type_string() }}) as province_code,
        cast(city_code as {{ dbt.type_string() }}) as city_code,
        cast(hall_code as {{ dbt.type_string() }}) as hall_code,
        cast(customer_key as {{ dbt.type_string() }}) as customer_key,
        cast(complaint_class as {{ dbt.type_string() }}) as complaint_class,
        cast(complaint_kind as {{ dbt.type_string() }}) as complaint_kind,
        cast(channel as {{ dbt.type_string() }}) as channel,
        cast(priority as {{ dbt.type_string() }}) as priority,
        cast(complexity as {{ dbt.type_string() }}) as complexity,
        cast(root_cause as {{ dbt.type_string() }}) as root_cause,
        cast(department_code as {{ dbt.type_string() }}) as department_code,
        cast(owner_post as {{ dbt.type_string() }}) as owner_post,
        cast(handover_count as bigint) as handover_count,
        cast(reopen_count as bigint) as reopen_count,
        cast(track_1_score as bigint) as track_1_score,
        cast(track_2_score as bigint) as track_2_score,
        cast(track_3_score as bigint) as track_3_score,
        cast(_load_id as bigint) as load_id,
        cast(track_1_solved as boolean) as track_1_solved,
        cast(track_2_solved as boolean) as track_2_solved,
        cast(track_3_solved as boolean) as track_3_solved,
        cast(is_sla_met as boolean) as is_sla_met,
        {{ local_date('received_at') }} as received_date,
        {{ month_start(local_date('received_at')) }} as month_start_date,
        cast(track_1_date as date) as track_1_date,
        cast(track_2_date as date) as track_2_date,
        cast(track_3_date as date) as track_3_date,
        cast(received_at as timestamp) as received_at,
        cast(classified_at as timestamp) as classified_at,
        cast(responded_at as timestamp) as responded_at,
        cast(first_resolved_at as timestamp) as first_resolved_at,
        cast(resolved_at as timestamp) as resolved_at,
        cast(reopened_at as timestamp) as reopened_at,
        cast(escalated_at as timestamp) as escalated_at,
        cast(confirmed_closed_at as timestamp) as confirmed_closed_at,
        cast(data_through_at as timestamp) as data_through_at
    from tickets
)

select * from final

with

tickets as (
    select * from {{ ref('stg_complaint_log__tickets') }}
),

loads as (
    select * from {{ ref('stg_ledger__loads') }}
),

-- what one province's rows in one file say about how far the file reaches
file_provinces as (
    select
        load_id,
        province_code,
        max(data_through_at) as stated_at,
        max(greatest(
            received_at,
            coalesce(classified_at, received_at),
            coalesce(responded_at, received_at),
            coalesce(first_resolved_at, received_at),
            coalesce(resolved_at, received_at),
            coalesce(reopened_at, received_at),
            coalesce(escalated_at, received_at),
            coalesce(confirmed_closed_at, received_at)
        )) as latest_event_at
    from tickets
    group by load_id, province_code
),

files as (
    select
        load_id,
        max(stated_at) as stated_at,
        max(latest_event_at) as latest_event_at
    from file_provinces
    group by load_id
),

final as (
    select
        file_provinces.province_code,
        max(coalesce(
            file_provinces.stated_at,
            files.stated_at,
            loads.data_through_at,
            files.latest_event_at
        )) as data_through_at
    from file_provinces
    inner join files
        on file_provinces.load_id = files.load_id
    left join loads
        on file_provinces.load_id = loads.load_id
    group by file_provinces.province_code
)

select * from final

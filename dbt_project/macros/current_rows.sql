{#
    The rows of a raw table that count today, as a sub-query; the only way staging reads raw.
    A row counts when its load passed its gate (or was accepted by hand), when no later counting load
    of its partition exists, and when no counting load replaced it by natural key.
    Raw itself stays append-only: drop a load's status and the rows it replaced count again.
#}
{% macro current_rows(source_name) -%}
(
    select source_rows.*
    from {{ source('raw', source_name) }} as source_rows
    inner join
        (
            select load_id
            from {{ source('raw', '_loads') }}
            where source = '{{ source_name }}' and status in ('passed', 'accepted')
        ) as counting_loads
        on source_rows._load_id = counting_loads.load_id
    left join
        (
            select
                load_partitions.partition_key,
                max(load_partitions.load_id) as load_id
            from {{ source('raw', '_load_partitions') }} as load_partitions
            inner join {{ source('raw', '_loads') }} as loads
                on load_partitions.load_id = loads.load_id
            where
                load_partitions.source = '{{ source_name }}'
                and loads.status in ('passed', 'accepted')
            group by load_partitions.partition_key
        ) as latest_partitions
        on source_rows._partition = latest_partitions.partition_key
    left join
        (
            select distinct
                superseded.load_id,
                superseded.row_no,
                coalesce(superseded.part_no, 0) as part_no,
                coalesce(superseded.sheet, '') as sheet
            from {{ source('raw', '_superseded') }} as superseded
            inner join {{ source('raw', '_loads') }} as loads
                on superseded.by_load_id = loads.load_id
            where
                superseded.source = '{{ source_name }}'
                and loads.status in ('passed', 'accepted')
        ) as replaced_rows
        on
            source_rows._load_id = replaced_rows.load_id
            and source_rows._row = replaced_rows.row_no
            and coalesce(source_rows._part, 0) = replaced_rows.part_no
            and coalesce(source_rows._sheet, '') = replaced_rows.sheet
    where
        replaced_rows.load_id is null
        and (
            source_rows._partition is null
            or source_rows._load_id = latest_partitions.load_id
        )
)
{%- endmacro %}

"""Which rows of a raw table count today: the rule staging follows, for code that reads raw itself.

A row counts while its load passed its gate (or was accepted), its partition has no newer passed
load, and no newer passed load replaced it. The dbt macro `current_rows` states the same rule for
the models; tests/warehouse/test_current_rows.py holds the two together.
"""

from __future__ import annotations


def current_rows(source: str) -> str:
    """A select of the rows of raw.<source> that count, all columns."""
    return f"""
with usable as (
    select load_id from raw._loads where status in ('passed', 'accepted')
),
current_partitions as (
    select partitions.partition_key, max(partitions.load_id) as load_id
    from raw._load_partitions as partitions
    inner join usable on partitions.load_id = usable.load_id
    where partitions.source = '{source}'
    group by partitions.partition_key
)
select source_rows.*
from raw.{source} as source_rows
where source_rows._load_id in (select load_id from usable)
    and (
        source_rows._partition is null
        or (source_rows._partition, source_rows._load_id)
            in (select (partition_key, load_id) from current_partitions)
    )
    and not exists (
        select 1
        from raw._superseded as superseded
        where superseded.source = '{source}'
            and superseded.load_id = source_rows._load_id
            and superseded.row_no = source_rows._row
            and superseded.part_no = source_rows._part
            and superseded.sheet is not distinct from source_rows._sheet
            and superseded.by_load_id in (select load_id from usable)
    )
"""

"""Makes a release: the marts of a finished build, copied compact into one self-contained file.

Works in a hidden folder until everything is written, checked and on the disk; only then does the
folder get its name and the pointer move. Killed at any moment, readers keep the release they had,
and the next publish removes the leftovers.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse import release_health, release_tables
from warehouse.build import RESULTS_FILE
from warehouse.lineage import write_lineage
from warehouse.release_health import Feed
from warehouse.releases import (
    BUILDING,
    MAIN_FILE,
    MANIFEST_FILE,
    SUPERVISION_FILE,
    Release,
    ReleaseError,
    clean_up,
    flush,
    list_releases,
    point_to,
    prune,
    sha256,
)
from warehouse.settings import PROJECT_ROOT, Settings
from warehouse.staff_freeze import freeze_staff_waves

METRICS_MART = "mart_metrics_by_unit_period"
# far below what a screen shows: scores of 0-100, hours and counts per 10,000; shares of one and p-values
RELEASE_DECIMALS, SHARE_DECIMALS = 4, 6
SHARE_ENDINGS = ("_rate", "_share", "p_value", "q_value")


@dataclass(frozen=True)
class Plan:
    """What goes where, as the dbt manifest says it; `metrics` is the dictionary over all marts."""

    main: dict[str, str]
    supervision: dict[str, str]
    metrics: list[dict[str, Any]]


def publish(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    manifest_path: Path,
    *,
    anonymous: Collection[str] = (),
    feeds: Sequence[Feed] = (),
) -> Release:
    """Publish the marts as they stand and make them current; returns the new release.

    `con` is the open warehouse, `manifest_path` dbt's manifest.json of the build, `anonymous` the
    sources whose row counts must not be told, `feeds` those that deliver in a rhythm. Raises
    ReleaseError when a mart has not been built.
    """
    plan = read_plan(manifest_path)
    check_built(con, plan)
    settings.releases.mkdir(parents=True, exist_ok=True)
    clean_up(settings)
    earlier = next(iter(list_releases(settings)), None)
    now = datetime.now(UTC)
    number = earlier.number + 1 if earlier else 1
    release_id = f"{now:%Y%m%dT%H%M%SZ}-{number:04d}"
    folder = settings.releases / f"{BUILDING}{release_id}"
    folder.mkdir()
    try:
        with _attached(con, folder / MAIN_FILE, "release"):
            with _earlier(con, earlier):
                facts = _write_main(con, settings, plan, earlier, release_id, now, anonymous)
                release_health.write_history(con, settings, has_earlier=earlier is not None)
            release_health.write_freshness(con, settings, feeds, anonymous)
            release_health.write_loads(con, settings, anonymous)
            release_health.write_build(con, manifest_path.with_name(RESULTS_FILE))
            write_lineage(con, manifest_path)
            facts["row_counts"] = release_tables.write_row_counts(con)
        _write_supervision(con, plan, folder)
        _write_manifest(folder, facts)
        freeze_staff_waves(con, release_id)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    release = Release(release_id, settings.releases / release_id)
    folder.rename(release.path)
    flush(settings.releases)
    point_to(settings, release)
    prune(settings, settings.keep_releases)
    return release


def read_plan(manifest_path: Path) -> Plan:
    """Sort dbt's models and seeds by their meta: `release: false | true | supervision`.

    Models of schema marts go into the release unless told otherwise, seeds only when told so.
    """
    if not manifest_path.is_file():
        raise ReleaseError(f"{manifest_path} is missing. Build first: shortboard build")
    nodes = json.loads(manifest_path.read_text(encoding="utf-8"))["nodes"].values()
    main, supervision = {}, {}
    metrics: list[dict[str, Any]] = []
    for node in nodes:
        is_mart = node["resource_type"] == "model" and node["schema"] == "marts"
        if node["resource_type"] not in ("model", "seed"):
            continue
        meta = (node.get("config") or {}).get("meta") or {}
        where = meta.get("release", is_mart)
        relation = f'"{node["schema"]}"."{node["alias"]}"'
        if where == "supervision":
            supervision[node["alias"]] = relation
        elif where:
            main[node["alias"]] = relation
        metrics += [{**metric, "mart": node["name"]} for metric in meta.get("metrics") or []]
    check_dictionary(metrics)
    # the headline metrics come first, then those of the other marts by mart
    metrics.sort(key=lambda metric: (metric["mart"] != METRICS_MART, metric["mart"]))
    return Plan(main, supervision, metrics)


def check_dictionary(metrics: list[dict[str, Any]]) -> None:
    """Raise ReleaseError when two marts define the same metric: it must have one definition."""
    marts: dict[str, str] = {}
    for metric in metrics:
        code, mart = metric["code"], metric["mart"]
        if code in marts:
            raise ReleaseError(
                f"The metric {code} is defined in {marts[code]}.yml and in {mart}.yml. Keep one of"
                " the entries under config.meta.metrics, or give the other a code of its own"
            )
        marts[code] = mart


def check_built(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Raise ReleaseError when a table of the plan is not in the warehouse."""
    built = {
        f'"{schema}"."{name}"'
        for schema, name in con.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_catalog = current_database()"
        ).fetchall()
    }
    missing = [r for r in [*plan.main.values(), *plan.supervision.values()] if r not in built]
    if missing:
        raise ReleaseError(
            f"{len(missing)} tables of the release are not built ({', '.join(sorted(missing)[:3])}"
            " …). Build first: shortboard build"
        )


def _write_main(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    plan: Plan,
    earlier: Release | None,
    release_id: str,
    now: datetime,
    anonymous: Collection[str],
) -> dict[str, Any]:
    for table, relation in sorted(plan.main.items()):
        _copy(con, relation, f"release.{table}")
    data_through = release_tables.write_sources(con, settings, anonymous)
    release_tables.write_quarantine(con, anonymous)
    passed, total = release_tables.write_quality(con)
    release_tables.write_metric_dictionary(con, plan.metrics, settings.as_of)
    if METRICS_MART in plan.main:
        release_tables.write_headlines(con, release_id, has_earlier=earlier is not None)
    facts: dict[str, Any] = {
        "release_id": release_id,
        "release_no": int(release_id.rpartition("-")[2]),
        "published_at": now.replace(tzinfo=None, microsecond=0),
        "git_commit": _git_commit(),
        "as_of_date": settings.as_of,
        "checks_passed": passed,
        "checks_total": total,
        "data_through_date": data_through,
        "shortboard_version": _version(),
    }
    con.execute(
        "create table release.release_info (release_id varchar, release_no bigint,"
        " published_at timestamp, git_commit varchar, as_of_date date, checks_passed bigint,"
        " checks_total bigint, data_through_date date, shortboard_version varchar)"
    )
    con.execute(
        f"insert into release.release_info values ({', '.join('?' * len(facts))})",
        list(facts.values()),
    )
    return facts


@contextmanager
def _earlier(con: duckdb.DuckDBPyConnection, earlier: Release | None) -> Iterator[None]:
    """The release before this one as database `earlier`, where there is one."""
    if earlier is None:
        yield
        return
    con.execute(f"attach '{_quoted(earlier.file)}' as earlier (read_only)")
    try:
        yield
    finally:
        con.execute("detach earlier")


def _write_supervision(con: duckdb.DuckDBPyConnection, plan: Plan, folder: Path) -> None:
    with _attached(con, folder / SUPERVISION_FILE, "supervision"):
        for table, relation in sorted(plan.supervision.items()):
            _copy(con, relation, f"supervision.{table}")


def _write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    files = [folder / MAIN_FILE, folder / SUPERVISION_FILE]
    manifest = facts | {
        "files": {
            path.name: {"sha256": sha256(path), "size_bytes": path.stat().st_size} for path in files
        }
    }
    path = folder / MANIFEST_FILE
    path.write_text(json.dumps(manifest, indent=2, default=str, ensure_ascii=False) + "\n")
    for written in [*files, path, folder]:
        flush(written)


@contextmanager
def _attached(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[None]:
    con.execute(f"attach '{_quoted(path)}' as {name}")
    try:
        yield
        con.execute(f"checkpoint {name}")
    finally:
        con.execute(f"detach {name}")


def _copy(con: duckdb.DuckDBPyConnection, relation: str, target: str) -> None:
    # Ordered by the leading text columns (the ids of the grain): a page reads few row groups.
    # Rounded: the last bits of a double do not compress, and they are most of the file. The exact
    # figures stay in the warehouse.
    columns = con.execute(f"select * from {relation} limit 0").description or []
    values = ", ".join(
        f'round("{name}", {_decimals(name)}) as "{name}"' if str(kind) == "DOUBLE" else f'"{name}"'
        for name, kind, *_ in columns
    )
    keys = []
    for name, kind, *_ in columns[:4]:
        if str(kind) not in ("VARCHAR", "STRING"):
            break
        keys.append(f'"{name}"')
    order = f" order by {', '.join(keys)}" if keys else ""
    con.execute(f"create table {target} as select {values} from {relation}{order}")


def _decimals(column: str) -> int:
    return SHARE_DECIMALS if column.endswith(SHARE_ENDINGS) else RELEASE_DECIMALS


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _version() -> str:
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def _git_commit() -> str | None:
    """The commit the product runs from; None outside a git checkout."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=10, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None

"""What a feed's rows entail inside the database, set-based, in the same transaction."""

from __future__ import annotations

from psycopg2.extensions import connection as Connection

from etl.load import totals
from etl.load.batches import record_finding
from etl.load.sink import Sink
from schema.contracts import Feed

_TREES = {"region": "region", "org_unit": "org_unit", "product": "product"}
_CLOSURE = """
    delete from core.org_unit_closure;
    insert into core.org_unit_closure (ancestor_id, descendant_id, depth)
    with recursive walk as (
        select org_unit_id as ancestor_id, org_unit_id as descendant_id, 0 as depth from core.org_unit
        union all
        select w.ancestor_id, u.org_unit_id, w.depth + 1 from walk w
        join core.org_unit u on u.parent_id = w.descendant_id
    ) cycle descendant_id set is_cycle using path
    select ancestor_id, descendant_id, min(depth) from walk where not is_cycle
    group by ancestor_id, descendant_id
"""
_RETURNS = """
    update core.sale r set returned_sale_id = s.sale_id from core.sale s
    where r.returned_sale_code = s.sale_code and r.returned_sale_id is distinct from s.sale_id
"""


def settle(connection: Connection, feed: Feed, sink: Sink) -> None:
    """Link trees and returns, mark closed dates that must be closed again, tell caches that data changed."""
    if not (sink.counts.inserted or sink.counts.updated):
        return
    with connection.cursor() as cursor:
        if feed.name in _TREES:
            name = _TREES[feed.name]
            cursor.execute(
                f"update core.{name} c set parent_id = p.{name}_id from core.{name} p "
                f"where c.parent_code = p.{name}_code and c.parent_id is distinct from p.{name}_id"
            )
            cursor.execute(
                f"update core.{name} set parent_id = null where parent_code is null and parent_id is not null"
            )
        if feed.name == "org_unit":
            cursor.execute(_CLOSURE)
        if feed.name == "sale":
            cursor.execute(_RETURNS)
        if feed.name == "market_volume":
            _note_differences(connection, sink.load_batch_id)
        if feed.affects_closes and sink.first_changed is not None:
            cursor.execute(
                "update ops.closed_date set is_stale = true, stale_reason = %s where as_of >= %s and not is_stale",
                (f"{feed.name} changed from {sink.first_changed} on", sink.first_changed),
            )
        cursor.execute("update ops.data_version set version = version + 1, changed_at = clock_timestamp()")


def _note_differences(connection: Connection, load_batch_id: int) -> None:
    sentence = totals.differences_sentence(connection, load_batch_id)
    if sentence:
        record_finding(connection, load_batch_id, totals.CODE, "market_volume", sentence)

"""Loads that are killed, cut off or meet another: the file is as before, earlier files stay, the next load works."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from etl.load.lock import exclusive
from etl.load.run import load_path
from schema.errors import DatabaseBusy, DatabaseUnavailable
from schema.storage.database import Database
from tests.etl.load.dump import Dump, natural_dump
from tests.etl.load.world import fetch
from tests.faults.stops import (
    PATIENCE,
    Watched,
    loaded_feeds,
    loading,
    partitions,
    state,
    stopped_at,
    wait_for_stop,
    wait_until,
    waiting,
)

FIRST_FEEDS = ["region", "org_unit", "product"]
HOLDER = "select pid from pg_locks where locktype = 'advisory' and objid = 7263362 and granted and database =" \
         " (select oid from pg_database where datname = current_database())"  # fmt: skip
TERMINATE = "select pg_terminate_backend(%s)"


@pytest.mark.parametrize(("table", "feed"), [("core.client", "client"), ("core.loan", "loan")])
def test_killed_in_a_file_it_leaves_the_earlier_ones(
    fresh_database: Database, folder: Path, undisturbed: Dump, table: str, feed: str
) -> None:
    with stopped_at(fresh_database, table), loading(fresh_database, folder) as process:
        wait_for_stop(fresh_database, table)
        process.send_signal(signal.SIGKILL)
        assert process.wait(PATIENCE) == -signal.SIGKILL
        wait_until(lambda: not waiting(fresh_database, table))
    rows, feeds, left_over = state(fresh_database)
    assert feeds[:3] == FIRST_FEEDS
    assert feed not in feeds
    assert (rows["core.org_unit"], rows[table], left_over) == (undisturbed["core.org_unit"], [], [])
    load_path(fresh_database, folder)
    assert state(fresh_database)[0::2] == (undisturbed, [])


@pytest.mark.parametrize("feed", ["repayment", "account_transaction"])
def test_killed_at_the_end_of_a_file_it_leaves_no_partition(
    fresh_database: Database, folder: Path, undisturbed: Dump, feed: str
) -> None:
    (folder / f"{feed}.csv").rename(folder.parent / f"{feed}.csv")
    load_path(fresh_database, folder)
    before = state(fresh_database), partitions(fresh_database)
    (folder.parent / f"{feed}.csv").rename(folder / f"{feed}.csv")
    with stopped_at(fresh_database, "ops.data_version"), loading(fresh_database, folder) as process:
        wait_for_stop(fresh_database, "ops.data_version")
        process.kill()
        process.wait(PATIENCE)
        wait_until(lambda: not waiting(fresh_database, "ops.data_version"))
    assert (state(fresh_database), partitions(fresh_database)) == before
    load_path(fresh_database, folder)
    assert natural_dump(fresh_database) == undisturbed


def test_a_lost_connection_is_one_sentence(fresh_database: Database, folder: Path, undisturbed: Dump) -> None:
    with ThreadPoolExecutor() as pool, stopped_at(fresh_database, "core.client"):
        load = pool.submit(load_path, fresh_database, folder)
        fetch(fresh_database, TERMINATE, wait_for_stop(fresh_database, "core.client"))
        with pytest.raises(DatabaseUnavailable) as caught:
            load.result(PATIENCE)
    assert str(caught.value) == ("The database went away. Nothing of client.csv was kept. Start it and load again.")
    assert fetch(fresh_database, "select count(*) from core.client") == [(0,)]
    assert loaded_feeds(fresh_database)[:3] == FIRST_FEEDS
    reports = {one.feed: one.status for one in load_path(fresh_database, folder).files}
    assert (reports["org_unit"], reports["client"]) == ("unchanged", "loaded")
    assert natural_dump(fresh_database) == undisturbed


def test_whoever_holds_the_lock_writes_and_nobody_else(fresh_database: Database, folder: Path) -> None:
    """A lock in a session of its own could be lost while the load went on."""
    with ThreadPoolExecutor() as pool, stopped_at(fresh_database, "core.client"):
        load = pool.submit(load_path, fresh_database, folder)
        writer = wait_for_stop(fresh_database, "core.client")
        assert fetch(fresh_database, HOLDER) == [(writer,)]
        fetch(fresh_database, TERMINATE, writer)
        with pytest.raises(DatabaseUnavailable):
            load.result(PATIENCE)


def test_the_second_of_two_loads_waits_for_the_first(fresh_database: Database, folder: Path, undisturbed: Dump) -> None:
    with ThreadPoolExecutor() as pool, ExitStack() as processes:
        with stopped_at(fresh_database, "core.client"):
            first = processes.enter_context(loading(fresh_database, folder))
            holder = wait_for_stop(fresh_database, "core.client")
            watched = Watched()
            second = pool.submit(load_path, fresh_database, folder, progress=watched)
            assert watched.waits.wait(PATIENCE)
            assert watched.holder.startswith(f"database session {holder} (")
            assert not second.done()
        assert first.wait(PATIENCE) == 0
        assert {one.status for one in second.result(PATIENCE).files} == {"unchanged"}
    assert natural_dump(fresh_database) == undisturbed


def test_the_second_goes_on_when_the_first_is_killed(fresh_database: Database, folder: Path, undisturbed: Dump) -> None:
    with ThreadPoolExecutor() as pool:
        with stopped_at(fresh_database, "core.client"), loading(fresh_database, folder) as first:
            wait_for_stop(fresh_database, "core.client")
            watched = Watched()
            second = pool.submit(load_path, fresh_database, folder, progress=watched)
            assert watched.waits.wait(PATIENCE)
            first.kill()
        assert "loaded" in {one.status for one in second.result(PATIENCE).files}
    assert natural_dump(fresh_database) == undisturbed


def test_whoever_does_not_wait_is_told_who_holds_the_database(fresh_database: Database, folder: Path) -> None:
    with stopped_at(fresh_database, "core.client"), loading(fresh_database, folder) as first:
        holder = wait_for_stop(fresh_database, "core.client")
        sentence = (
            rf"^Database session {holder} \(tandem, since \d{{4}}-.*\) holds the database for a load or a close\."
        )
        with pytest.raises(DatabaseBusy, match=sentence):
            load_path(fresh_database, folder, wait_seconds=0)
        first.kill()


def test_a_server_lost_while_waiting_is_one_sentence(fresh_database: Database, folder: Path) -> None:
    own = "select pid from pg_stat_activity where query like 'select pg_try_advisory_lock%%' and pid <> %s" \
          " and datname = current_database()"  # fmt: skip
    with ThreadPoolExecutor() as pool, exclusive(fresh_database) as holder:
        watched = Watched()
        second = pool.submit(load_path, fresh_database, folder, progress=watched)
        assert watched.waits.wait(PATIENCE)
        wait_until(lambda: len(fetch(fresh_database, own, holder.get_backend_pid())) > 0)
        ((waiter,),) = fetch(fresh_database, own, holder.get_backend_pid())
        fetch(fresh_database, TERMINATE, waiter)
        with pytest.raises(DatabaseUnavailable, match="went away before it was ours"):
            second.result(PATIENCE)


def test_a_dry_run_that_is_killed_leaves_nothing(fresh_database: Database, folder: Path) -> None:
    before = state(fresh_database)
    with ThreadPoolExecutor() as pool, stopped_at(fresh_database, "core.client"):
        load = pool.submit(load_path, fresh_database, folder, is_dry_run=True)
        fetch(fresh_database, TERMINATE, wait_for_stop(fresh_database, "core.client"))
        with pytest.raises(DatabaseUnavailable):
            load.result(PATIENCE)
    assert state(fresh_database) == before

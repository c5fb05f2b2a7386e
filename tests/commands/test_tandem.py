"""The command as a person runs it: answers on standard output, sentences on standard error, exit codes."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg2
import pytest

from etl.commands import dashboard
from etl.demo.plan import DEFAULT_SEED
from schema.errors import PortTaken, ServeFault
from schema.storage import embedded

TANDEM = [sys.executable, "-c", "from etl.commands.main import run; run()"]
SERVE_FILE = """
import sys
from pathlib import Path
from etl.commands import dashboard
from etl.demo.plan import DEFAULT_SEED
place = dashboard.Place("127.0.0.1", int(sys.argv[1]))
with dashboard.running(place, {}, log=Path(sys.argv[2]), entry=Path(sys.argv[3])) as child:
    print(child.pid, flush=True)
    child.wait()
"""
PATIENCE = 30


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
    return {**kept, "TANDEM_HOME": str(home), **more}


def tandem(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*TANDEM, *arguments], env=environment(home, **more), capture_output=True, text=True, check=False
    )


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def test_url_without_a_server_says_how_to_start_one(home: Path) -> None:
    done = tandem(home, "url")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The database is not running. Start it with `tandem db start`.\n"
    assert not home.exists()


def test_started_by_hand_it_serves_others_until_stopped(home: Path) -> None:
    assert tandem(home, "db", "start").returncode == 0
    assert tandem(home, "migrate").returncode == 0
    assert "running on 127.0.0.1" in tandem(home, "db", "status").stdout
    address = tandem(home, "url").stdout.strip()
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute("select current_user, count(*) from core.loan")
        assert cursor.fetchall() == [("tandem_reader", 0)]
    assert tandem(home, "db", "stop").stderr == "The database is stopped.\n"
    assert "stopped" in tandem(home, "db", "status").stdout


def test_migrate_starts_what_it_needs_and_stops_it(home: Path) -> None:
    first, second = tandem(home, "migrate"), tandem(home, "migrate")
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stderr.splitlines()[-1] == second.stderr.splitlines()[-1]
    assert embedded.status(home).pid is None


def test_the_first_administrator_is_let_in_once(home: Path) -> None:
    tandem(home, "migrate")
    first, second = (tandem(home, "admit", "ada@bank", "--name", "Ada") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stderr.splitlines()[-1] == "Ada (ada@bank) may administer the database tandem."
    assert second.stderr.splitlines()[-1] == "Ada (ada@bank) administers the database tandem."
    nobody = tandem(home, "admit", " ", "--name", "Ada")
    assert (nobody.returncode, nobody.stderr) == (
        1,
        "Somebody without a name cannot be let in. Say SUBJECT and --name.\n",
    )


def test_the_demo_bank_is_built_kept_and_replaced(home: Path) -> None:
    assert tandem(home, "db", "start").returncode == 0
    built = tandem(home, "demo", "--clients", "200")
    assert (built.returncode, built.stderr.splitlines()[-1]) == (0, held("200"))
    kept = tandem(home, "demo", "--clients", "300")
    assert (kept.returncode, kept.stderr.splitlines()[-1]) == (0, held("200"))
    unsure = tandem(home, "demo", "--clients", "300", "--replace")
    assert unsure.returncode == 1
    replaced = tandem(home, "demo", "--clients", "300", "--replace", "--yes")
    assert (replaced.returncode, replaced.stderr.splitlines()[-1]) == (0, held("300"))
    tandem(home, "db", "stop")


def held(clients: str) -> str:
    return f"The database tandem holds the demo bank of {clients} clients, seed {DEFAULT_SEED}."


def test_a_database_filled_by_hand_is_no_demo_bank_to_replace(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "org_unit.csv"
    file.write_text("org_unit_code,name,kind\nHO,Head office,head_office\n", encoding="utf-8")
    assert tandem(home, "db", "start").returncode == 0
    assert tandem(home, "migrate").returncode == 0
    assert tandem(home, "load", str(file)).returncode == 0
    assert tandem(home, "demo").stderr.splitlines()[-1] == "The database tandem holds the files loaded by hand."
    refused = tandem(home, "demo", "--replace", "--yes")
    assert refused.returncode == 1
    assert "holds files loaded by hand, which --replace does not touch" in refused.stderr
    tandem(home, "db", "stop")


def test_serve_wants_a_database_first(home: Path) -> None:
    done = tandem(home, "serve", "--port", str(free_port()))
    assert (done.returncode, done.stderr) == (1, "There is no database tandem yet. Create it with `tandem migrate`.\n")


@pytest.mark.parametrize("command", ["serve", "up"])
def test_a_taken_port_is_refused_before_anything_starts(home: Path, command: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as somebody:
        port = somebody.getsockname()[1]
        done = tandem(home, command, "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 is taken by another programme.")
    assert f"PORT={port + 1}" in done.stderr
    assert not home.exists()


def test_a_home_that_cannot_be_is_one_sentence(home: Path) -> None:
    home.parent.joinpath("file").touch()
    done = tandem(home.parent / "file" / "home", "migrate")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "set TANDEM_HOME to a folder you may write to" in done.stderr


def test_details_wait_for_verbose_wherever_it_stands(home: Path) -> None:
    nowhere = {"TANDEM_DATABASE_URL": f"postgresql://me@127.0.0.1:{free_port()}/bank"}
    short = tandem(home, "migrate", **nowhere)
    long = tandem(home, "migrate", "--verbose", **nowhere)
    assert short.stderr == long.stderr.splitlines(keepends=True)[0]
    assert "Connection refused" in long.stderr


def test_wrong_usage_is_code_2(home: Path) -> None:
    assert tandem(home, "url", "--role", "boss").returncode == 2
    assert tandem(home, "nothing").returncode == 2


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_serve_answers_and_leaves_nothing_running(home: Path, ending: signal.Signals, code: int) -> None:
    tandem(home, "migrate")
    port = free_port()
    command = [*TANDEM, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment(home), stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        assert server.stderr.readline() == f"Tandem is at http://localhost:{port} (Ctrl-C stops it).\n"
        children = psutil.Process(server.pid).children(recursive=True)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}") as answer:
            assert answer.status == 200
        server.send_signal(ending)
        assert server.wait(PATIENCE) == code
    assert not psutil.wait_procs(children, PATIENCE)[1]
    assert embedded.status(home).pid is None


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    script = tmp_path / "app.py"
    script.write_text("import streamlit as st\nst.write('hello')\n")
    return script


@contextmanager
def serving(entry: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A process of ours that runs a dashboard, once that answers; `stdout` then holds the dashboard's pid."""
    command = [sys.executable, "-c", SERVE_FILE, str(port), str(entry.parent / "log"), str(entry)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield server
    finally:
        server.kill()
        server.communicate()


def test_the_dashboard_answers_and_stops_with_the_block(entry: Path) -> None:
    place = dashboard.Place("127.0.0.1", free_port())
    with dashboard.running(place, {}, log=entry.parent / "log", entry=entry) as child:
        with urllib.request.urlopen(place.url) as answer:
            assert answer.status == 200
        with pytest.raises(PortTaken, match=f"Port {place.port}"):
            dashboard.require_free(place)
    assert child.poll() in {0, -signal.SIGTERM}
    dashboard.require_free(place)


def test_a_killed_parent_takes_the_dashboard_along(entry: Path) -> None:
    with serving(entry, free_port()) as server:
        assert server.stdout
        child = psutil.Process(int(server.stdout.readline()))
        server.send_signal(signal.SIGKILL)
        child.wait(PATIENCE)


def test_a_dashboard_that_dies_at_once_is_said_so(entry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = dashboard.Place("127.0.0.1", free_port())
    log = entry.parent / "log"
    with (
        pytest.raises(ServeFault, match="did not start on port") as caught,
        dashboard.running(place, {}, log=log, entry=entry.parent / "missing.py"),
    ):
        pass
    assert "missing.py" in caught.value.detail

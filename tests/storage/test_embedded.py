"""The embedded server: whoever uses it keeps it up, whatever happened before it comes up again."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg2
import pytest

from schema.errors import DatabaseUnavailable, HomeUnusable
from schema.storage import embedded
from schema.storage.cluster import HOST, remembered_port
from schema.storage.database import Database
from schema.storage.embedded import EmbeddedServer, embedded_server

PATIENCE = 30
LIGHT = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "20"}
USE_UNTIL_CLOSED = """
import sys
from pathlib import Path
from schema.storage.embedded import embedded_server
with embedded_server(Path(sys.argv[1]), {"fsync": "off", "shared_buffers": "16MB", "max_connections": "20"}) as server:
    print(server.port, flush=True)
    sys.stdin.read()
"""


@contextmanager
def other_user(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server until its input is closed."""
    command = [sys.executable, "-c", USE_UNTIL_CLOSED, str(home)]
    user = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield user
    finally:
        user.communicate()


def port_of(user: subprocess.Popen[str]) -> int:
    """Port the other process got; returns once its server is up."""
    assert user.stdout
    return int(user.stdout.readline())


def answer(server: EmbeddedServer, statement: str, role: str = "owner") -> str:
    with closing(Database(server, "postgres").connect(role)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        found = str(cursor.fetchall()[0][0])
        connection.commit()
        return found


def running_pid(home: Path) -> int:
    pid = embedded.status(home).pid
    assert pid
    return pid


def test_is_up_while_used_and_down_afterwards(home: Path) -> None:
    with embedded_server(home, LIGHT) as server:
        assert embedded.status(home).port == server.port
        assert embedded.status(home).is_used
    assert embedded.status(home) == embedded.Status(home, pid=None, port=None, is_kept=False, is_used=False)


def test_the_last_of_two_users_stops_it(home: Path) -> None:
    with embedded_server(home, LIGHT) as first:
        with embedded_server(home, LIGHT) as second:
            assert second == first
        assert answer(first, "select 1") == "1"
    assert embedded.status(home).pid is None


def test_another_process_keeps_it_up(home: Path) -> None:
    with other_user(home) as user:
        with embedded_server(home, LIGHT) as server:
            assert server.port == port_of(user)
        assert embedded.status(home).port == server.port
    assert embedded.status(home).pid is None


def test_a_killed_user_does_not_keep_it_for_ever(home: Path) -> None:
    with other_user(home) as user:
        port_of(user)
        postmaster = psutil.Process(running_pid(home))
        user.kill()
    postmaster.wait(PATIENCE)
    assert embedded.status(home).pid is None


def test_a_killed_user_does_not_stop_it_under_another(home: Path) -> None:
    with other_user(home) as user:
        port_of(user)
        with embedded_server(home, LIGHT) as server:
            user.kill()
            user.wait(PATIENCE)
            assert answer(server, "select 1") == "1"
    assert embedded.status(home).pid is None


def test_starters_at_once_share_one_server(home: Path) -> None:
    with other_user(home) as one, other_user(home) as two, other_user(home) as three:
        assert len({port_of(user) for user in (one, two, three)}) == 1
    assert embedded.status(home).pid is None


def test_kept_until_released(home: Path) -> None:
    kept = embedded.keep(home)
    with embedded_server(home) as server:
        assert server == kept
    assert embedded.status(home).is_kept
    assert answer(embedded.running_server(home), "select 1") == "1"
    assert embedded.release(home)
    with pytest.raises(DatabaseUnavailable, match="tandem db start"):
        embedded.running_server(home)


def test_release_leaves_it_to_whoever_uses_it(home: Path) -> None:
    embedded.keep(home)
    with embedded_server(home) as server:
        assert not embedded.release(home)
        assert answer(server, "select 1") == "1"
    assert embedded.status(home).pid is None


def test_committed_rows_survive_a_killed_server(home: Path) -> None:
    with embedded_server(home, {"shared_buffers": "16MB"}) as server:
        Database(server, "kept").create_if_missing()
        postmaster = psutil.Process(running_pid(home))
        backends = postmaster.children()
        postmaster.kill()
        psutil.wait_procs([postmaster, *backends], PATIENCE)
        with embedded_server(home, LIGHT) as again:
            assert Database(again, "kept").exists()


def test_a_half_finished_creation_is_made_anew(home: Path) -> None:
    (home / "postgres.new" / "base").mkdir(parents=True)
    (home / "initdb.password").write_text("left behind")
    with embedded_server(home, LIGHT) as server:
        assert answer(server, "select 1") == "1"
    assert not (home / "postgres.new").exists()
    assert not (home / "initdb.password").exists()


def test_roles_missing_after_a_crash_are_made_at_the_next_start(home: Path) -> None:
    with embedded_server(home, LIGHT) as server:
        superuser = psycopg2.connect(
            host=HOST,
            port=server.port,
            dbname="postgres",
            user="postgres",
            password=server.passwords["postgres"],
        )
        with closing(superuser), superuser.cursor() as cursor:
            cursor.execute("drop role tandem_app")
            superuser.commit()
    with embedded_server(home, LIGHT) as server:
        assert answer(server, "select current_user", role="app") == "tandem_app"


def test_a_process_file_naming_another_programme_is_no_obstacle(home: Path) -> None:
    with embedded_server(home, LIGHT):
        lines = (home / "postgres" / "postmaster.pid").read_text().splitlines()
    stale = home / "postgres" / "postmaster.pid"
    stale.write_text("\n".join([str(psutil.Process().pid), *lines[1:]]))
    shutil.copystat(home / "postgres" / "PG_VERSION", stale)
    assert embedded.status(home).pid is None
    with embedded_server(home, LIGHT) as server:
        assert answer(server, "select 1") == "1"


def test_the_port_is_remembered(home: Path) -> None:
    home.mkdir()
    with closing(socket.create_server((HOST, 0))) as somebody:
        port = somebody.getsockname()[1]
        (home / "port").write_text(str(port))
        taken = remembered_port(home / "port")
    assert taken != port
    assert (home / "port").read_text() == f"{taken}\n"
    (home / "port").write_text(str(port))
    assert remembered_port(home / "port") == port


def test_a_taken_port_is_left_to_who_took_it(home: Path) -> None:
    home.mkdir()
    with closing(socket.create_server((HOST, 0))) as somebody:
        (home / "port").write_text(str(somebody.getsockname()[1]))
        with embedded_server(home, LIGHT) as server:
            assert server.port != somebody.getsockname()[1]
            assert answer(server, "select 1") == "1"


@pytest.mark.parametrize("name", ['数据 o\'clock "x", y\\z', "long" * 30])
def test_any_folder_name_will_do(home: Path, name: str) -> None:
    with embedded_server(home / name, LIGHT) as server:
        assert answer(server, "select 1") == "1"


def test_nobody_enters_without_a_password(home: Path) -> None:
    with embedded_server(home, LIGHT) as server:
        for host in (HOST, str(home / "run")):
            for password in ("", "wrong"):
                with pytest.raises(psycopg2.OperationalError):
                    psycopg2.connect(host=host, port=server.port, user="postgres", password=password)
    assert (home / "credentials.json").stat().st_mode & 0o777 == 0o600


def test_only_the_owner_creates_databases_and_only_the_loader_bypasses_policies(home: Path) -> None:
    with embedded_server(home, LIGHT) as server:
        rights = answer(
            server,
            "select string_agg(format('%s %s %s', rolname, rolcreatedb, rolbypassrls), ', ' order by rolname)"
            " from pg_roles where rolname like 'tandem_%' and not rolsuper and not rolcreaterole",
        )
    assert rights == "tandem_app f f, tandem_etl f t, tandem_owner t f, tandem_reader f f"


def test_a_folder_that_cannot_be_is_one_sentence(home: Path) -> None:
    home.mkdir()
    (home / "file").touch()
    expected = r"cannot use its data folder .*: not a directory\. Mend that, or set TANDEM_HOME"
    with pytest.raises(HomeUnusable, match=expected), embedded_server(home / "file" / "inside"):
        pass


def test_lost_passwords_are_said_so(home: Path) -> None:
    with embedded_server(home, LIGHT):
        (home / "credentials.json").unlink()
        with pytest.raises(HomeUnusable, match="passwords of the database"), embedded_server(home):
            pass


def test_another_postgres_version_is_said_so(home: Path) -> None:
    with embedded_server(home, LIGHT):
        pass
    (home / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(HomeUnusable, match="is of Postgres 17, Tandem brings 18"), embedded_server(home):
        pass


def test_what_postgres_complains_of_is_passed_on(home: Path) -> None:
    with (
        pytest.raises(HomeUnusable, match=r'configuration file ".*" contains errors\.') as caught,
        embedded_server(home, {"nonsense": "1"}),
    ):
        pass
    assert 'unrecognized configuration parameter "nonsense"' in caught.value.detail


@pytest.fixture
def tiny_disk(home: Path) -> Iterator[Path]:
    """A file system of eight megabytes."""
    home.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(home)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield home
    embedded.release(home)
    subprocess.run(["umount", str(home)], check=True)


def test_a_full_disk_is_said_so_and_leaves_nothing_half_made(tiny_disk: Path) -> None:
    with pytest.raises(HomeUnusable, match="is full"), embedded_server(tiny_disk, LIGHT):
        pass
    assert not (tiny_disk / "postgres.new").exists()
    assert not (tiny_disk / "postgres").exists()

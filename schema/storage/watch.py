"""Stops the embedded server once nobody uses it, also when its last user was killed.

A programme of its own, standard library only: `python watch.py USERS KEEP PG_CTL DATA [UID GID]`. It waits
until it holds the lock file USERS alone (the last lease is gone) and stops the server unless KEEP exists.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path


def main(users: str, keep: str, pg_ctl: str, data: str, *ids: str) -> None:
    """Wait for the last user to go, then stop the server if it is still there."""
    with Path(users).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if Path(keep).exists() or not (Path(data) / "postmaster.pid").exists():
            return
        uid, gid = map(int, ids) if ids else (None, None)
        subprocess.run(
            [pg_ctl, "stop", "-m", "fast", "-w", "-t", "120", "-D", data],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            user=uid,
            group=gid,
            extra_groups=None if uid is None else [],
            check=False,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])

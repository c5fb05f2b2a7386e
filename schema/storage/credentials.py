"""Passwords of the embedded server: made once, kept in one file that only its owner reads."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from schema.errors import HomeUnusable

SUPERUSER = "postgres"
ROLES = ("owner", "etl", "app", "reader")


def login_of(role: str) -> str:
    """Name of the database role behind one of ours: `etl` logs in as `tandem_etl`."""
    return f"tandem_{role}"


def credentials(home: Path) -> Mapping[str, str]:
    """Password by login name, created on the first call.

    Raises HomeUnusable when the file is lost or damaged while a database made with it exists.
    """
    path = home / "credentials.json"
    if not path.exists() and not (home / "postgres").exists():
        _write(path, {login: secrets.token_urlsafe(24) for login in (SUPERUSER, *map(login_of, ROLES))})
    try:
        return dict(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError) as fault:
        raise HomeUnusable(
            f"The passwords of the database in {home} are lost ({path.name} is missing or damaged).",
            f"Restore {path}, or move {home} away to start afresh.",
        ) from fault


def _write(path: Path, passwords: Mapping[str, str]) -> None:
    """All or nothing, and never readable by others, not even for a moment."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(dict(passwords), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)

"""The data folder: what the file system refuses there becomes one sentence."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schema.errors import HomeUnusable

REASONS = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up"}


@contextmanager
def usable(home: Path) -> Iterator[None]:
    """For blocks that read or write the data folder; raises HomeUnusable with the reason and what to do."""
    try:
        yield
    except OSError as fault:
        reason = REASONS.get(fault.errno or 0, fault.strerror or str(fault))
        raise HomeUnusable(
            f"Tandem cannot use its data folder {home}: {reason.lower()}.",
            "Mend that, or set TANDEM_HOME to a folder you may write to.",
            detail=str(fault),
        ) from fault

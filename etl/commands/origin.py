"""What a database is filled from at its first start: the demo bank, or somebody's files."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from etl.commands import console
from etl.progress import Progress
from schema.errors import ConfigurationFault, LoadFault
from schema.storage.database import Database
from schema.storage.settings import LONGEST_NAME, database_name

if TYPE_CHECKING:
    from etl.load.report import LoadReport


class Origin(Protocol):
    """Where the data of a database come from; `str()` of it is remembered in the database."""

    @property
    def starts_over(self) -> bool:
        """Whether a half-finished filling is thrown away; else filling again completes it."""
        ...

    def fill(self, database: Database, progress: Progress) -> None:
        """Bring the data in and close the months they cover."""
        ...


@dataclass(frozen=True)
class DemoBank:
    """The generated bank; the same size and seed are the same bank."""

    clients: int
    seed: int
    starts_over: bool = True

    def __str__(self) -> str:
        return f"demo bank of {self.clients:,} clients, seed {self.seed}"

    def fill(self, database: Database, progress: Progress) -> None:
        """Generate the bank and close its months."""
        from etl.close.run import close_through  # noqa: PLC0415 - slow to import, needed once
        from etl.demo.build import build_demo  # noqa: PLC0415

        build_demo(database, clients=self.clients, seed=self.seed, progress=progress)
        close_through(database, None, progress=progress)


@dataclass(frozen=True)
class Files:
    """A folder or file, read through a mapping file."""

    source: Path
    mapping: Path | None
    starts_over: bool = False

    def __str__(self) -> str:
        return f"files {self.source}" + (f" through {self.mapping}" if self.mapping else "")

    @property
    def database(self) -> str:
        """`tandem_berka` for the folder berka read through berka.toml; the words of both when they differ."""
        words = [self.source.stem, *([self.mapping.stem] if self.mapping else [])]
        slug = re.sub(r"[^a-z0-9]+", "_", "_".join(dict.fromkeys(words)).lower()).strip("_")
        return database_name(f"tandem_{slug or 'files'}"[:LONGEST_NAME])

    def fill(self, database: Database, progress: Progress) -> None:
        """Load the files and close every month they cover; loading again what is there changes nothing.

        Refused files are named and the rest is shown; LoadFault when every file was refused.
        """
        from etl.close.run import NothingToClose, close_through  # noqa: PLC0415 - slow to import, needed once
        from etl.load.run import load_path  # noqa: PLC0415

        mapping = str(self.mapping) if self.mapping else None
        _tell(load_path(database, self.source, mapping=mapping, progress=progress))
        try:
            close_through(database, None, progress=progress)
        except NothingToClose as nothing:
            console.say(str(nothing))


def demo_bank(clients: int | None, seed: int | None) -> DemoBank:
    """The demo bank of that size and seed; None stands for the default."""
    from etl.demo.plan import DEFAULT_CLIENTS, DEFAULT_SEED  # noqa: PLC0415 - slow to import

    return DemoBank(clients or DEFAULT_CLIENTS, DEFAULT_SEED if seed is None else seed)


def files(source: Path, mapping: str | None) -> Files:
    """The files by absolute paths, to be recognised at the next start; `mapping` is a path or a shipped name.

    Raises ConfigurationFault or MappingFault when they are not there.
    """
    from etl.load.run import mapping_path  # noqa: PLC0415 - slow to import, needed for files only

    if not source.exists():
        raise ConfigurationFault(f"There is nothing at {source}.", "Check SOURCE (--source).")
    return Files(source.resolve(), mapping_path(mapping).resolve() if mapping else None)


def _tell(report: "LoadReport") -> None:
    for refused in report.refused:
        console.say(refused.message)
    if report.refused and len(report.refused) == len(report.files):
        raise LoadFault("Every file was refused.", "Mend the files or the mapping and start again.")
    if report.rows_rejected:
        console.say(f"{report.rows_rejected:,} rows were rejected; `tandem rejected` says why.")

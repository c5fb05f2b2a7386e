"""Problems in the programme: typed, shown once, saying what happened and what to do.

Problems in data are not errors here: they are values (rejected rows with a reason).
"""


class TandemError(Exception):
    """Base of every error a person may meet.

    `what` and `do` are whole sentences; `str()` is both, so that the error is readable wherever it surfaces.
    `detail` holds what only a specialist wants (the output of a tool, for instance).
    """

    def __init__(self, what: str, do: str, *, detail: str = "") -> None:
        super().__init__(f"{what} {do}".strip())
        self.what = what
        self.do = do
        self.detail = detail


class ConfigurationFault(TandemError):
    """A setting or an argument does not say anything usable."""


class HomeUnusable(TandemError):
    """The data folder cannot hold the embedded server: not writable, full, or somebody else's."""


class DatabaseUnavailable(TandemError):
    """No server answers, or it refuses us."""


class DatabaseTooOld(TandemError):
    """The server answers, but it is older than Tandem's SQL."""


class DatabaseMissing(TandemError):
    """The server is there, the database of that name is not."""


class MigrationFault(TandemError):
    """The database cannot be brought to the form this version needs."""


class PortTaken(TandemError):
    """Another programme listens on the port asked for."""


class ServeFault(TandemError):
    """The dashboard did not come up."""


class UnknownFeed(TandemError):
    """There is no feed of that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no feed called {name!r}.", f"Choose one of: {', '.join(known)}.")


class FileRefused(TandemError):
    """A whole file is refused before anything of it is written."""

    def __init__(self, name: str, why: str, do: str, *, detail: str = "") -> None:
        super().__init__(f"{name} is refused: {why}.", do, detail=detail)
        self.name = name


class MappingFault(TandemError):
    """A mapping file says something that cannot be followed."""


class DatabaseBusy(TandemError):
    """Another load or close holds the database."""


class LoadFault(TandemError):
    """A load could not finish; the file it was in left no trace."""

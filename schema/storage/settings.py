"""What the environment says: read once, passed on as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from schema.errors import ConfigurationFault

DEFAULT_DATABASE = "tandem"
DEFAULT_TIME_ZONE = "Asia/Shanghai"
LONGEST_NAME = 63  # Postgres cuts identifiers here without a word


@dataclass(frozen=True)
class Settings:
    """Where Tandem keeps its data, and as whom it works.

    home            folder of the embedded server, credentials and logs (TANDEM_HOME)
    database_url    somebody's Postgres, as its migrating owner; None: the embedded one (TANDEM_DATABASE_URL)
    role_urls       the other roles on that server (TANDEM_ETL_DATABASE_URL, …_APP_…, …_READER_…)
    database_name   database to work in (TANDEM_DATABASE_NAME, else that of database_url, else `tandem`)
    subject         whose scope row-level security applies (TANDEM_SUBJECT)
    time_zone       zone in which a moment becomes a business date (TANDEM_TIME_ZONE)
    environment     `demo`, `test` or `production` (TANDEM_ENV)
    """

    home: Path
    database_url: URL | None
    role_urls: Mapping[str, URL]
    database_name: str
    subject: str
    time_zone: str
    environment: str

    @property
    def is_embedded(self) -> bool:
        """Whether Tandem runs its own server."""
        return self.database_url is None


def settings_from(environ: Mapping[str, str]) -> Settings:
    """The settings an environment asks for; an empty variable counts as unset.

    Raises ConfigurationFault naming the variable that makes no sense.
    """
    said = {name: value for name, value in environ.items() if value.strip()}
    database_url = _url(said, "TANDEM_DATABASE_URL")
    named = (database_url.database if database_url is not None else None) or DEFAULT_DATABASE
    return Settings(
        home=_home(said),
        database_url=database_url,
        role_urls=_role_urls(said),
        database_name=database_name(said.get("TANDEM_DATABASE_NAME", named)),
        subject=said.get("TANDEM_SUBJECT", "operator"),
        time_zone=_time_zone(said.get("TANDEM_TIME_ZONE", DEFAULT_TIME_ZONE)),
        environment=said.get("TANDEM_ENV", "demo"),
    )


def database_name(text: str) -> str:
    """`text` as a database name; refuses what Postgres would cut or a URL would not survive."""
    if len(text.encode()) > LONGEST_NAME or not text.isprintable() or set(text) & set("/?#% \"'"):
        raise ConfigurationFault(
            f"{text!r} cannot be the name of a database.",
            f"Use at most {LONGEST_NAME} letters, digits, - and _ (TANDEM_DATABASE_NAME).",
        )
    return text


def _home(said: Mapping[str, str]) -> Path:
    home = said.get("TANDEM_HOME")
    folder = Path(home).expanduser() if home else platformdirs.user_data_path("tandem", appauthor=False)
    return folder.absolute()


def _role_urls(said: Mapping[str, str]) -> dict[str, URL]:
    found = {role: _url(said, f"TANDEM_{role.upper()}_DATABASE_URL") for role in ("etl", "app", "reader")}
    return {role: url for role, url in found.items() if url is not None}


def _url(said: Mapping[str, str], variable: str) -> URL | None:
    if variable not in said:
        return None
    try:
        url = make_url(said[variable].strip())
    except ArgumentError as fault:
        raise _not_postgres(variable) from fault
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise _not_postgres(variable)
    return url.set(drivername="postgresql")


def _not_postgres(variable: str) -> ConfigurationFault:
    return ConfigurationFault(
        f"{variable} is not the address of a Postgres database.",
        "Write it as postgresql://user:password@host:5432/database, or unset it to use the embedded server.",
    )


def _time_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise ConfigurationFault(
            f"TANDEM_TIME_ZONE names no time zone: {name}.", "Use a name such as Asia/Shanghai."
        ) from fault

"""Load one folder in a process of its own and print seconds and peak memory as JSON."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from etl.load.run import load_path
from schema.storage.database import open_database
from schema.storage.settings import settings_from


def main(home: str, name: str, folder: str) -> None:
    """Runs on the embedded server of `home`."""
    with open_database(settings_from({"TANDEM_HOME": home}), name) as database:
        report = load_path(database, Path(folder))
    files = {one.feed: {"rows": one.rows_accepted, "seconds": one.seconds} for one in report.files}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"files": files, "peak_megabytes": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])

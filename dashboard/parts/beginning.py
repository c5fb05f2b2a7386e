"""Before the first close: what is there already, and the next step."""

from __future__ import annotations

from dashboard import formatting as fmt
from dashboard import states
from dashboard.readers import answer
from schema.marts import health

DEMO = "Or run `tandem demo`: it builds a demonstration bank and closes its months."


def show() -> None:
    """One card that names the command to run next."""
    loads = answer(health.loads)
    if not loads.batch_count:
        states.empty("Nothing has been loaded yet.", f"Load files with `tandem load PATH`. {DEMO}")
        return
    files = fmt.counted(loads.batch_count, "file")
    if not loads.closable_count:
        states.empty(
            "There are no loans and no sales yet.",
            f"{files} came in. Load the feed `loan` or `sale` and close a date; `tandem feeds loan` says how it looks.",
        )
        return
    date_ = fmt.day(loads.last_date) if loads.last_date else "DATE"
    states.empty(
        "No date has been closed yet.",
        f"{files} came in. Run `tandem close {date_}` to compute everything that is true as of that date.",
        icon=":material/event_available:",
    )

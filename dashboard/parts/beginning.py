"""Before the first close: what is there already, and the next step."""

from __future__ import annotations

from dashboard import counts, states
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.readers import answer
from schema.marts import health


def show() -> None:
    """One card that names the command to run next."""
    loads = answer(health.loads)
    if not loads.batch_count:
        load = _("Load files with `tandem load PATH`.")
        demo = _("Or run `tandem demo`: it builds a demonstration bank and closes its months.")
        states.empty(_("Nothing has been loaded yet."), fmt.sentences(load, demo))
        return
    files = counts.files(loads.batch_count)
    if not loads.closable_count:
        states.empty(
            _("There are no loans and no sales yet."),
            _(
                "{files} came in. Load the feed `loan` or `sale` and close a date; "
                "`tandem feeds loan` says how it looks."
            ).format(files=files),
        )
        return
    date_ = fmt.day(loads.last_date) if loads.last_date else _("DATE")
    states.empty(
        _("No date has been closed yet."),
        _("{files} came in. Run `tandem close {date}` to compute everything that is true as of that date.").format(
            files=files, date=date_
        ),
        icon=":material/event_available:",
    )

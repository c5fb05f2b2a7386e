"""What an auditor should see: refused pages, exports and acts of the last 7 days, stale dates, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dashboard import formatting as fmt
from dashboard import labels, navigation
from dashboard.language import _, n_
from dashboard.parts import cards, today_needs
from dashboard.parts.audit import ACTS
from dashboard.parts.cards import Headline
from dashboard.parts.pickers import Selection
from dashboard.parts.today_house import day_of, stale
from dashboard.parts.today_needs import Lead, Need, Words, leads_to
from dashboard.readers import answer, fresh
from schema.marts import closes, health, today_watch
from schema.marts.closes import ClosedDate
from schema.marts.today_loans import NONE, ORANGE, YELLOW
from schema.marts.today_watch import Act, Activity, WatchNeeds

KEY = "today_watch"


def show(selection: Selection | None) -> None:
    """Headline, then one row per person and page, per act, per kind of finding."""
    seen = fresh(today_watch.watch_needs)
    dates = answer(closes.closed_dates)
    as_of = selection.as_of if selection else None
    found = Counter(answer(health.findings, as_of=as_of)["code"])
    cards.headlines(headline(seen, dates, found))
    today_needs.show(needs(seen, dates, found, as_of), words(dates), key=KEY, count=_count(seen, dates, found))


def headline(seen: WatchNeeds, dates: Sequence[ClosedDate], found: Counter[str]) -> list[Headline]:
    """So many of each."""
    lately = _("In the last 7 days.")
    rows = n_("{count} row", "{count} rows", sum(one.rows for one in seen.exports))
    exported = rows.format(count=fmt.number(sum(one.rows for one in seen.exports)))
    figures = (
        (_("Refused page views"), seen.refused_count, lately, None),
        (_("Exports"), seen.export_count, lately, exported),
        (_("Acts of administration"), seen.act_count, lately, None),
        (_("To be closed again"), sum(each.is_stale for each in dates), _("Dates changed after their close."), None),
        (_("Findings"), found.total(), _("What the close and the loads noticed about the data."), None),
    )
    return [
        Headline(label=label, value=fmt.number(count), about=about, change=change)
        for label, count, about, change in figures
    ]


def _count(seen: WatchNeeds, dates: Sequence[ClosedDate], found: Counter[str]) -> int:
    acts = max(seen.act_count, len(seen.acts))
    return len(seen.refused) + len(seen.exports) + acts + any(each.is_stale for each in dates) + len(found)


def needs(seen: WatchNeeds, dates: Sequence[ClosedDate], found: Counter[str], as_of: date | None) -> list[Need]:
    """Refused pages first, then stale dates and findings, then what was exported and changed."""
    every = [*map(_refused, seen.refused), *stale(dates)]
    every += [_finding(code, times, as_of) for code, times in found.most_common()]
    every += [*map(_exported, seen.exports), *map(_act, seen.acts)]
    return sorted(every, key=lambda need: -need.severity)


def _refused(one: Activity) -> Need:
    said = n_(
        "Was refused the page {page} {count} time.", "Was refused the page {page} {count} times.", one.count
    )  # fmt: skip
    return Need(
        kinds=("refused_view",),
        severity=ORANGE,
        sentence=said.format(page=_page(one.page), count=fmt.number(one.count)),
        who=one.person,
        on=day_of(one.last_at),
        lead=leads_to(Lead(page="audit")),
    )


def _exported(one: Activity) -> Need:
    said = n_(
        "Took {count} file away from the page {page}, with {rows} rows in all.",
        "Took {count} files away from the page {page}, with {rows} rows in all.",
        one.count,
    )
    return Need(
        kinds=("export",),
        severity=NONE,
        sentence=said.format(page=_page(one.page), count=fmt.number(one.count), rows=fmt.number(one.rows)),
        who=one.person,
        on=day_of(one.last_at),
        lead=leads_to(Lead(page="audit")),
    )


def _act(one: Act) -> Need:
    act = labels.label(ACTS, one.act)
    said = _("{act}: {target}. Reason: {reason}")
    return Need(
        kinds=("act",),
        severity=NONE,
        sentence=fmt.sentence(said.format(act=act, target=one.target, reason=one.reason)),
        who=one.actor,
        on=day_of(one.at),
        lead=leads_to(Lead(page="audit")),
    )


def _finding(code: str, times: int, as_of: date | None) -> Need:
    said = n_("{finding}: {count} finding.", "{finding}: {count} findings.", times)
    return Need(
        kinds=("finding",),
        severity=YELLOW,
        sentence=said.format(finding=labels.label(labels.FINDINGS, code), count=fmt.number(times)),
        who=_("Data"),
        on=as_of,
        lead=leads_to(Lead(page="data_health")),
    )


def _page(key: str) -> str:
    entry = navigation.BY_KEY.get(key)
    return fmt.quoted(_(entry.title) if entry else key)


def words(dates: Sequence[ClosedDate]) -> Words:
    """The words of the list."""
    return Words(
        title=_("What to look into"),
        note=_("Worst first. Select a row to open the log or the page it is about."),
        done=_("Nothing to look into: no page was refused, nothing was exported or changed in the last 7 days."),
        data_until=dates[0].as_of if dates else None,
        who=_("Who"),
        on=_("Last"),
    )

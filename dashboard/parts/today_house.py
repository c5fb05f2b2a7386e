"""What waits for an administrator: proposals, dates to close again, files that were refused, users and their scopes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard import columns as feeds
from dashboard import connection, counts, labels, remarks
from dashboard import formatting as fmt
from dashboard.language import _, n_
from dashboard.parts import cards, today_needs
from dashboard.parts.cards import Headline
from dashboard.parts.today_needs import Lead, Need, Words, leads_to
from dashboard.readers import answer, fresh
from schema.marts import closes, today_house
from schema.marts.closes import ClosedDate
from schema.marts.today_house import BatchNeed, HouseNeeds, Leaver, Proposal, Stranded
from schema.marts.today_loans import ORANGE, RED, YELLOW

KEY = "today_house"


def show() -> None:
    """Headline, then one row per thing that waits."""
    found = fresh(today_house.house_needs)
    dates = answer(closes.closed_dates)
    cards.headlines(headline(found, [each for each in dates if each.is_stale]))
    today_needs.show(needs(found, dates), words(dates), key=KEY)


def headline(found: HouseNeeds, stale: Sequence[ClosedDate]) -> list[Headline]:
    """So many of each."""
    refused = sum(batch.is_refused for batch in found.batches)
    rejected = sum(batch.rows_rejected for batch in found.batches)
    lately = _("In the last 7 days, in files that did not come again since.")
    figures = (
        (_("Proposals waiting"), len(found.proposals), _("Parameters that somebody else must decide on.")),
        (_("To be closed again"), len(stale), _("Dates whose data changed after they were closed.")),
        (_("Files refused"), refused, lately),
        (_("Rejected rows"), rejected, lately),
        (
            _("Users to look at"), len(found.stranded) + len(found.leavers),
            _("Users without a scope today, and users who have left the bank and still have one."),
        ),
    )  # fmt: skip
    return [Headline(label=label, value=fmt.number(count), about=about) for label, count, about in figures]


def needs(found: HouseNeeds, dates: Sequence[ClosedDate]) -> list[Need]:
    """Everything that waits, worst first."""
    every = [*map(_leaver, found.leavers), *stale(dates), *map(_batch, found.batches)]
    every += [*map(_proposal, found.proposals), *map(_stranded, found.stranded)]
    return sorted(every, key=lambda need: -need.severity)


def stale(dates: Sequence[ClosedDate]) -> Iterator[Need]:
    """One need for all dates that must be closed again: one command closes them all."""
    open_ones = [each for each in dates if each.is_stale]
    if open_ones:
        said = _("{dates} must be closed again, from {date} on.")
        told = said.format(dates=counts.dates(len(open_ones)), date=fmt.day(open_ones[-1].as_of))
        reason = fmt.sentence(remarks.said(open_ones[-1].stale_reason or ""))
        yield Need(
            kinds=("stale",),
            severity=ORANGE,
            sentence=fmt.sentences(told, reason),
            who=_("Closes"),
            on=open_ones[-1].as_of,
            lead=leads_to(Lead(page="data_health")),
        )


def _leaver(one: Leaver) -> Need:
    said = _("Left the bank on {date} and can still sign in.")
    return Need(
        kinds=("leaver",),
        severity=RED,
        sentence=said.format(date=fmt.day(one.left_date)),
        who=one.display_name,
        on=one.left_date,
        lead=leads_to(Lead(page="administration")),
    )


def _stranded(one: Stranded) -> Need:
    return Need(
        kinds=("stranded",),
        severity=YELLOW,
        sentence=_("Can sign in and has no scope today, so sees nothing."),
        who=one.display_name,
        lead=leads_to(Lead(page="administration")),
    )


def _proposal(one: Proposal) -> Need:
    value = labels.parameter_value(one.number, one.word) or ""
    said = _("{author} proposes {value} from {date} on; somebody else must decide.")
    return Need(
        kinds=("proposal",),
        severity=YELLOW,
        sentence=said.format(author=one.author, value=value, date=fmt.day(one.valid_from)),
        who=labels.parameter(one.name, one.key),
        on=day_of(one.proposed_at),
        lead=leads_to(Lead(page="administration")),
    )


def _batch(one: BatchNeed) -> Need:
    if one.is_refused:
        sentence = fmt.sentences(_("The file was refused."), fmt.sentence(remarks.said(one.message or "")))
    else:
        said = n_(
            "{rejected} of {rows} was rejected.", "{rejected} of {rows} were rejected.", one.rows_rejected
        )  # fmt: skip
        sentence = said.format(rejected=fmt.number(one.rows_rejected), rows=counts.rows(one.rows_read))
    return Need(
        kinds=("refused",) if one.is_refused else ("rejected",),
        severity=ORANGE if one.is_refused else YELLOW,
        sentence=sentence,
        who=one.file_name,
        what=feeds.feed(one.feed),
        on=day_of(one.started_at),
        lead=leads_to(Lead(page="data_health")),
    )


def day_of(at: datetime) -> date:
    """The day of a moment in the zone of the settings."""
    return at.astimezone(ZoneInfo(connection.settings().time_zone)).date()


def words(dates: Sequence[ClosedDate]) -> Words:
    """The words of the list."""
    return Words(
        title=_("What waits"),
        note=_("Worst first. Select a row to open the page where it is settled."),
        done=_("All done: nothing waits for an administrator."),
        data_until=dates[0].as_of if dates else None,
        who=_("Concerns"),
        what=_("Feed"),
        on=_("Date"),
    )

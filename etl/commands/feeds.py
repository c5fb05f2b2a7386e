"""`tandem feeds`: what every incoming file must look like."""

import json
from pathlib import Path
from typing import Annotated

import typer

from etl.commands import console, tables
from schema.errors import ConfigurationFault


def feeds(
    feed: Annotated[str | None, typer.Argument(help="One feed in full; without, all of them in short.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reference as JSON.")] = False,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the whole reference to FILE as Markdown.")
    ] = None,
) -> None:
    """Describe every file Tandem reads: columns, types, checks, key, parents and an example."""
    from etl.commands.reference import reference  # noqa: PLC0415 - slow to import
    from schema.contracts import FEEDS, feed_named  # noqa: PLC0415

    chosen = [feed_named(feed)] if feed else list(FEEDS.values())
    if markdown is not None:
        _write(markdown)
    elif as_json:
        typer.echo(json.dumps([reference(one).as_json() for one in chosen], ensure_ascii=False, indent=2))
    elif feed:
        _show_one(feed)
    else:
        rows = ((one.name, one.about, ", ".join(reference(one).parents)) for one in chosen)
        tables.show(tables.table("feed", "what it is", "needs"), rows)
        console.say("`tandem feeds FEED` shows one in full.")


def _write(target: Path) -> None:
    from etl.commands.reference import markdown  # noqa: PLC0415 - slow to import

    try:
        target.write_text(markdown(), encoding="utf-8")
    except OSError as fault:
        raise ConfigurationFault(f"{target} cannot be written ({fault.strerror}).", "Name another file.") from fault
    console.say(f"The reference is in {target}.")


def _show_one(name: str) -> None:
    from etl.commands.reference import reference  # noqa: PLC0415 - slow to import
    from schema.contracts import feed_named  # noqa: PLC0415

    feed = reference(feed_named(name))
    console.out.print(f"[bold]{feed.name}[/bold]: {feed.about}", highlight=False)
    needs = f"   Needs: {', '.join(feed.parents)}" if feed.parents else ""
    console.out.print(f"Key: {', '.join(feed.key)}{needs}\n", highlight=False)
    columns = (
        (one.name, one.kind, "yes" if one.required else "", one.about, one.allowed, one.example) for one in feed.columns
    )
    tables.show(tables.table("column", "type", "required", "meaning", "allowed", "example"), columns)
    console.out.print()
    tables.show(tables.table("reason", "check"), feed.checks)
    console.out.print("\nExample:")
    typer.echo(feed.example)

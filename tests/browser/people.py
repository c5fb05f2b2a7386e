"""Who signs in at a provider of our own, and what the bank says about them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

import oidc_provider_mock
import pytest
from jinja2 import ChoiceLoader, DictLoader
from playwright.sync_api import Page
from werkzeug.serving import make_server

from schema.storage.database import Database
from tests.browser.serving import LOOPBACK, free_port

# Its own frame asks for a style sheet from the net.
PLAIN = """<!doctype html><link rel="icon" href="data:,"><title>Provider</title>{% block content %}{% endblock %}"""
INSECURE = "AUTHLIB_INSECURE_TRANSPORT"  # the provider speaks http here
USER = "insert into ops.app_user (subject, display_name) values (%s, %s)"
SCOPE = """
    insert into ops.user_scope (subject, persona, org_unit_id, is_whole_bank, is_own_book_only, valid_from)
    values (%s, %s, %s, %s, false, '2020-01-01')
"""


@contextmanager
def provider() -> Iterator[str]:
    """Address of an identity provider that lets everybody in whose name is typed into its form."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(INSECURE, "1")
        app = oidc_provider_mock.app()
        app.jinja_loader = ChoiceLoader([DictLoader({"_base.html": PLAIN}), *filter(None, [app.jinja_loader])])
        server = make_server(LOOPBACK, 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def told_of(at: str) -> tuple[int, dict[str, str]]:
    """A port, and the environment of a dashboard on it whose people sign in at the provider."""
    port = free_port()
    names = {
        "METADATA_URL": f"{at}/.well-known/openid-configuration",
        "CLIENT_ID": "tandem",
        "CLIENT_SECRET": "only known on this machine",
        "REDIRECT_URI": f"http://{LOOPBACK}:{port}/oauth2callback",
    }
    return port, {f"TANDEM_OIDC_{name}": value for name, value in names.items()}


def claims(at: str, subject: str, **said: object) -> None:
    """What the provider says in the tokens of a subject, beside the usual."""
    body = json.dumps({"email": subject, **said}).encode()
    asked = Request(f"{at}/users/{subject}", body, {"Content-Type": "application/json"}, method="PUT")
    with urlopen(asked) as answer:
        assert answer.status == 204


def add_user(database: Database, subject: str, persona: str, *, org_unit_id: int | None = None) -> None:
    """A user of the dashboard; without a unit he works for the whole bank."""
    execute(database, USER, subject, subject.capitalize())
    execute(database, SCOPE, subject, persona, org_unit_id, org_unit_id is None)


def execute(database: Database, statement: str, *values: object) -> int:
    """Rows that a statement of the owner touched."""
    connection = database.connect("owner")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return int(cursor.rowcount)
    finally:
        connection.close()


def sign_in(page: Page, subject: str) -> None:
    """From the card of the dashboard through the provider's form."""
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()

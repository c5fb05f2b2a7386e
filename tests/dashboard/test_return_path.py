"""Back to the page that asked for the sign-in, and never to somewhere else."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.return_path import COOKIE, ReturnPath, path_of


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("http://bank.example/client?client=C1&as_of=2026-10-31", "/client?client=C1&as_of=2026-10-31"),
        ("/overview", "/overview"),
        ("", ""),
        ("http://bank.example/", ""),
        ("//elsewhere.example/overview", "/overview"),
        ("/\\elsewhere.example", ""),
        ("//elsewhere.example//x.example", ""),
        ("/overview?a=\\\\b", ""),
        ("/auth/login", ""),
        ("/oauth2callback?code=1", ""),
        ("javascript:alert(1)", ""),
        ("/overview?a=" + "x" * 2000, ""),
    ],
)
def test_only_pages_of_ours(address: str, path: str) -> None:
    assert path_of(address) == path


def to_provider(_request: Request) -> RedirectResponse:
    return RedirectResponse("http://provider.example/authorize", status_code=302)


def to_the_bare_address(_request: Request) -> RedirectResponse:
    return RedirectResponse("/", status_code=302)


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/auth/login", to_provider), Route("/oauth2callback", to_the_bare_address)]
    app = Starlette(routes=routes, middleware=[Middleware(ReturnPath)])
    return TestClient(app, base_url="http://bank.example", follow_redirects=False)


def test_the_sign_in_ends_where_it_began(client: TestClient) -> None:
    client.get("/auth/login", headers={"referer": "http://bank.example/overview?as_of=2026-10-31"})
    ended = client.get("/oauth2callback?code=1")
    assert ended.headers["location"] == "/overview?as_of=2026-10-31"
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("query", ["?error=access_denied", ""])
def test_a_refused_sign_in_goes_to_the_bare_address(client: TestClient, query: str) -> None:
    client.get("/auth/login", headers={"referer": "http://bank.example/overview"})
    assert client.get(f"/oauth2callback{query}").headers["location"] == "/"


def test_a_cookie_somebody_else_wrote_leads_nowhere(client: TestClient) -> None:
    client.cookies.set(COOKIE, "https%3A%2F%2Felsewhere.example")
    assert client.get("/oauth2callback?code=1").headers["location"] == "/"

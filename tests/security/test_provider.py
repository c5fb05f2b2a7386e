"""Whether the dashboard may start: with a provider, as a demonstration, or not at all."""

import pytest

from schema.errors import ConfigurationFault
from schema.security import provider

PROVIDER = {
    "TANDEM_OIDC_METADATA_URL": "http://localhost:9400/.well-known/openid-configuration",
    "TANDEM_OIDC_CLIENT_ID": "tandem",
    "TANDEM_OIDC_CLIENT_SECRET": "s3cret",
    "TANDEM_OIDC_REDIRECT_URI": "http://localhost:8501/oauth2callback",
}
KEY = {"TANDEM_SESSION_KEY": "00ff"}


def test_nothing_named_is_a_demonstration() -> None:
    assert provider.secrets_of({"TANDEM_ENV": "demo"}) == {}


def test_production_does_not_start_without_a_provider() -> None:
    with pytest.raises(ConfigurationFault, match="needs an identity provider"):
        provider.secrets_of({"TANDEM_ENV": "production"})


@pytest.mark.parametrize("name", PROVIDER)
def test_half_a_provider_is_refused_by_the_name_of_what_is_missing(name: str) -> None:
    with pytest.raises(ConfigurationFault, match=f"not set: {name}"):
        provider.is_configured({**PROVIDER, name: " "})


def test_a_provider_is_handed_on_with_a_cookie_secret_that_stays() -> None:
    first, second = (provider.secrets_of({**PROVIDER, **KEY, "TANDEM_ENV": "production"})["auth"] for _ in "ab")
    assert first == second
    assert first["client_id"] == "tandem"
    assert first["cookie_secret"] != KEY["TANDEM_SESSION_KEY"]
    assert provider.secrets_of({**PROVIDER, **KEY, "TANDEM_COOKIE_SECRET": "own"})["auth"]["cookie_secret"] == "own"


def test_without_any_secret_no_cookie_is_signed() -> None:
    with pytest.raises(ConfigurationFault, match="TANDEM_COOKIE_SECRET"):
        provider.secrets_of(PROVIDER)

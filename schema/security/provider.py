"""The identity provider, as the environment names it, and whether the dashboard may start without one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from schema.errors import ConfigurationFault

METADATA_URL = "TANDEM_OIDC_METADATA_URL"
CLIENT_ID = "TANDEM_OIDC_CLIENT_ID"
CLIENT_SECRET = "TANDEM_OIDC_CLIENT_SECRET"
REDIRECT_URI = "TANDEM_OIDC_REDIRECT_URI"
COOKIE_SECRET = "TANDEM_COOKIE_SECRET"
SESSION_KEY = "TANDEM_SESSION_KEY"
NEEDED = (METADATA_URL, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)


def is_configured(environ: Mapping[str, str]) -> bool:
    """Whether people sign in at a provider; otherwise they choose a persona.

    Raises ConfigurationFault when a provider is named by halves, and when TANDEM_ENV=production names none.
    """
    missing = [name for name in NEEDED if not _said(environ, name)]
    if not missing:
        return True
    if len(missing) < len(NEEDED):
        raise ConfigurationFault(
            f"The identity provider is named by halves; not set: {', '.join(missing)}.",
            f"Set all of {', '.join(NEEDED)}, or none of them for a demonstration.",
        )
    if _said(environ, "TANDEM_ENV") == "production":
        raise ConfigurationFault(
            "TANDEM_ENV=production needs an identity provider; choosing a persona is for demonstrations.",
            f"Set {', '.join(NEEDED)}.",
        )
    return False


def secrets_of(environ: Mapping[str, str]) -> dict[str, Any]:
    """What Streamlit's sign-in needs; empty without a provider. Raises what `is_configured` raises."""
    if not is_configured(environ):
        return {}
    return {
        "auth": {
            "server_metadata_url": _said(environ, METADATA_URL),
            "client_id": _said(environ, CLIENT_ID),
            "client_secret": _said(environ, CLIENT_SECRET),
            "redirect_uri": _said(environ, REDIRECT_URI),
            "cookie_secret": _cookie_secret(environ),
        }
    }


def _said(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def _cookie_secret(environ: Mapping[str, str]) -> str:
    """TANDEM_COOKIE_SECRET, else one made from the database's own key, the same at every start."""
    given, key = _said(environ, COOKIE_SECRET), _said(environ, SESSION_KEY)
    if not given and not key:
        raise ConfigurationFault(f"{COOKIE_SECRET} is not set.", "Set it to a long random text.")
    return given or hashlib.sha256(f"cookie {key}".encode()).hexdigest()

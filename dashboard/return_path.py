"""Back to the page that asked for the sign-in: Streamlit itself returns to the bare address.

The page asked for travels in a cookie of five minutes, and only as a path of ours: nobody is led elsewhere.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "tandem_return"
SECONDS = 300
LONGEST = 1_500
LOCAL = re.compile(r"/[\w\-]+(?:\?[^\s\\]*)?")
OURS = ("/auth/", "/oauth2callback")


class ReturnPath(BaseHTTPMiddleware):
    """Keeps the path at the beginning of a sign-in and goes there at its end."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """One request."""
        response = await call_next(request)
        if request.url.path.endswith("/auth/login"):
            path = path_of(request.headers.get("referer", ""))
            if path:
                response.set_cookie(COOKIE, quote(path), max_age=SECONDS, httponly=True, samesite="lax")
        elif request.url.path.endswith("/oauth2callback") and response.status_code in {302, 307}:
            path = path_of(unquote(request.cookies.get(COOKIE, "")))
            response.delete_cookie(COOKIE)
            if path and "code" in request.query_params:
                response.headers["location"] = path
        return response


def path_of(address: str) -> str:
    """Path and query of an address when they lead to a page of ours, else nothing."""
    parts = urlsplit(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    is_page = LOCAL.fullmatch(path) and len(path) <= LONGEST and not path.startswith(OURS)
    return path if is_page else ""

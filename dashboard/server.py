"""What `streamlit run` starts: the dashboard with its sign-in, a health address, and sentences instead of traces."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard import health, logs, states
from dashboard.return_path import ReturnPath
from schema.security import provider


async def answer(_request: Request) -> JSONResponse:
    """200 when pages can be served with data, 503 when not; says which part is missing and nothing else."""
    found = await health.standing()
    return JSONResponse(found, status_code=200 if found["status"] == "up" else 503)


logs.configure()
app = st.App(
    Path(__file__).resolve().parent / "app.py",
    secrets=provider.secrets_of(os.environ) or None,
    routes=[Route("/health", answer)],
    middleware=[Middleware(ReturnPath)],
    on_script_error=states.unexpected,
)

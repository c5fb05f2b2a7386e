"""Streamlit's command, ending when its parent does: `python -m etl.commands.follower run app.py …`.

Standard input is a pipe of which the parent holds the other end. However the parent dies, the pipe closes.
"""

import os
import signal
import sys
import threading
import time

GRACE_SECONDS = 5


def main() -> None:
    """Watch the parent from a thread and hand over to Streamlit."""
    threading.Thread(target=_follow_parent, daemon=True).start()
    from streamlit.web import cli  # noqa: PLC0415 - slow to import, and the parent is watched meanwhile

    sys.argv[0] = "streamlit"
    cli.main()


def _follow_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()

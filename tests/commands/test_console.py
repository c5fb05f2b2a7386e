"""Where errors end: one sentence, an exit code, and a log for what we did not expect."""

import re
from pathlib import Path

import pytest

from etl.commands import console
from schema.errors import TandemError


def test_an_expected_error_is_its_sentence_and_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, console.boundary({}, is_verbose=False):
        raise TandemError("It broke [here].", "Mend it.", detail="at line 7")
    assert ended.value.code == 1
    assert capsys.readouterr().err == "It broke [here]. Mend it.\n"


def test_verbose_adds_the_detail(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), console.boundary({}, is_verbose=True):
        raise TandemError("It broke.", "Mend it.", detail="at line 7")
    assert capsys.readouterr().err == "It broke. Mend it.\nat line 7\n"


def test_an_unexpected_error_goes_to_the_log_with_code_70(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, console.boundary({"TANDEM_HOME": str(tmp_path)}, is_verbose=False):
        _ = 1 / 0
    assert ended.value.code == 70
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "ZeroDivisionError" in shown
    assert "Traceback" not in shown
    assert "ZeroDivisionError: division by zero" in (tmp_path / "logs" / "tandem.log").read_text()


def test_a_home_that_cannot_be_written_still_leaves_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit), console.boundary({"TANDEM_HOME": str(tmp_path / "file")}, is_verbose=False):
        _ = 1 / 0
    named = re.search(r"Please report it with (.+)\.\n", capsys.readouterr().err)
    assert named
    log = Path(named[1])
    assert "ZeroDivisionError: division by zero" in log.read_text()
    log.unlink()


def test_steps_are_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress() as progress, progress.task("Counting", total=2) as task:
        task.advance(2, note="two")
    assert capsys.readouterr().err == "Counting: 0.0 s\n"

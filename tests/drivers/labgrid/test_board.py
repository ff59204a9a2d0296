# SPDX-License-Identifier: MIT
"""Runs sequences of hwreg on a board that labgrid has switched on: each file is one test.

The board has the files in /root/sequences. What `hwreg run` says arrives on the console, as JSON; a step that
failed is the test's message, and what is not available on this board is a skip.
"""

import json
import os
import shlex
from pathlib import Path

import pytest

SEQUENCES = Path(os.environ.get("HWREG_SEQUENCES", Path(__file__).parent.parent / "sequences"))
ON_BOARD = "/root/sequences"
SECONDS = 60  # that one file may take


@pytest.fixture(scope="module")
def shell(strategy, target):
    """The board's shell; the board is off before and after."""
    strategy.transition("shell")
    yield target.get_driver("ShellDriver")
    strategy.transition("off")


def run_sequence(shell, name):
    """The exit status of hwreg, its report, and its messages.

    To a file first: a sequence may change the settings of the very console, and puts them back at its end.
    """
    path = shlex.quote(f"{ON_BOARD}/{name}")
    _, _, status = shell.run(f"hwreg -o json run {path} >/tmp/report 2>/tmp/messages", timeout=SECONDS)
    report = "\n".join(shell.run_check("cat /tmp/report"))
    messages = "\n".join(shell.run_check("cat /tmp/messages"))
    return status, json.loads(report) if report else {}, messages


def complaints(report):
    """A line for each step that went wrong; in a loop the step of the loop."""
    for sequence in report.get("sequences", []):
        for point in sequence["steps"]:
            if point["result"] in ("failed", "error"):
                step = point.get("step", point)
                yield f"{step['file']}:{step['line']}: {step['text']}: {point['error']['message']}"


@pytest.mark.parametrize("name", sorted(path.name for path in SEQUENCES.glob("*.yaml")))
def test_sequence(shell, name):
    status, report, messages = run_sequence(shell, name)
    if status == 4:
        pytest.skip(messages)
    assert status == 0, "\n".join(complaints(report)) or messages

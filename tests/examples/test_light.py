# SPDX-License-Identifier: MIT
"""Tests of a board with pytest: what hwreg says as JSON. $TARGET is a simulation unless it is set.

    HWREG_BOARD=boards/demo.yaml pytest tests/examples/test_light.py
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


class Board:
    """hwreg on one target."""

    def __init__(self, target):
        self.target = target

    def __call__(self, *words, status=0):
        """The JSON document of a command, which must end with this exit status."""
        command = ["hwreg", "-t", self.target, "-o", "json", *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == status, done.stderr or done.stdout
        return json.loads(done.stdout) if done.stdout else None

    def fields(self, register):
        """The values of a register's fields, by name; by the name of the value where it has one."""
        (answer,) = self("peek", register)
        return {field["name"]: field.get("enum") or field["value"] for field in answer["fields"]}


@pytest.fixture
def board():
    target = os.environ.get("TARGET") or f"sim:pytest-{os.getpid()}"
    yield Board(target)
    if target.startswith("sim:"):
        subprocess.run(["hwreg", "sim", "rm", target[4:]], capture_output=True, check=False)


@pytest.mark.parametrize("mode", ["dark", "steady", "blink"])
def test_mode(board, mode):
    board("poke", "LED.CTRL.LEVEL=7")
    board("poke", f"LED.CTRL.MODE={mode}")
    assert board.fields("LED.CTRL") == {"MODE": mode, "LEVEL": 7}


def test_sequence(board):
    report = board("run", HERE / "light.yaml")
    assert report["summary"]["failed"] == 0
    (sequence,) = report["sequences"]
    assert [step["result"] for step in sequence["steps"]] == ["passed"] * len(sequence["steps"])


def test_a_timer_that_stands_still_is_found(board):
    if not board.target.startswith("sim:"):
        pytest.skip("for the simulation, whose timer does not count")
    report = board("run", HERE / "timer.yaml", status=1)
    failed = [step["name"] for step in report["sequences"][0]["steps"] if step["result"] == "failed"]
    assert failed == ["it counts down"]

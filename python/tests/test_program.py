"""`python -m znspec`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import znspec

MINE = """
import znspec

class Mine(znspec.Target):
    def __init__(self):
        super().__init__()
        self.device = znspec.Device()

    def submit(self, command):
        return self.device.submit(command)
"""


def program(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "znspec", *arguments], cwd=folder, capture_output=True, text=True)


def test_version(tmp_path: Path) -> None:
    done = program(tmp_path, "--version")
    assert (done.returncode, done.stdout) == (0, f"znspec {znspec.__version__}\n")


def test_run(tmp_path: Path) -> None:
    done = program(tmp_path, "run", "ref:", "--filter", "zone-append", "--json", "a.json")
    assert done.returncode == 0 and "passed" in done.stdout
    assert json.loads((tmp_path / "a.json").read_text())["summary"]["failed"] == 0


def test_run_and_replay_of_a_mutant(tmp_path: Path) -> None:
    done = program(tmp_path, "run", "mutant:append-past-zcap", "--filter", "zone-append", "--save", "traces")
    assert done.returncode == 1
    trace = str(next((tmp_path / "traces").rglob("*.trace")))
    recorded = program(tmp_path, "replay", trace)
    assert recorded.returncode == 1 and "not permitted\n  requires" in recorded.stdout
    assert program(tmp_path, "replay", trace, "mutant:append-past-zcap").stdout == recorded.stdout
    good = program(tmp_path, "replay", trace, "ref:")
    assert good.returncode == 0 and good.stdout.endswith("0 not permitted\n")


def test_diff(tmp_path: Path) -> None:
    assert program(tmp_path, "diff", "ref:", "--commands", "200", "--depth", "4").returncode == 0
    assert program(tmp_path, "diff", "mutant:append-past-zcap", "--commands", "1000").returncode == 1


def test_target_of_python(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE)
    done = program(tmp_path, "run", "mine:Mine", "--filter", "zone-append")
    assert done.returncode == 0 and "Mine" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["run", "nvme0"], 2, "spelt ref:"),
        (["run", "no_such_module:Mine"], 2, "no_such_module"),
        (["run", "json:JSONDecoder"], 2, "json:JSONDecoder makes a JSONDecoder, not a znspec.Target"),
        (["run", "ref:", "--filter", "no-such-case"], 2, "no case matches 'no-such-case'"),
        (["run", "ref:", "--zones", "3"], 2, "spelt A-B, not '3'"),
        (["run", "/dev/nvme77n1", "--destroy-data"], 3, "/dev/nvme77n1"),
        (["replay", "nothing.trace"], 2, "nothing.trace"),
        ([], 2, "run | diff | replay"),
    ],
)
def test_what_goes_wrong_is_a_line(tmp_path: Path, arguments: list[str], status: int, said: str) -> None:
    done = program(tmp_path, *arguments)
    assert done.returncode == status
    assert said in done.stderr and "Traceback" not in done.stderr

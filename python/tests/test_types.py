"""mypy, strict, on the package, the examples and the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_mypy_is_content(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--cache-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=Path(__file__).resolve().parent.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

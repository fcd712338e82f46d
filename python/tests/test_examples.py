"""Each example runs on the reference device and on QEMU's drive, and the tutorial does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((SOURCE / "examples").glob("*.py"))


@pytest.mark.parametrize("spelling", ["ref:", "qemu:"])
@pytest.mark.parametrize("example", EXAMPLES, ids=[example.stem for example in EXAMPLES])
def test_example(example: Path, spelling: str) -> None:
    done = subprocess.run([sys.executable, str(example), spelling], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_there_are_twelve() -> None:
    assert len(EXAMPLES) == 12


def blocks(text: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("document", ["python/README.md", "README.md"])
def test_code_of_document(document: str) -> None:
    names: dict[str, object] = {}
    code = blocks((SOURCE.parent / document).read_text())
    assert code
    for block in code:
        exec(compile(block, document, "exec"), names)

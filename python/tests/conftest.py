"""Tests run on `ref:` and, where they say so, on QEMU's drive too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import znspec

pytest_plugins = ["pytester"]


def qemu_that_notes(folder: Path) -> Path:
    """A QEMU at a place of its own, which writes its arguments to the file `calls` beside it."""
    real = shutil.which("qemu-system-x86_64")
    if real is None:
        pytest.skip("qemu-system-x86_64 is not installed")
    program = folder / "my-qemu"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{folder}/calls"\nexec {real} "$@"\n')
    program.chmod(0o755)
    return program


@pytest.fixture(params=["ref:", "qemu:"])
def target(request: pytest.FixtureRequest) -> Iterator[znspec.OpenTarget]:
    """The reference device, and QEMU's drive where there is a QEMU."""
    if request.param == "qemu:" and shutil.which("qemu-system-x86_64") is None:
        pytest.skip("qemu-system-x86_64 is not installed")
    with znspec.open_target(request.param) as opened:
        yield opened

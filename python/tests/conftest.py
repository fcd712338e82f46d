"""Tests run on `ref:` and, where they say so, on QEMU's drive too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

import znspec

pytest_plugins = ["pytester"]


@pytest.fixture(params=["ref:", "qemu:"])
def target(request: pytest.FixtureRequest) -> Iterator[znspec.OpenTarget]:
    """The reference device, and QEMU's drive where there is a QEMU."""
    if request.param == "qemu:" and shutil.which("qemu-system-x86_64") is None:
        pytest.skip("qemu-system-x86_64 is not installed")
    with znspec.open_target(request.param) as opened:
        yield opened

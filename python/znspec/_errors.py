"""What znspec raises. That a device aborts a command is no error: it is a completion."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._core import Finding


class HarnessError(RuntimeError):
    """The world failed: no such device, an ioctl refused, QEMU died."""


class DeviceLost(HarnessError):
    """The device died, or does not complete a command, by itself. After it only a power cycle helps."""


class UsageError(ValueError):
    """Something was asked for that makes no sense: a spelling, an option, a line of a trace."""


class NotCarried(RuntimeError):
    """The way to the device refuses to send that: the device was not asked."""


class NotPermitted(AssertionError):
    """The device did what the standards do not permit. `findings` says what, with the clauses."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(repr(finding) for finding in findings))
        self.findings = findings


def not_permitted(findings: list[Finding]) -> NotPermitted:
    """The exception that a strict session raises."""
    return NotPermitted(findings)

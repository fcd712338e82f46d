"""Memory stays what it is over a million commands."""

from __future__ import annotations

from pathlib import Path

import znspec
from znspec import Device, ZoneSendAction, read, write, zone_management_send

SLACK = 8 << 20  # bytes


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def play(device: Device, rounds: int) -> None:
    reset = zone_management_send(zsa=ZoneSendAction.RESET, slba=0)
    reports = znspec.zone_management_receive(zones=4)
    for _ in range(rounds):
        for lba in range(8):
            device.submit(write(slba=lba, data=b"x" * 512))
        device.submit_together([read(slba=0), write(slba=99), reports])
        bytes(device.state[0])
        device.undo()
        device.submit(reset)


def test_a_million_commands_leave_nothing() -> None:
    device = Device(znspec.Geometry(zones=4, zsze=16, zcap=12, lba_bytes=512, max_active=None, max_open=None))
    play(device, 1000)
    before = resident()
    play(device, 90_000)
    assert resident() - before < SLACK


def test_sessions_that_come_and_go_leave_nothing() -> None:
    target = znspec.open_target("ref:")

    def come_and_go(times: int) -> None:
        for _ in range(times):
            session = znspec.Session(target)
            session.submit(read(slba=0, nlb=7))
            assert session.trace is not None

    come_and_go(200)
    before = resident()
    come_and_go(2000)
    assert resident() - before < SLACK

"""Commands a second from Python, next to what is promised: python3 rates.py [C++ commands/s of qemu:]."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import znspec
from znspec import Device, ZoneSendAction, write, zone_management_send

BLOCK = b"\xa5" * 4096
ZCAP = 1000
ROUNDS = 200
RESET = zone_management_send(zsa=ZoneSendAction.RESET, slba=0)


def rate(count: int, action: Callable[[], None]) -> float:
    """The best of five."""
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - begin)
    return count / best


def device() -> Device:
    return Device(znspec.Geometry(zones=4, zsze=1024, zcap=ZCAP, mdts=0))


def singles() -> float:
    target = device()

    def fill() -> None:
        for _ in range(ROUNDS // 10):
            for lba in range(ZCAP):
                target.submit(write(slba=lba, data=BLOCK))
            target.submit(RESET)

    return rate(ROUNDS // 10 * ZCAP, fill)


def batches() -> float:
    target = device()
    commands = [write(slba=lba, data=BLOCK) for lba in range(ZCAP)]

    def fill() -> None:
        for _ in range(ROUNDS // 10):
            target.submit_together(commands)
            target.submit(RESET)

    return rate(ROUNDS // 10 * ZCAP, fill)


def qemu() -> float:
    with znspec.open_target("qemu:") as target:
        read = znspec.read(slba=0)

        def read_all() -> None:
            for _ in range(2000):
                target.submit(read)

        return rate(2000, read_all)


def main() -> None:
    print(f"Device.submit, write of 4 KiB:    {singles():12,.0f} commands/s (promised: 300,000)")
    print(f"batch of 1,000 of them:           {batches():12,.0f} commands/s (promised: 2,000,000)")
    there = qemu()
    print(f"qemu: at depth 1, read of 4 KiB:  {there:12,.0f} commands/s")
    if len(sys.argv) > 1:
        print(f"of the C++ rate:                  {there / float(sys.argv[1]):12.2f} (promised: 0.7)")


if __name__ == "__main__":
    main()

"""Commands a second from Python, next to what is promised: python3 rates.py [PATH OF THE PROGRAM znspec].

Each rate is the best and the median of many short rounds: on a machine that has other work the best says what the
code costs, the median what was left of the machine. Without the program (and without QEMU) there is no C++ rate to
compare with.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import znspec
from znspec import Device, ZoneSendAction, write, zone_management_send

BLOCK = b"\xa5" * 4096
ZCAP = 1000
ROUNDS = 60
TURNS = 7  # of Python's and C++'s rates, one after the other, so that they meet the same machine
QEMU_SLICES = 6
QEMU_READS = 3000  # of a slice
RESET = zone_management_send(zsa=ZoneSendAction.RESET, slba=0)


def rates(count: int, action: Callable[[], None]) -> list[float]:
    """Of `count` commands in one action, for each round."""
    measured = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        action()
        measured.append(count / (time.perf_counter() - begin))
    return measured


def device() -> Device:
    return Device(znspec.Geometry(zones=4, zsze=1024, zcap=ZCAP, mdts=0))


def singles() -> list[float]:
    """Commands are made, submitted and reset one by one."""
    target = device()

    def fill() -> None:
        for lba in range(ZCAP):
            target.submit(write(slba=lba, data=BLOCK))
        target.submit(RESET)

    return rates(ZCAP, fill)


def batches() -> list[float]:
    """The same commands again and again, 1,000 at once; the reset in between is timed, not counted."""
    target = device()
    commands = [write(slba=lba, data=BLOCK) for lba in range(ZCAP)]

    def fill() -> None:
        for _ in range(5):
            assert len(target.submit_together(commands)) == ZCAP
            target.submit(RESET)

    return rates(5 * ZCAP, fill)


def qemu_from_python() -> float:
    """In a QEMU of its own, as the other; the median of some slices, as that is of some rounds."""
    read = znspec.read(slba=0)
    found = []
    with znspec.open_target("qemu:") as target:
        for _ in range(QEMU_SLICES):
            begin = time.perf_counter()
            for _ in range(QEMU_READS):
                target.submit(read)
            found.append(QEMU_READS / (time.perf_counter() - begin))
    return median(found)


def qemu_from_cpp(program: str) -> float:
    """The column target/s of `znspec bench`, for the same command."""
    command = [program, "bench", "qemu:", "--round", "30"]
    table = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (row,) = (line for line in table.splitlines() if line.startswith("read, 1 block"))
    return float(row[len("read, 1 block") :].split()[1])


def compare_on_qemu(program: str | None) -> None:
    python, cpp = [], []
    for _ in range(TURNS):
        python.append(qemu_from_python())
        if program is not None:
            cpp.append(qemu_from_cpp(program))
    # Of two like QEMUs one can be twice as fast as the other, by where the scheduler puts it.
    line("qemu: at depth 1, read of 4 KiB, from Python:", python)
    if cpp:
        line("the same by `znspec bench qemu:`:", cpp)
        best, middle = max(python) / max(cpp), median(python) / median(cpp)
        print(f"{'of the C++ rate:':<45} best {best:12.2f}, median {middle:12.2f} (promised: 0.7)")


def line(what: str, measured: list[float], promised: str = "") -> None:
    tail = f" (promised: {promised})" if promised else ""
    print(f"{what:<45} best {max(measured):12,.0f}, median {median(measured):12,.0f} commands/s{tail}")


def main() -> None:
    line("Device.submit, write of 4 KiB:", singles(), "300,000")
    line("batch of 1,000 of them:", batches(), "2,000,000")
    if shutil.which("qemu-system-x86_64") is None:
        print("qemu-system-x86_64 is not installed: nothing to compare there")
    else:
        compare_on_qemu(sys.argv[1] if len(sys.argv) > 1 else shutil.which("znspec"))


if __name__ == "__main__":
    main()

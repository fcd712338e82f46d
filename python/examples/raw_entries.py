"""Sends entries that no driver would: reserved opcodes and bits. They are judged like any other."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, raw, write


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        for opcode in (0xC3, 0xFF):
            entry = bytearray(64)
            entry[0] = opcode
            entry[4] = session.geometry.nsid
            seen = session.submit(raw(entry))
            print(f"{seen.command!r}  {seen!r}")
        entry = bytearray(write(slba=0, nsid=session.geometry.nsid).sqe)
        entry[52] |= 0x10  # a reserved bit of CDW13
        seen = session.submit(raw(entry, data=bytes(session.geometry.lba_bytes)))
        print(f"a reserved bit: {seen.status}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")

"""Finds out how a drive uses the freedom that the standards leave."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, read, write


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        geometry = session.geometry
        for zone in range(min(geometry.zones, (geometry.max_open or 3) + 2)):
            session.submit(write(slba=geometry.zslba(zone)))
        session.report_zones()
        session.submit(write(slba=geometry.nsze, nlb=geometry.zsze % 65536))
        session.submit(read(slba=geometry.zslba(1) + 1))
        texts = {freedom.id: freedom.text for freedom in znspec.freedoms()}
        for name, times in session.freedoms.items():
            print(f"{times:4} x {name}: {texts[name]}")
        print(f"{session!r}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")

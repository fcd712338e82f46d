"""Reads the report of all zones in pages of three, with the Partial Report bit."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, ZoneDescriptor, zone_management_receive


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        geometry = session.geometry
        seen: list[ZoneDescriptor] = []
        while len(seen) < geometry.zones:
            command = zone_management_receive(slba=geometry.zslba(len(seen)), zones=3, partial=True)
            page = session.submit(command).zones()
            assert 0 < len(page) <= 3
            seen += page
        assert seen == session.report_zones()
        print(f"{len(seen)} zones in pages of three")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")

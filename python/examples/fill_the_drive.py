"""Fills every zone of the drive by Zone Append, and counts what fits."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, ZoneState, zone_append


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        geometry = session.geometry
        blocks = 0
        for zone in range(geometry.zones):
            left = geometry.zcap
            while left > 0:
                take = min(8, left)
                assert session.submit(zone_append(zslba=geometry.zslba(zone), nlb=take - 1)).ok
                left -= take
                blocks += take
        assert all(zone.zs == ZoneState.FULL for zone in session.report_zones())
        print(f"{blocks} blocks of {geometry.nsze} LBAs; {session!r}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")

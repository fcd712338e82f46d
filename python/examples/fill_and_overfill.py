"""Fills a zone to its capacity, then writes one block more: Zone Is Full, and nothing changes."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, Status, ZoneState, write


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        zcap = session.geometry.zcap
        for lba in range(0, zcap, 8):
            assert session.submit(write(slba=lba, nlb=min(8, zcap - lba) - 1)).ok
        assert session.report_zones()[0].zs == ZoneState.FULL
        assert session.submit(write(slba=zcap)).status in (Status.ZONE_IS_FULL, Status.ZONE_BOUNDARY_ERROR)
        print(f"zone 0 took {zcap} blocks and not one more")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")

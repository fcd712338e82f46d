"""Takes the power away while zones are open: none is open afterwards, and the data written are there."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, ZoneState, read, write


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        if not target.carries["power_cycle"]:
            print("no way to take the power away")
            return
        data = b"before the power went".ljust(session.geometry.lba_bytes, b".")
        assert session.submit(write(slba=0, data=data)).ok
        session.power_cycle()
        zone = session.report_zones()[0]
        assert zone.zs not in (ZoneState.IMPLICITLY_OPENED, ZoneState.EXPLICITLY_OPENED)
        if target.carries["keeps_zones"] and zone.wp > 0:
            assert session.submit(read(slba=0)).data == data
        print(f"after the power cycle: {zone}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")

"""A zoned log-structured store in small: two logs append, the full one is compacted and its zone reset."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, ZoneSendAction, read, zone_append, zone_management_send


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        block = session.geometry.lba_bytes
        zslba = session.geometry.zslba
        where: dict[int, int] = {}

        def put(key: int, generation: int, zone: int) -> None:
            record = f"{key}:{generation}".encode().ljust(block, b".")
            alba = session.submit(zone_append(zslba=zslba(zone), data=record)).alba
            assert alba is not None
            where[key] = alba

        for i in range(session.geometry.zcap):
            put(key=i % 7, generation=i, zone=0)
        for key, alba in sorted(where.items()):
            record = session.submit(read(slba=alba)).data
            assert record is not None and record.startswith(f"{key}:".encode())
            moved = session.submit(zone_append(zslba=zslba(1), data=record)).alba
            assert moved is not None
            where[key] = moved
        assert session.submit(zone_management_send(zsa=ZoneSendAction.RESET, slba=0)).ok
        assert all(alba >= zslba(1) for alba in where.values())
        print(f"{len(where)} live records of {session.geometry.zcap} moved, zone 0 reset")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")

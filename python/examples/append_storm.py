"""Zone Appends at depth 32 to one zone: each lands somewhere, no two in the same place."""

from __future__ import annotations

import sys

import znspec
from znspec import Session, zone_append


def main(spelling: str) -> None:
    with znspec.open_target(spelling) as target:
        session = Session(target)
        depth = min(32, target.carries["queue_depth"], session.geometry.zcap)
        completions = session.submit_together([zone_append(zslba=0) for _ in range(depth)])
        albas = [completion.alba for completion in completions]
        assert sorted(alba for alba in albas if alba is not None) == list(range(depth))
        order = [completion.place for completion in completions]
        print(f"{depth} appends; the first to complete was number {order.index(0)}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ref:")

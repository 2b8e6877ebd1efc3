#!/usr/bin/env python3
"""Sums the samples of a profile by room: each belongs to the innermost function of Baton on its stack.

Usage: perf script --no-inline -F tid,ip,sym,dso -i DATA | bench/rooms.py
The columns say where the samples were taken: in Baton's own code and the templates compiled into it, or below it.
"""

import re
import sys
from collections import Counter

BELOW = {"SQLite": "libsqlite3", "allocator": "libtcmalloc", "crypto": "libcrypto", "C, C++ library": r"libc\.so|libstdc|libm\.so|vdso"}
COLUMNS = ["own", *BELOW, "kernel"]
ROOM = re.compile(r"\bbaton::(\w+)::")


def column(frame):
    if "(/" not in frame or "[kernel" in frame:
        return "kernel"
    return next((name for name, library in BELOW.items() if re.search(rf"\(.*({library})", frame)), "own")


def room(frames):
    """A template of a library may name Baton's types too: it counts only when no function of Baton is on the stack."""
    names = [frame.split(" ", 1)[-1] for frame in frames]
    for name in names:
        found = ROOM.match(name)
        if found:
            return found.group(1)
    return next((found.group(1) for name in names if (found := ROOM.search(name))), "none of Baton")


def main():
    table, rooms = Counter(), Counter()
    for sample in sys.stdin.read().split("\n\n"):
        frames = [line.strip() for line in sample.splitlines()[1:] if line.strip()]
        if frames:
            where = room(frames)
            table[where, column(frames[0])] += 1
            rooms[where] += 1
    total = sum(rooms.values())
    if not total:
        sys.exit("error: no samples; see the usage in this file")
    print(f"{'% of ' + format(total, ',') + ' samples':<24}{'all':>8}" + "".join(f"{name:>16}" for name in COLUMNS))
    for name, count in rooms.most_common():
        cells = "".join(f"{100 * table[name, each] / total:>16.1f}" for each in COLUMNS)
        print(f"{name:<24}{100 * count / total:>8.1f}{cells}")
    sums = [100 * sum(table[name, each] for name in rooms) / total for each in COLUMNS]
    print(f"{'sum':<24}{100:>8.1f}" + "".join(f"{value:>16.1f}" for value in sums))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The black-box drills: each loads a real server, hurts it in one way, and lets the verifier check the recorded history.

usage: drills.py NAME [--build DIR] [--seed N] [--long] [--keep DIR]
NAME: storm powercut faults disk-full slow-disk clock recovery drain backup throttle config ambiguity polls programs outage reload insight
The last line is `held NAME …`, `BROKEN NAME …` or `inconclusive NAME …`, with the totals; exit 0 only when it held.
"""

import argparse
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import ambiguity  # noqa: E402
import copies  # noqa: E402
import edges  # noqa: E402
import insight  # noqa: E402
import outward  # noqa: E402
import polls  # noqa: E402
import powercut  # noqa: E402
import programs  # noqa: E402
import wrong_clock  # noqa: E402
from adapters import Baton  # noqa: E402
from check import check  # noqa: E402
from history import read  # noqa: E402
from storm import Storm, run  # noqa: E402
from walk import Walk  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
SHOWN_MAX = 10
RSS_MAX_MB = 150
INTEGRITY_EVERY = 5


class Drill:
    """One drill: its folder, its options, what was found wrong beside the history, and figures of its own."""

    def __init__(self, name, options, folder):
        self.name, self.seed, self.long, self.build = name, options.seed, options.long, options.build.resolve()
        self.folder = Path(folder)
        self.history = self.folder / "history.jsonl"
        self.problems, self.inconclusive, self.figures = [], [], {}

    def baton(self, url, shim=None, data=None):
        return Baton(self.build, self.folder, url, shim.environment if shim else None, data)

    def shim(self, journal=True):
        library = self.build / "tests" / "powercut.so"
        if not library.is_file():
            raise SystemExit(f"error: {library} is missing; build it: ./run build powercut")
        return powercut.Shim(library, self.folder, self.folder / "data", journal)

    def saw(self, shim):
        """The shim must have stood between the server and all of its writes."""
        self.figures |= {"writes": shim.get("writes"), "syncs": shim.get("syncs")}
        if not shim.get("writes") or not shim.get("syncs"):
            self.inconclusive.append("the shim met no writes or no syncs")
        if shim.get("unseen"):
            self.inconclusive.append(f"{shim.get('unseen')} operations that the shim cannot model")

    def report(self):
        found, inconclusive, said = list(self.problems), list(self.inconclusive), []
        if self.history.is_file():
            verdict = check(read(self.history))
            found += [f"{code}: {text}" for code, text in verdict.violations]
            inconclusive = verdict.inconclusive + inconclusive
            said.append(verdict.line())
        for line in found[:SHOWN_MAX]:
            print(f"  {line}")
        if len(found) > SHOWN_MAX:
            print(f"  … and {len(found) - SHOWN_MAX} more")
        for line in inconclusive:
            print(f"  inconclusive: {line}")
        if found or inconclusive:
            print(f"  kept: {self.folder.relative_to(ROOT) if self.folder.is_relative_to(ROOT) else self.folder}")
        word = "BROKEN" if found else "inconclusive" if inconclusive else "held"
        said += [f"other problems {len(self.problems)}", *(f"{name} {value}" for name, value in self.figures.items())]
        print(f"{word} {self.name} (seed {self.seed}): {', '.join(said)}", flush=True)
        return word == "held"


def storm(drill):
    """kill -9 under load, again and again, with a vendor that fails in every way."""
    cycles = 2000 if drill.long else 200
    needs = {"acked": 25 * cycles, "kills": cycles, "with work in flight": cycles // 2, "faults": cycles, **rich_needs(cycles)}
    run(Storm(drill.baton, drill.history, drill.seed, needs=needs, rich=RICH), cycles, finish_seconds=60)


# Each so many events of a sender one is a parcel: enough that they wait for each other, few enough that they all end.
RICH = 30


def rich_needs(cycles):
    """What shows that slots were full, and that enough came of items, sub-runs, windows and service levels."""
    return {"parcels": cycles, "crowds": cycles // 10, "most in a slot": 2, "most items at once": 2}


def powercut_drill(drill):
    """The same, and each time what was not synced is lost: all of it, or sector by sector."""
    cycles = 1000 if drill.long else 200
    shim, lost, looked = drill.shim(), [], 0

    def cut():
        nonlocal looked
        keep = len(lost) % 2 == 1
        lost.append(shim.cut(made.random, keep))
        if len(lost) % INTEGRITY_EVERY == 0:
            looked += 1
            verdict = integrity(drill.folder / "data" / "baton.db", drill.folder / "copy")
            if verdict != "ok":
                drill.problems.append(f"after cut {len(lost)}: integrity_check says {verdict}")

    made = Storm(
        lambda url: drill.baton(url, shim), drill.history, drill.seed,
        needs={"acked": 20 * cycles, "kills": cycles, "with work in flight": cycles // 2, **rich_needs(cycles)}, rich=RICH,
    )
    run(made, cycles, "cut", between=cut, finish_seconds=60)
    hit = sum(1 for one in lost if one)
    drill.figures |= {"cuts that took something back": hit, "bytes taken back": sum(lost), "integrity checks": looked}
    if hit < cycles // 10:
        drill.inconclusive.append(f"only {hit} of {len(lost)} cuts found anything that was not synced")
    drill.saw(shim)


def integrity(path, copy):
    """SQLite's own verdict over a copy, so that looking changes nothing."""
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for name in (path.name, path.name + "-wal"):
        if (path.parent / name).exists():
            shutil.copy(path.parent / name, copy / name)
    try:
        with sqlite3.connect(copy / path.name) as connection:
            return connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return str(error)


def faults(drill):
    """EIO, ENOSPC and SIGKILL at every operation of one event's way, of a stop, and of the first start."""
    walk = Walk(drill)
    ways = [
        (walk.event, "eio", powercut.EIO, False), (walk.event, "enospc", powercut.ENOSPC, False),
        (walk.event, "kill", powercut.KILL_BEFORE, False), (walk.event, "half", powercut.KILL_HALF, True),
        (walk.stop, "stop-eio", powercut.EIO, False), (walk.stop, "stop-half", powercut.KILL_HALF, True),
    ]
    starts = [(walk.start, "start-eio", powercut.EIO, False), (walk.start, "start-half", powercut.KILL_HALF, True)]
    if drill.long:
        ways += [(walk.event, "after", powercut.KILL_AFTER, False), (walk.event, "after-cut", powercut.KILL_AFTER, True)]
        starts += [(walk.start, "start-kill", powercut.KILL_BEFORE, False)]
        starts += [(walk.start, "start-after", powercut.KILL_AFTER, True)]
    try:
        for way in ways:
            walk.run(*way)
        if not walk.storm.alive:
            walk.storm.start("fault")
        walk.storm.finish()
        # These begin with nothing each time, so they stand beside the history.
        for way in starts:
            walk.run(*way)
        for name, count in walk.struck.items():
            if count < 10:
                drill.inconclusive.append(f"{name}: only {count} operations were struck")
    finally:
        walk.storm.close()
    drill.figures |= {f"{name} points": count for name, count in walk.struck.items()}
    drill.saw(walk.shim)


def disk_full(drill):
    """A small disk fills up under load and is cleared again: refused early, nothing lost, back by itself."""
    mount = drill.folder / "disk"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", str(mount)], capture_output=True).returncode:
        drill.inconclusive.append("a small disk cannot be mounted here: that takes root")
        Storm(drill.baton, drill.history, drill.seed).close()
        return
    try:
        made = Storm(
            lambda url: drill.baton(url, None, mount / "data"), drill.history, drill.seed, faulty=0.05, needs={"acked": 300},
            threads=4, window=400, pause=0.01,
        )
        with_ballast(drill, made, mount)
    finally:
        subprocess.run(["umount", "-l", str(mount)], check=True)


def free_mb(mount):
    space = os.statvfs(mount)
    return space.f_bavail * space.f_frsize / 2**20


def fill(mount, leave_mb):
    """Takes the disk's space but for so much."""
    with open(mount / "ballast", "ab") as file:
        try:
            while free_mb(mount) > leave_mb:
                file.write(bytes(min(1 << 20, max(4096, int((free_mb(mount) - leave_mb) * 2**20)))))
                file.flush()
        except OSError:
            pass


def with_ballast(drill, made, mount):
    def sends(after):
        with made.history.lock:
            made.history.file.flush()
        return [one for one in read(drill.history) if one["kind"] == "send" and one["t0"] >= after and one["why"] == "new"]

    try:
        if not made.start():
            return
        made.begin_load()
        time.sleep(1.5)
        for leave_mb in (56, 0):
            fill(mount, leave_mb)
            time.sleep(1.6)  # the reserve is looked at once a second
            seen, alive = made.history.now(), made.adapter.process.poll() is None
            time.sleep(2.5)
            during = sends(seen)
            refused = sum(1 for one in during if one["outcome"] == "refusal" and one["status"] == 503)
            acked = sum(1 for one in during if one["outcome"] == "ack")
            drill.figures[f"at {leave_mb} MiB free"] = f"{refused} refused with 503, {acked} acked, {'up' if alive else 'ended'}"
            if acked:
                drill.problems.append(f"{acked} events acknowledged with {leave_mb} MiB free, below the reserve of 64")
            if alive and not refused:
                drill.inconclusive.append(f"nothing was refused at {leave_mb} MiB free")
            if not alive and leave_mb:
                drill.problems.append("ended while its reserve was still there")
            if not alive:
                made.gone(time.monotonic())
            (mount / "ballast").unlink()
            cleared = made.history.now()
            if not made.alive:
                made.start("full")
            end = time.monotonic() + 10
            back = None
            while back is None and time.monotonic() < end:
                time.sleep(0.1)
                back = next((one["t1"] for one in sends(cleared) if one["outcome"] == "ack"), None)
            drill.figures[f"back after {leave_mb}"] = f"{back - cleared:.1f} s" if back else "never"
            if back is None or back - cleared > 5:
                drill.problems.append(f"not taking events again 5 s after {leave_mb} MiB free was over")
        made.finish(30)
    finally:
        made.close()


def memory_mb(pid):
    return int(re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M).group(1)) / 1024


def slow_disk(drill):
    """Every sync takes 3 ms longer, as on a real disk: nothing lost, memory does not grow with the wait."""
    shim = drill.shim(journal=False)
    shim.set("sync_delay_us", 3000)
    seconds = 60 if drill.long else 12
    made = Storm(
        lambda url: drill.baton(url, shim), drill.history, drill.seed, faulty=0.05, needs={"acked": 100 * seconds}, threads=16,
        window=200,
    )
    try:
        if made.start():
            made.begin_load()
            time.sleep(seconds / 2)
            middle = memory_mb(made.adapter.process.pid)
            time.sleep(seconds / 2)
            last = memory_mb(made.adapter.process.pid)
            drill.figures |= {"RSS half-way MB": round(middle), "RSS at the end MB": round(last)}
            # The page caches fill up first, within their configured bounds; on a long run they are full half-way.
            if last > RSS_MAX_MB or (drill.long and last > middle * 1.1 + 8):
                drill.problems.append(f"memory went from {middle:.0f} to {last:.0f} MB within {seconds / 2:.0f} s of steady load")
        made.finish(60)
    finally:
        made.close()
    drill.saw(shim)


JUMPS_HOURS = [3, -3, 26, 0, -26, 0, -26]
KEPT_WITHIN_S = 1.5


def clock(drill):
    """The wall clock jumps by hours while timers run: each fires once, none is lost or waits for as long as the jump, and no jump
    sets them all off again. Then a kill -9 while the clock stands back, which must not make them wait for it either. Last, a
    second server with waits of 30 days, a schedule and windows, and a wall clock that stands a day and a year ahead, and a year
    behind (wrong_clock.py)."""
    shim = drill.shim(journal=False)
    made = Storm(
        lambda url: drill.baton(url, shim), drill.history, drill.seed, needs={"acked": 300, "kills": 1, "with work in flight": 1},
        threads=4, window=200, pause=0.02,
    )
    naps = 0

    def expect_end(waiting, after):
        began = time.monotonic()
        while waiting - made.sink.finished and time.monotonic() - began < 8:
            time.sleep(0.05)
        late = len(waiting - made.sink.finished)
        if late:
            drill.problems.append(f"{after}: {late} of {len(waiting)} runs not at their end 8 s later")

    try:
        if made.start():
            made.begin_load()
            for hours in JUMPS_HOURS:
                time.sleep(0.8)
                waiting = pending(made)
                naps += len(waiting)
                shim.set("clock_offset_us", hours * 3_600_000_000)
                expect_end(waiting, f"jump to {hours:+} h")
            time.sleep(KEPT_WITHIN_S)
            seen, waiting = made.look("before"), pending(made)
            made.kill("kill", seen)
            if made.start("kill"):
                made.look("after")
                expect_end(waiting, "a kill while the clock stands back")
        shim.set("clock_offset_us", 0)
        made.finish(30)
    finally:
        made.close()
    drill.figures |= {"jumps": len(JUMPS_HOURS), "under way at the jumps": naps}
    wrong_clock.run(drill)
    if naps < 6 * len(JUMPS_HOURS):
        drill.inconclusive.append(f"only {naps} runs were under way at the jumps")


def pending(made):
    with made.load.lock:
        return {event for event, _ in made.load.acked} - made.sink.finished


def recovery(drill):
    """kill -9 with many open runs, all waiting for a vendor that is closed: ready at once, and new work is taken up at once."""
    count, ready_s = (100_000, 5.0) if drill.long else (10_000, 1.0)
    made = Storm(drill.baton, drill.history, drill.seed, faulty=0.0, needs={"acked": count, "kills": 1, "with work in flight": 1})
    made.sink.holding = True
    try:
        if made.start():
            made.begin_load(window=2 * count, pause=0.0)
            end = time.monotonic() + count / 100
            while len(made.load.acked) < count and time.monotonic() < end:
                time.sleep(0.05)
            made.load.stop()
            open_runs = made.adapter.open_runs()
            made.kill("kill", made.look("before"))
            began = time.monotonic()
            made.start("kill")
            took = time.monotonic() - began
            made.look("after")
            made.sink.holding = False
            since = made.history.now()
            made.begin_load(prefix="later", threads=1, window=10**9)
            time.sleep(3)
            drill.figures |= {"open runs at the kill": open_runs, "ready ms": round(took * 1000)}
            drill.figures["RSS MB"] = round(memory_mb(made.adapter.process.pid))
            if open_runs < count * 0.9:
                drill.inconclusive.append(f"only {open_runs} runs were open at the kill")
            if took > ready_s:
                drill.problems.append(f"ready {took:.2f} s after the kill with {open_runs} open runs, at most {ready_s} s")
        made.finish(count / 50)
    finally:
        made.close()
    records = read(drill.history)
    first = next((one["t"] for one in records if one["kind"] == "delivery" and one["id"].startswith("later")), None)
    drill.figures["first new action s"] = round(first - since, 2) if first else "never"
    if first is None or first - since > 2:
        drill.problems.append("no new action within 2 s of being ready")


def drain(drill):
    """SIGTERM under load: exit 0 in time, and not one action again because of it."""
    cycles = 100
    needs = {"acked": 10 * cycles, "drains": cycles, "with work in flight": cycles // 2}
    run(Storm(drill.baton, drill.history, drill.seed, faulty=0.1, needs=needs), cycles, "term", finish_seconds=60)
    took = [one["took"] for one in read(drill.history) if one["kind"] == "end" and one["how"] == "term"]
    drill.figures |= {"slowest drain s": round(max(took), 2)} if took else {}


DRILLS = {
    "storm": storm, "powercut": powercut_drill, "faults": faults, "disk-full": disk_full, "slow-disk": slow_disk,
    "clock": clock, "recovery": recovery, "drain": drain, "backup": copies.backup, **edges.DRILLS,
    **ambiguity.DRILLS, **polls.DRILLS, **programs.DRILLS, **outward.DRILLS, **insight.DRILLS,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("name", choices=list(DRILLS))
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--keep", type=Path, help="put everything there and leave it")
    options = parser.parse_args()
    base = options.build.resolve() / "drills"
    base.mkdir(parents=True, exist_ok=True)
    folder = options.keep or Path(tempfile.mkdtemp(prefix=f"{options.name}-", dir=base))
    folder.mkdir(parents=True, exist_ok=True)
    drill = Drill(options.name, options, folder.resolve())
    held = False
    try:
        DRILLS[options.name](drill)
        held = drill.report()
    finally:
        if held and not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

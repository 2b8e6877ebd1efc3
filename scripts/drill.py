#!/usr/bin/env python3
"""Runs drills: each hurts a real server, or the functions it is made of, in one way, and checks that its promises hold.

usage: drill.py NAME…|all [--long] [--seed N] [--build DIR]
       drill.py --list
Every drill runs alone, prints its seed and ends with one line of totals. Exit 0 only when all held; inconclusive is not held.
What a drill prints besides goes to BUILD/drills/NAME.log. What each promise is: docs/reliability.md.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CRASH, HOSTILE = "tests/crash/drills.py", "tests/hostile"


class Drill:
    """A program that exits 0 only when the drill held, and whose last line says what was done. `{build}`, `{seed}` and
    `{python}` are filled in; `long` is added for --long, `short` otherwise."""

    def __init__(self, name, proves, command, short="", long="", seconds_max=600, long_seconds_max=14_400):
        self.name, self.proves, self.command, self.short, self.long = name, proves, command, short, long
        self.seconds_max, self.long_seconds_max = seconds_max, long_seconds_max


def crash(name, proves):
    return Drill(name, proves, f"{{python}} {CRASH} {name} --build {{build}} --seed {{seed}}", long="--long")


def crowd(kind, name, proves):
    return Drill(name, proves, f"{{python}} {HOSTILE}/crowd.py {kind} --build {{build}} --seed {{seed}}", long="--long", seconds_max=120)


# One row a drill, in the order of `all`. To add one, add a row.
DRILLS = [
    Drill(
        "verifier", "the crash verifier catches every toy that is broken on purpose",
        "{python} tests/crash/verifier.py selftest --build {build}",
    ),
    crash("storm", "P1-P4 P6 P8-P11 P21 P28: kill -9 under load, with a bad vendor"),
    crash("powercut", "P1 P2 P4 P6 P19: power cuts, all unsynced writes lost or torn"),
    crash("faults", "P1 P5 P17 P18: EIO, ENOSPC and SIGKILL at every write, sync, truncation and rename of an event's way"),
    crash("disk-full", "P17: a full disk refuses early, loses nothing, and comes back by itself"),
    crash("slow-disk", "P13: syncs of 3 ms; nothing lost, memory bounded"),
    crash("clock", "P7 P16: the wall clock jumps by hours, a day and a year while timers, schedules and windows run and events are kept"),
    crash("recovery", "P6: kill -9 with 10,000 open runs; ready within a second"),
    crash("drain", "P21: SIGTERM under load, a hundred times"),
    crash("backup", "P26: copies under load, and kill -9 of the server and of the copying; a server from a restored copy"),
    crash("throttle", "P8 P11: a vendor that takes ten a second and says when to come back; a kill in the middle"),
    crash("config", "P8: a secret, a connection and an operation gone at a restart, and back at the next"),
    crash("ambiguity", "P8-P10: lost answers, 5xx that had their effect, a search that lags behind, kills: nothing twice"),
    crash("polls", "P2: a table is polled, and the server killed between a page and its watermark; each record is one event and one run"),
    crash("programs", "P8-P10: the program of a connector is killed while it holds calls, and hangs; nothing twice, nothing lost"),
    crash("outage", "P8 P11 P15: a system is down for a while; it is hardly asked, others are not slowed down, and all is done afterwards"),
    crash("reload", "P8: manifests replaced under load, also by broken ones, and connections read again; nothing fails, nothing twice"),
    crash("insight", "P33: figures, series, goals, forecasts and exports of a server that is killed: as counted anew, told once, each row once"),
    Drill(
        "sim", "P4 P5 P8-P10 P14 P16: seeded worlds around the runtime", "{build}/tests/sim",
        "--seeds {seed}..{seed_999}", "--seeds {seed}..{seed_19999}",
    ),
    Drill(
        "http", "P30 P31: malformed and ambiguous HTTP, and mutations",
        f"{{python}} {HOSTILE}/http_corpus.py --build {{build}} --seed {{seed}}", long="--long",
    ),
    Drill("bombs", "P30: small inputs that cost a lot", f"{{python}} {HOSTILE}/bombs.py --build {{build}}"),
    Drill("size", "P13: large events, values, keys and pages; memory under 300 MB in each case", f"{{python}} {HOSTILE}/bounds.py size --build {{build}}"),
    Drill("breadth", "P13 P15: workflows that start each other; one event causes 10,000 others at most, and others go on", f"{{python}} {HOSTILE}/bounds.py breadth --build {{build}}"),
    crowd("slow", "slow-clients", "P31 P13: 2,000 clients that send byte by byte or never read; others are served as ever"),
    crowd("idle", "idle-clients", "P13: 10,000 connections that do nothing"),
    crowd("overload", "overload", "P13: five times what the server can take; refused early, goodput and memory held, normal at once after"),
    crowd("follow", "followers", "P13: 1,000 live streams; silent they cost next to nothing, and each is told each event once"),
]


def run(drill, options):
    values = {"python": sys.executable, "build": options.build, "seed": options.seed}
    values |= {"seed_999": options.seed + 999, "seed_19999": options.seed + 19_999}
    words = f"{drill.command} {drill.long if options.long else drill.short}".split()
    command = [word.format(**values) for word in words]
    log = options.build / "drills" / f"{drill.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    began, limit = time.monotonic(), drill.long_seconds_max if options.long else drill.seconds_max
    print(f"     {drill.name}: {drill.proves}; seed {options.seed}", flush=True)
    with log.open("wb") as out:
        try:
            process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
            code = process.wait(limit)
        except OSError as error:
            code = f"could not be started: {error.strerror}: {command[0]}"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code = f"stopped after {limit} s"
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    totals = lines[-1] if lines else "no totals"
    held = code == 0 and bool(lines)
    print(f"{'ok  ' if held else 'FAIL'} {drill.name} {time.monotonic() - began:.0f} s: {totals}", flush=True)
    if not held:
        for line in lines[-12:-1]:
            print(f"     | {line}")
        print(f"     {'ended with ' + str(code) if isinstance(code, int) else code}; whole log: {log}", flush=True)
    return held


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true", help="as before a release: hours")
    parser.add_argument("--list", action="store_true", help="say which drills there are")
    parser.add_argument("names", nargs="*", metavar="NAME", help="all, or " + " ".join(drill.name for drill in DRILLS))
    options = parser.parse_args()
    options.build = options.build.resolve()
    if options.list:
        for drill in DRILLS:
            print(f"{drill.name:12} {drill.proves}")
        return 0
    known = {drill.name: drill for drill in DRILLS}
    unknown = [name for name in options.names if name not in known and name != "all"]
    if unknown or not options.names:
        parser.error(f"unknown drill '{unknown[0]}'" if unknown else "expected the name of a drill, or all; --list shows them")
    chosen = DRILLS if "all" in options.names else [known[name] for name in options.names]
    held = [run(drill, options) for drill in chosen]
    print(f"{sum(held)} held, {len(held) - sum(held)} did not")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())

"""The goals that take a server of their own: a slow disk, a growing log, a million waiting runs.

Each figure is a ratio of loads that take turns within one run, since the machine is never equally free twice.
"""

import statistics
import sys
import time
from pathlib import Path

from figures import cpu_seconds, memory_mb
from harness import Failure

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "crash"))
from powercut import Shim  # noqa: E402

SYNC_DELAY_US = 3_000  # a real disk takes 1 to 5 ms to say that it has what it was given
# A sender that waits for its answer gets one event into every other turn, so that with 32 of them it is they who are measured.
SENDERS = 256
GROWTH_LOADS, GROWTH_DIAMONDS = 10, 20_000
AWAITED = 2_000_000  # waiting.yaml: a run waits for the event that is numbered so much later
ANSWERS = 2_000  # waiting runs that are woken, to see that they do wait
FILL_SECONDS = 600


def pairs(before, after):
    """Three loads of diamonds of each of two kinds by turns: both medians, and the median of the three ratios after/before."""
    figures = [(before(), after()) for _ in range(3)]
    return *(statistics.median(column) for column in zip(*figures)), statistics.median(b / a for a, b in figures)


def slow_disk(bench):
    library = bench.build / "tests" / "powercut.so"
    if not library.is_file():
        raise Failure(f"{library} is missing; ./run build powercut")
    # Without its journal of unsynced writes the shim only delays.
    shim = Shim(library, bench.scratch / "shim", bench.scratch / "slow-disk", journal=False)
    server = bench.serve("slow-disk", ["diamond"], shim.environment)

    per_sync = []

    def diamonds(delay_us):
        shim.set("sync_delay_us", delay_us)
        syncs = shim.get("syncs")
        out = bench.diamonds(server, connections=SENDERS)
        syncs = shim.get("syncs") - syncs
        if not syncs:
            raise Failure("the shim saw no sync, so nothing was slowed")
        per_sync.append(out["completed"] / syncs)
        return out["completed_per_s"]

    bench.diamonds(server, connections=SENDERS, seconds=1)
    fast, slow, ratio = pairs(lambda: diamonds(0), lambda: diamonds(SYNC_DELAY_US))
    out = bench.load("rate", port=server.port, seconds=max(10, bench.options.seconds), rate=20, connections=4)
    bench.end(server)
    note = f"{SENDERS} connections; + {SYNC_DELAY_US // 1000} ms a sync: {slow:,.0f}/s, {per_sync[-1]:.0f} a sync;"
    note += f" without: {fast:,.0f}/s, {per_sync[-2]:.0f} a sync"
    bench.table.add("slow disk: diamonds kept", 100 * ratio, "%", 80, note=note)
    first = out["first"]
    note = f"20/s, {first['count']} events, p99 {first['p99_us'] / 1000:.2f}"
    bench.table.add("slow disk: event to first action p50", first["p50_us"] / 1000, "ms", 8, True, 2, note)


def growth(bench):
    """The cost of a diamond as the store grows: a line through ten equal loads, read at the tenth and at the first."""
    server = bench.serve("growth", ["diamond"])
    pid = server.process.pid
    bench.diamonds(server, count=GROWTH_DIAMONDS // 4, seconds=60)
    costs = []
    for _ in range(GROWTH_LOADS):
        before = cpu_seconds(pid)
        done = bench.diamonds(server, count=GROWTH_DIAMONDS, seconds=60)["completed"]
        costs.append((cpu_seconds(pid) - before) * 1000 / done)
    bench.end(server)
    steps = range(GROWTH_LOADS)
    slope, first = statistics.linear_regression(steps, costs)
    # How far off the line is in the mean, since the costs scatter: on a busy machine by more than what is looked for.
    scatter = sum((cost - first - slope * at) ** 2 for at, cost in enumerate(costs)) / (GROWTH_LOADS - 2)
    error = (scatter / (statistics.pvariance(steps) * GROWTH_LOADS)) ** 0.5
    growth, error = (100 * each * (GROWTH_LOADS - 1) / first for each in (slope, error))
    note = f"+- {error:.1f}; {GROWTH_LOADS} loads of {GROWTH_DIAMONDS:,} diamonds at {' '.join(f'{cost:.3f}' for cost in costs)} ms"
    bench.table.add("CPU a diamond, ten times the events", growth, "%", 10, True, 1, note)


def waiting(bench):
    runs = bench.options.runs
    server = bench.serve("waiting", ["diamond", "waiting"])
    began, number = time.monotonic(), bench.next
    events = {"type": "bench.await", "count": runs, "seconds": FILL_SECONDS}
    filled = bench.load("accepts", port=server.port, connections=32, pipeline=8, share=None, **events)
    bench.quiet(server, FILL_SECONDS)
    took = time.monotonic() - began
    if filled["accepted"] != runs:
        raise Failure(f"only {filled['accepted']} of {runs} events were taken in {took:.0f} s")
    peak = memory_mb(server.process.pid, "VmHWM")
    bench.table.add("waiting: runs begun", runs / took, "/s", note=f"{runs:,} in {took:.0f} s, peak RSS meanwhile {peak:.0f} MB")

    server.kill()
    began = time.monotonic()
    server = server.again()
    server.ready(60)
    took = time.monotonic() - began
    size = sum(path.stat().st_size for path in server.data.rglob("*") if path.is_file()) / 1e6
    bench.table.add("waiting: ready after kill -9", took, "s", 2, True, 2, f"{size:,.0f} MB of data")

    # Some of them are answered: all of these must act, or what was filled in does not wait.
    woken = bench.load("diamonds", port=server.port, type="bench.answer", first=number + AWAITED, count=ANSWERS, seconds=60)
    if woken["completed"] != ANSWERS:
        raise Failure(f"of {ANSWERS} runs whose event came only {woken['completed']} went on")
    bench.quiet(server)

    empty = bench.serve("empty", ["diamond"])
    for each in (server, empty):
        bench.diamonds(each, seconds=1)
    before, after, ratio = pairs(lambda: bench.diamonds(empty)["completed_per_s"], lambda: bench.diamonds(server)["completed_per_s"])
    note = f"{after:,.0f}/s, with an empty store {before:,.0f}/s; medians of 3, by turns"
    bench.table.add("waiting: diamonds kept", 100 * ratio, "%", 85, note=note)
    peak = max(peak, memory_mb(server.process.pid, "VmHWM"))
    bench.table.add("waiting: peak RSS", peak, "MB", 300, True, 1, "of the filling, the restart and the load")
    for each in (server, empty):
        bench.end(each)

#!/usr/bin/env python3
"""Measures what the console reads, over a store with a long history while the engine works, and prints one table.

Usage: console.py [--build DIR] [--runs N] [--journal N] [--seconds N] [--pairs N] [--streams N] [--readers N] [--history DIR] [--json FILE]
                  [--keep] [NAME…]
NAME: reads stream; none means both. The history (long_history.py) lies in BUILD/bench-console and is used again for two days; with a
million runs and twenty million journal rows it takes some minutes and 8 GB of disk. `--runs 20000 --journal 400000` is a quick look.
Everything is on loopback; every process started here is ended here, by its id. Exit 0 when all was measured, whatever the figures.
"""

import argparse
import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

sys.dont_write_bytecode = True
from run import FIRST, ROOT, Bench  # noqa: E402, I001  (run.py says where harness.py is)
from figures import cpu_seconds, memory_mb  # noqa: E402
from harness import Client, Failure, Process, Server, config_folder, expect, until  # noqa: E402
from long_history import BULK, FIRST_WORDS, SECOND_WORDS, WORKFLOWS, History  # noqa: E402

NAMES = ["reads", "stream"]
PAUSE_SECONDS = 0.05  # of each reader between two of its reads, on average
CHANGES_A_DIAMOND = 5  # its journal rows: the trigger and four outcomes
CHANGES_PER_S = 500
PAGES = 3  # of a list that are read one after the other
FILES_MAX = 16_384  # open files of each process: a thousand streams and their neighbours
MILLISECONDS = 1000


def p95(values):
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


class Reads:
    """What people ask of the console: the queries that they type, and the runs that they open."""

    def __init__(self, database):
        self.chance = random.Random(7)
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as opened:
            some = self.some_runs(opened, 2_000)
            self.long_runs = [row[0] for row in opened.execute("SELECT id FROM runs WHERE workflow = ? ORDER BY id LIMIT 20", (BULK,))]
        self.runs = [id for id, _ in some]
        self.numbers = [key.rsplit("-", 1)[1] for _, key in some if key]

    def some_runs(self, database, count):
        """Ids and keys of runs all over the table."""
        first, last = database.execute("SELECT min(id), max(id) FROM runs").fetchone()
        find = "SELECT id, key FROM runs WHERE id >= ? ORDER BY id LIMIT 1"
        return [database.execute(find, (self.chance.randint(first, last),)).fetchone() for _ in range(count)]

    def lists(self):
        """A list by each kind of filter."""
        workflow = self.chance.choice(list(WORKFLOWS))
        return self.chance.choice(
            [
                "",
                "status:failed",
                "status:waiting",
                "status:running",
                "status:cancelled",
                "-status:succeeded",
                f"template:{workflow}",
                f"status:failed template:{workflow}",
                f"status:cancelled template:{workflow} age:>7d",
                "connection:crm",
                "connection:closed",
                f"connection:crm template:{workflow}",
                "age:>20d",
                "status:failed age:<1d",
                f"template:{workflow} age:>10d",
                "goal:reach-2026 status:failed",
                f"goal:{WORKFLOWS[workflow] or 'margin-2026'} template:{workflow}",
                f"status:failed {self.chance.choice(FIRST_WORDS)}",
            ]
        )

    def words(self):
        first, second, number = self.chance.choice(FIRST_WORDS), self.chance.choice(SECOND_WORDS), self.chance.choice(self.numbers)
        return self.chance.choice(
            [first, f"{first} {second}", first[:3], number, number[:4], f"{second} {number[:2]}", f"{first} {number}", "campaign launch", f"template:site-build {first} {second}"]
        )

    def run(self):
        return self.chance.choice(self.runs)


def run_text(number):
    """An id as the API writes it (core/ids.hpp)."""
    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    return "run_" + "".join(digits[number >> (5 * at) & 31] for at in range(12, -1, -1))


class Reader(threading.Thread):
    """Somebody who uses the console until it is told to stop. Milliseconds of each page, by its kind and by what was asked."""

    def __init__(self, server, reads, seed):
        super().__init__(daemon=True)
        self.client = Client(server.port, server.admin_token())
        self.reads, self.chance, self.took, self.failure = reads, random.Random(seed), {}, None
        self.stopping = threading.Event()

    def run(self):
        kinds = {self.list_runs: 4, self.show_run: 3, self.overview: 2, self.search: 2, self.long_run: 1}
        first = list(kinds)  # each once, however short the time is
        try:
            while first or not self.stopping.is_set():
                kind = first.pop() if first else self.chance.choices(list(kinds), list(kinds.values()))[0]
                kind()
                self.stopping.wait(self.chance.expovariate(1 / PAUSE_SECONDS))
        except Exception as error:  # a thread's failure is told by whoever joins it
            self.failure = error

    def stop(self):
        self.stopping.set()
        self.join(30)
        if self.failure:
            raise self.failure

    def ask(self, path, **query):
        return self.client.ok("GET", path + ("?" + urlencode({name: value for name, value in query.items() if value}) if query else ""))

    def note(self, kind, what, began):
        self.took.setdefault(kind, []).append(((time.monotonic() - began) * MILLISECONDS, what))

    def pages(self, kind, q):
        cursor = None
        for _ in range(PAGES):
            began = time.monotonic()
            page = self.ask("/api/v1/runs", q=q, cursor=cursor, limit=100)
            self.note(kind, q or "all", began)
            cursor = page["next"]
            if not cursor:
                return

    def list_runs(self):
        self.pages("list", self.reads.lists())

    def search(self):
        self.pages("words", self.reads.words())

    def show_run(self):
        self.page_of("run", self.reads.run())

    def long_run(self):
        if self.reads.long_runs:
            self.page_of("long", self.chance.choice(self.reads.long_runs))

    def page_of(self, kind, run):
        path = f"/api/v1/runs/{run_text(run)}"
        began = time.monotonic()
        shown = self.ask(path)
        self.ask(path + "/journal", limit=500)
        self.note(kind, shown["status"], began)

    def overview(self):
        began = time.monotonic()
        self.ask("/api/v1/stats")
        self.ask("/api/v1/attention", limit=100)
        self.ask("/api/v1/runs", status="waiting", limit=6)
        self.ask("/api/v1/approvals", status="open", limit=100)
        self.note("overview", "", began)


class ConsoleBench(Bench):
    """The benchmark's programs and table, over a store of its own that is kept."""

    def __init__(self, options):
        super().__init__(options)
        self.kept = options.history or self.build / "bench-console" / f"{options.runs}-{options.journal}"
        self.kept.parent.mkdir(parents=True, exist_ok=True)
        self.server = None

    def serve_on(self, data):
        folder = self.scratch / "config"
        if not folder.is_dir():
            texts = {name: (ROOT / f"bench/config/console/{name}.yaml").read_text() for name in ("connections", "baton")}
            config_folder(folder, connections=texts["connections"], settings=texts["baton"])
        environment = {"SINK_URL": self.sink_url, "BENCH_SECRET": "bench-secret", "BATON_ALLOW_PRIVATE": "1"}
        return Server(self.build, data, folder, environment, log=self.scratch / "server.log")

    def open(self):
        """The server over the history, with the diamond published."""
        self.start_sink()
        history = History(self.kept, self.serve_on, self.options.runs, self.options.journal, lambda text: print(text, file=sys.stderr, flush=True))
        known = history.ensure()
        self.server = self.serve_on(history.data)
        client = self.server.ready(120)
        text = (ROOT / "bench/config/templates/diamond.yaml").read_text()
        client.call("PUT", "/api/v1/templates/diamond", text, headers={"Content-Type": "application/yaml", "If-None-Match": "*"})
        expect(client.get("/api/v1/templates/diamond").status == 200, "the diamond is not published")
        self.next = FIRST + self.sent_before(history.database())
        self.quiet()
        note = f"{known['rows']:,} journal rows, {sum(path.stat().st_size for path in history.data.iterdir()) / 1e9:.1f} GB; made in {known['seconds']} s"
        self.table.add("history: runs", known["runs"], note=note)
        return history

    def sent_before(self, database):
        """How many diamonds earlier measurements have sent: a number that the log has seen would start nothing."""
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as opened:
            last = opened.execute("SELECT max(CAST(origin AS INTEGER)) FROM events WHERE source = 'bench' AND origin GLOB '[0-9]*'").fetchone()[0]
        return 0 if last is None else last + 1 - FIRST

    # --- reads ---

    def half(self, rate, reads=None):
        """Diamonds a second at half the top speed, while people read or nobody does."""
        return self.beside(reads, lambda: self.load("rate", rate=rate, connections=32)["completed_per_s"])

    def top(self, reads=None):
        return self.beside(reads, lambda: self.diamonds()["completed_per_s"])

    def beside(self, reads, measure):
        readers = [Reader(self.server, reads, self.next + at) for at in range(self.options.readers)] if reads else []
        for reader in readers:
            reader.start()
        try:
            figure = measure()
        finally:
            for reader in readers:
                reader.stop()
        for reader in readers:
            for kind, took in reader.took.items():
                self.took.setdefault(kind, []).extend(took)
        self.quiet()
        return figure

    def measure_reads(self, history):
        reads = Reads(history.database())
        self.took = {}
        self.diamonds(seconds=min(1, self.options.seconds))
        top = statistics.median(self.top() for _ in range(self.options.pairs))
        self.table.add("engine: top speed", top, "diamonds/s", note="without reads")
        pairs = [(self.half(top / 2), self.half(top / 2, reads)) for _ in range(self.options.pairs)]
        at_half = self.took
        self.tell(at_half)
        lost = 100 - 100 * statistics.median(beside / alone for alone, beside in pairs)
        alone, beside = (statistics.median(column) for column in zip(*pairs))
        count = sum(len(took) for took in at_half.values())
        note = f"{beside:,.0f}/s beside {count / (self.options.pairs * self.options.seconds):.0f} reads a second, {alone:,.0f}/s without; medians of {self.options.pairs}, by turns"
        self.table.add("engine: lost at half its speed", lost, "%", 10, True, 1, note)
        pairs = [(self.top(), self.top(reads)) for _ in range(self.options.pairs)]
        lost = 100 - 100 * statistics.median(beside / alone for alone, beside in pairs)
        self.table.add("engine: lost at its top speed", lost, "%", digits=1, note="the same readers, on the same two cores")
        self.table.add("peak RSS", memory_mb(self.server.process.pid, "VmHWM"), "MB", digits=1)

    def tell(self, took):
        goals = {"list": ("run list with filters p95", 50), "run": ("run page p95", 80), "overview": ("overview p95", 150), "words": ("words p95", 100)}
        for kind, (name, goal) in goals.items():
            values = took.get(kind)
            if not values:
                raise Failure(f"nobody read a page of the kind '{kind}'; --readers must be 1 or more")
            self.table.add(name, p95([value for value, _ in values]), "ms", goal, True, 1, self.slowest(values))
        if took.get("long"):
            self.table.add("run page, long run p95", p95([value for value, _ in took["long"]]), "ms", digits=1, note=f"{len(took['long'])} pages, 2,000 items")

    def slowest(self, values):
        """How many pages there were, and for what the slowest kind of them was asked."""
        by_what = {}
        for value, what in values:
            by_what.setdefault(what, []).append(value)
        what, worst = max(((what, p95(each)) for what, each in by_what.items()), key=lambda pair: pair[1])
        median = statistics.median(value for value, _ in values)
        return f"{len(values)} pages, p50 {median:.1f}" + (f"; slowest: {what}, {worst:.1f}" if len(by_what) > 1 else "")

    # --- the stream ---

    def cpu_of_changes(self, seconds):
        """The part of a core that the server takes at this rate of changes."""
        pid = self.server.process.pid
        cpu, began = cpu_seconds(pid), time.monotonic()
        self.load("rate", seconds=seconds, rate=CHANGES_PER_S / CHANGES_A_DIAMOND, connections=4)
        return 100 * (cpu_seconds(pid) - cpu) / (time.monotonic() - began)

    def measure_stream(self, _history):
        seconds = self.options.seconds
        alone = statistics.median(self.cpu_of_changes(seconds) for _ in range(self.options.pairs))
        command = [self.programs / "bench_watch", "--port", self.server.port, "--token", self.server.admin_token()]
        command += ["--connections", self.options.streams, "--seconds", self.options.pairs * (seconds + 3) + 5]
        watch = Process(command, log=self.scratch / "watch.log")
        until("all streams to be open", lambda: "open" in watch.lines or not watch.alive(), 60)
        expect(watch.alive(), f"bench_watch ended{watch.error_text()}")
        beside = statistics.median(self.cpu_of_changes(seconds) for _ in range(self.options.pairs))
        expect(watch.wait(120) == 0, f"bench_watch ended with {watch.process.returncode}{watch.error_text()}")
        until("what bench_watch says", lambda: watch.lines[-1].startswith("{"))
        told = json.loads(watch.lines[-1])
        expect(told["ended"] == 0, f"{told['ended']} of {told['streams']} streams were ended by the server")
        name = f"{told['streams']:,} streams at {CHANGES_PER_S} changes/s"
        note = f"{beside:.1f} % with them, {alone:.1f} % without; each was told {told['least']:,} to {told['most']:,} changes, {told['bytes'] / told['seconds'] / 1e6:.0f} MB/s in all"
        self.table.add(name, beside - alone, "% of a core", 30, True, 1, note)

    def run(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < FILES_MAX:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES_MAX, hard), hard))
        history = self.open()
        for name in self.options.names or NAMES:
            getattr(self, "measure_" + name)(history)
        self.server.signal(15)
        self.server.wait(60)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--runs", type=int, default=1_000_000, help="of the history")
    parser.add_argument("--journal", type=int, default=20_000_000, help="rows of the history's journal, about")
    parser.add_argument("--seconds", type=float, default=10, help="of each of the measurements that take turns")
    parser.add_argument("--readers", type=int, default=2, help="people who read without a rest, but for a twentieth of a second")
    parser.add_argument("--streams", type=int, default=1_000, help="live followers")
    parser.add_argument("--pairs", type=int, default=3, help="how often measurements with and without what is to be paid for take turns")
    parser.add_argument("--history", type=Path, help="the folder of the history; BUILD/bench-console/RUNS-JOURNAL unless given")
    parser.add_argument("--connections", type=int, default=32, help="of the diamonds' webhooks")
    parser.add_argument("--window", type=int, default=2000, help="diamonds under way at once")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    parser.add_argument("--keep", action="store_true", help="leave configuration and log behind")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    for name in options.names:
        if name not in NAMES:
            parser.error(f"unknown measurement '{name}'; there are: {' '.join(NAMES)}")
    for name in ("readers", "streams", "pairs"):
        if getattr(options, name) < 1:
            parser.error(f"--{name}: expected 1 or more")
    if not 200 <= options.runs <= 10_000_000:
        parser.error("--runs: expected 200 to 10,000,000")
    if not 3 * options.runs <= options.journal <= 400 * options.runs:
        parser.error("--journal: expected 3 to 400 rows for each of --runs")
    bench = ConsoleBench(options)
    try:
        bench.run()
    except (Failure, subprocess.SubprocessError) as error:
        print(f"error: {error}", file=sys.stderr)
        if bench.table.rows:
            bench.table.print()
        return 1
    bench.table.print()
    if options.json:
        options.json.write_text(json.dumps(bench.table.rows, indent=1) + "\n")
    if options.keep:
        print(f"kept: {bench.scratch.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

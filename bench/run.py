#!/usr/bin/env python3
"""Measures the server with bench_load and bench_sink, then the machine's limits with bench_limits, and prints one table.

Usage: run.py [--build DIR] [--seconds N] [--json FILE] [--keep] [NAME…]
NAME: start rate diamonds accepts limits; none means all of them. The data lies on disk, beside the build, and is removed.
Everything is on loopback; every process started here is ended here, by its id. Exit 0 when all was measured, whatever the figures.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
sys.dont_write_bytecode = True
from harness import Failure, Process, Scratch, Server, config_folder, until  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
FIRST = 1_000_000_000
NAMES = ["start", "rate", "diamonds", "accepts", "limits"]


def memory_mb(pid, field):
    match = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M)
    return int(match.group(1)) / 1024


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def bytes_written(pid):
    try:
        return int(re.search(r"^write_bytes: (\d+)", Path(f"/proc/{pid}/io").read_text(), re.M).group(1))
    except OSError:
        return None


class Table:
    """One line a figure: what, how much, the goal and whether it is met."""

    def __init__(self):
        self.rows = []

    def add(self, name, value, unit="", goal=None, at_most=False, digits=0, note=""):
        met = None if goal is None else (value <= goal if at_most else value >= goal)
        self.rows.append({"name": name, "value": round(value, 4), "unit": unit, "goal": goal, "at_most": at_most, "met": met, "digits": digits, "note": note})
        print(f"  {name}: {value:,.{digits}f} {unit} {note}".rstrip(), file=sys.stderr, flush=True)

    def print(self):
        def goal(row):
            return "" if row["goal"] is None else f"{'<=' if row['at_most'] else '>='} {row['goal']:,g} {row['unit']}"

        lines = [("measure", "value", "goal", "", "")]
        for row in self.rows:
            mark = "" if row["met"] is None else ("met" if row["met"] else "MISSED")
            lines.append((row["name"], f"{row['value']:,.{row['digits']}f} {row['unit']}", goal(row), mark, row["note"]))
        widths = [max(len(line[i]) for line in lines) for i in range(4)]
        for index, line in enumerate(lines):
            print(f"{line[0]:<{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:>{widths[2]}}  {line[3]:<{widths[3]}}  {line[4]}".rstrip())
            if index == 0:
                print("-" * (sum(widths) + 6))


class Bench:
    def __init__(self, options):
        self.options = options
        self.build = options.build.resolve()
        self.programs = self.build / "bench"
        base = self.build / "bench-data"
        base.mkdir(parents=True, exist_ok=True)
        self.scratch = Scratch("bench", options.keep, base)
        self.table = Table()
        self.next = FIRST
        self.share = self.scratch / "share"

    def start(self):
        self.sink = Process([self.programs / "bench_sink", "--share", self.share])
        folder = config_folder(
            self.scratch / "config",
            connections=(ROOT / "bench/config/connections.yaml").read_text(),
            settings=(ROOT / "bench/config/baton.yaml").read_text(),
        )
        environment = {"SINK_URL": f"http://127.0.0.1:{self.sink.wait_listening()}", "BENCH_SECRET": "bench-secret", "BATON_ALLOW_PRIVATE": "1"}
        self.server = Server(self.build, self.scratch / "data", folder, environment, log=self.scratch / "server.log")
        client = self.server.ready()
        template = (ROOT / "bench/config/templates/diamond.yaml").read_text()
        client.ok("PUT", "/api/v1/templates/diamond", template, headers={"Content-Type": "application/yaml", "If-None-Match": "*"})

    def restart(self, times):
        """Milliseconds from the start of the process until /readyz says 200, each time."""
        took = []
        for _ in range(times):
            self.server.signal(15)
            if self.server.wait() != 0:
                raise Failure(f"the server ended with {self.server.process.returncode} on SIGTERM")
            began = time.monotonic()
            self.server = self.server.again()
            self.server.ready()
            took.append((time.monotonic() - began) * 1000)
        return took

    def load(self, mode, port=None, seconds=None, **more):
        command = [str(self.programs / "bench_load"), "--port", str(port or self.server.port), "--mode", mode]
        more = {"share": self.share, "first": self.next, "seconds": seconds or self.options.seconds, **more}
        for name, value in more.items():
            if value is not None:
                command += ["--" + name.replace("_", "-"), str(value)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=self.options.seconds * 3 + 60)
        if done.returncode != 0 and not done.stdout:
            raise Failure(f"bench_load: {done.stderr.strip() or done.returncode}")
        out = json.loads(done.stdout)
        self.next = out["next"]
        if out["refused"]:
            print(f"  note: {out['refused']} of {out['sent']} refused, the last with {out['last_refusal']}", file=sys.stderr)
        if done.returncode != 0:
            print(f"  note: a connection broke under {mode}", file=sys.stderr)
        return out

    def measure_start(self):
        self.table.add("cold start to ready", statistics.median(self.restart(3)), "ms", 100, True, 0, "median of 3")
        time.sleep(1)
        self.table.add("idle RSS", memory_mb(self.server.process.pid, "VmRSS"), "MB", 30, True, 1)

    def measure_rate(self):
        out = self.load("rate", seconds=max(10, self.options.seconds), rate=20, connections=4)
        first, last = out["first"], out["last"]
        note = f"20/s, {first['count']} events"
        self.table.add("event to first action p50", first["p50_us"] / 1000, "ms", 1, True, 2, note)
        self.table.add("event to first action p99", first["p99_us"] / 1000, "ms", 4, True, 2, f"max {first['max_us'] / 1000:.2f}")
        self.table.add("event to last action (D) p50", last["p50_us"] / 1000, "ms", 3, True, 2, f"{last['count']} events, p99 {last['p99_us'] / 1000:.2f}")

    def measure_diamonds(self):
        pid = self.server.process.pid
        cpu, written = cpu_seconds(pid), bytes_written(pid)
        out = self.load("diamonds", connections=self.options.connections, window=self.options.window)
        done = out["completed"]
        note = f"{self.options.connections} connections, window {self.options.window}; {out['accepted'] - done} of {out['accepted']} unfinished"
        self.table.add("diamonds", out["completed_per_s"], "/s", 5000, note=note)
        if done:
            self.table.add("server CPU a diamond", (cpu_seconds(pid) - cpu) * 1000 / done, "ms", 0.25, True, 3)
            if written is not None:
                self.table.add("written a diamond", (bytes_written(pid) - written) / done / 1024, "KiB", 12, True, 1)
        self.quiet()

    def measure_accepts(self):
        for pipeline, goal in ((1, 25000), (8, None)):
            out = self.load("accepts", connections=32, pipeline=pipeline, type="bench.quiet", share=None)
            note = "32 connections" + (f", {pipeline} requests open on each" if pipeline > 1 else "")
            self.table.add("durable accepts" if goal else "durable accepts, pipelined", out["accepts_per_s"], "/s", goal, note=note)
            self.quiet()

    def quiet(self):
        """Lets the server finish what it has, so that one measurement does not weigh on the next."""
        pid = self.server.process.pid

        def idle():
            before = cpu_seconds(pid)
            time.sleep(0.3)
            return cpu_seconds(pid) - before <= 0.02

        until("the server to fall quiet", idle, 60)

    def after(self):
        self.table.add("peak RSS", memory_mb(self.server.process.pid, "VmHWM"), "MB", 150, True, 1, "of all the load above")
        size = sum(path.stat().st_size for path in (self.scratch / "data").rglob("*") if path.is_file()) / 1e6
        self.table.add("start to ready after the load", self.restart(1)[0], "ms", note=f"{size:,.0f} MB of data")

    def measure_limits(self):
        seconds = min(2, self.options.seconds)
        limits = str(self.programs / "bench_limits")
        echo = Process([limits, "echo"])
        out = self.load("accepts", port=echo.wait_listening(), seconds=seconds, connections=32, share=None)
        echo.kill()
        self.table.add("limit: bare Beast echo", out["accepts_per_s"], "/s", note="32 connections, same generator")
        rows = self.one(limits, "sqlite", str(self.scratch.path), str(seconds))
        self.table.add("limit: SQLite inserts", rows["inserts_per_s"], "/s", note=f"64 a commit, {rows['commits_per_s']:,} commits/s")
        parses = self.one(limits, "parse", str(min(1, seconds)))
        self.table.add("limit: nlohmann parses", parses["parses_per_s"], "/s", note=f"of {parses['bytes']} bytes")

    def one(self, *command):
        return json.loads(subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout)

    def run(self):
        names = self.options.names or NAMES
        if set(names) - {"limits"}:
            self.start()
            for name in NAMES[:-1]:
                if name in names:
                    getattr(self, "measure_" + name)()
            if "diamonds" in names or "accepts" in names:
                self.after()
            self.server.signal(15)
            self.server.wait()
        if "limits" in names:
            self.measure_limits()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=32, help="of the diamonds' webhooks")
    parser.add_argument("--window", type=int, default=2000, help="diamonds under way at once")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    parser.add_argument("--keep", action="store_true", help="leave data and log behind")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    for name in options.names:
        if name not in NAMES:
            parser.error(f"unknown measurement '{name}'; there are: {' '.join(NAMES)}")
    bench = Bench(options)
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

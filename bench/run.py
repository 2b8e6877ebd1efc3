#!/usr/bin/env python3
"""Measures the server with bench_load and bench_sink, then the machine's limits with bench_limits, and prints one table.

Usage: run.py [--build DIR] [--seconds N] [--runs N] [--json FILE] [--keep] [NAME…]
NAME: start rate diamonds accepts slow-disk growth waiting language connectors limits; none means all of them, some six minutes. The data lies on
disk, beside the build, and is removed; a million waiting runs take some GB of it.
Everything is on loopback; every process started here is ended here, by its id. Exit 0 when all was measured, whatever the figures.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
sys.dont_write_bytecode = True
import lasting  # noqa: E402
from figures import TICK, Table, bytes_written, cpu_seconds, memory_mb  # noqa: E402, F401
from harness import Failure, Process, Scratch, Server, config_folder, until  # noqa: E402

FIRST = 1_000_000_000
FIRST_SERVER = ["start", "rate", "diamonds", "accepts"]
LASTING = {"slow-disk": lasting.slow_disk, "growth": lasting.growth, "waiting": lasting.waiting}
# What needs no server and no sink.
ALONE = ["language", "connectors", "limits"]
NAMES = [*FIRST_SERVER, *LASTING, *ALONE]


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
        self.start_sink()
        self.server = self.serve("data", ["diamond"])

    def start_sink(self):
        self.sink = Process([self.programs / "bench_sink", "--share", self.share])
        self.sink_url = f"http://127.0.0.1:{self.sink.wait_listening()}"

    def serve(self, name, templates, environment=None, files=None):
        """A server of its own on an empty data folder, with these workflows published. `files`: more of its configuration, {path: text}."""
        folder = config_folder(
            self.scratch / f"config-{name}",
            connections=(ROOT / "bench/config/connections.yaml").read_text(),
            settings=(ROOT / "bench/config/baton.yaml").read_text(),
        )
        for path, text in (files or {}).items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text)
        environment = {"SINK_URL": self.sink_url, "BENCH_SECRET": "bench-secret", "BATON_ALLOW_PRIVATE": "1", **(environment or {})}
        server = Server(self.build, self.scratch / name, folder, environment, log=self.scratch / f"{name}.log")
        client = server.ready()
        for template in templates:
            text = (ROOT / f"bench/config/templates/{template}.yaml").read_text()
            client.ok("PUT", f"/api/v1/templates/{template}", text, headers={"Content-Type": "application/yaml", "If-None-Match": "*"})
        return server

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
        seconds = seconds or self.options.seconds
        command = [str(self.programs / "bench_load"), "--port", str(port or self.server.port), "--mode", mode]
        more = {"share": self.share, "first": self.next, "seconds": seconds, **more}
        for name, value in more.items():
            if value is not None:
                command += ["--" + name.replace("_", "-"), str(value)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds * 3 + 60)
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

    def diamonds(self, server=None, **more):
        """One load of diamonds, to its end."""
        server = server or self.server
        more = {"connections": self.options.connections, "window": self.options.window, **more}
        out = self.load("diamonds", port=server.port, **more)
        self.quiet(server)
        if not out["completed"]:
            raise Failure(f"no diamond was finished: {out}")
        return out

    def measure_diamonds(self):
        pid = self.server.process.pid
        cpu, written = cpu_seconds(pid), bytes_written(pid)
        runs = [self.diamonds() for _ in range(3)]
        done, accepted = (sum(run[name] for run in runs) for name in ("completed", "accepted"))
        note = f"median of 3; {self.options.connections} connections, window {self.options.window}; {accepted - done} of {accepted} unfinished"
        self.table.add("diamonds", statistics.median(run["completed_per_s"] for run in runs), "/s", 5000, note=note)
        self.table.add("server CPU a diamond", (cpu_seconds(pid) - cpu) * 1000 / done, "ms", 0.25, True, 3)
        if written is not None:
            self.table.add("written a diamond", (bytes_written(pid) - written) / done / 1024, "KiB", 12, True, 1)

    def measure_accepts(self):
        for pipeline, goal in ((1, 25000), (8, None)):
            out = self.load("accepts", connections=32, pipeline=pipeline, type="bench.quiet", share=None)
            note = "32 connections" + (f", {pipeline} requests open on each" if pipeline > 1 else "")
            self.table.add("durable accepts" if goal else "durable accepts, pipelined", out["accepts_per_s"], "/s", goal, note=note)
            self.quiet()

    def quiet(self, server=None, seconds=60):
        """Lets the server finish what it has, so that one measurement does not weigh on the next."""
        pid = (server or self.server).process.pid

        def idle():
            before = cpu_seconds(pid)
            time.sleep(0.3)
            return cpu_seconds(pid) - before <= 0.02

        until("the server to fall quiet", idle, seconds)

    def after(self):
        self.table.add("peak RSS", memory_mb(self.server.process.pid, "VmHWM"), "MB", 150, True, 1, "of all the load above")
        size = sum(path.stat().st_size for path in (self.scratch / "data").rglob("*") if path.is_file()) / 1e6
        self.table.add("start to ready after the load", self.restart(1)[0], "ms", note=f"{size:,.0f} MB of data")

    def measure_language(self):
        self.figures_of("bench_language", str(min(1_000_000, max(1_000, self.options.runs))))

    def measure_connectors(self):
        self.figures_of("bench_connectors")

    def figures_of(self, program, *arguments):
        """The figures that a program prints as a JSON list. One that fails prints those that it has."""
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=1800)
        for row in json.loads(done.stdout or "[]"):
            self.table.add(row["name"], row["value"], row["unit"], row["goal"], row["at_most"], row["digits"], row["note"])
        if done.returncode != 0:
            raise Failure(f"{program} ended with {done.returncode}; its message is above")

    def measure_limits(self):
        seconds = min(2, self.options.seconds)
        limits = str(self.programs / "bench_limits")
        echo = Process([limits, "echo"])
        out = self.load("accepts", port=echo.wait_listening(), seconds=seconds, connections=32, share=None)
        echo.kill()
        self.table.add("limit: bare Beast echo", out["accepts_per_s"], "/s", note="32 connections, same generator")
        rows = self.one(limits, "sqlite", str(self.scratch.path), str(seconds))
        self.table.add("limit: SQLite inserts", rows["inserts_per_s"], "/s", note=f"64 a commit, {rows['commits_per_s']:,} commits/s")
        self.table.add("limit: fdatasync p50", self.sync_ms(), "ms", digits=2, note="of one page, what every commit waits for at least")
        parses = self.one(limits, "parse", str(min(1, seconds)))
        self.table.add("limit: nlohmann parses", parses["parses_per_s"], "/s", note=f"of {parses['bytes']} bytes")

    def sync_ms(self):
        took = []
        with open(self.scratch / "sync", "wb", buffering=0) as file:
            for _ in range(200):
                file.write(bytes(4096))
                began = time.monotonic()
                os.fdatasync(file.fileno())
                took.append((time.monotonic() - began) * 1000)
        return statistics.median(took)

    def one(self, *command):
        return json.loads(subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout)

    def end(self, server):
        """Ends a server that has served its measurement, with its data."""
        server.kill()
        if not self.options.keep:
            shutil.rmtree(server.data)

    def run(self):
        names = self.options.names or NAMES
        first = [name for name in FIRST_SERVER if name in names]
        if set(names) - set(ALONE):
            self.start_sink()
        if first:
            self.server = self.serve("data", ["diamond"])
            for name in first:
                getattr(self, "measure_" + name)()
            if "diamonds" in first or "accepts" in first:
                self.after()
            self.end(self.server)
        for name, measure in LASTING.items():
            if name in names:
                measure(self)
        for name in ALONE:
            if name in names:
                getattr(self, "measure_" + name)()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=32, help="of the diamonds' webhooks")
    parser.add_argument("--window", type=int, default=2000, help="diamonds under way at once")
    parser.add_argument("--runs", type=int, default=1_000_000, help=f"that wait, at most {lasting.AWAITED:,}")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    parser.add_argument("--keep", action="store_true", help="leave data and log behind")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    for name in options.names:
        if name not in NAMES:
            parser.error(f"unknown measurement '{name}'; there are: {' '.join(NAMES)}")
    if not 0 < options.runs <= lasting.AWAITED:
        parser.error(f"--runs: expected 1 to {lasting.AWAITED}")
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

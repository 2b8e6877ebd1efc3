#!/usr/bin/env python3
"""Measures the forecasts, bottlenecks and detectors of the room insight, how long its figures take to read, and what it all costs the engine, and prints one table of figures and goals.

Usage: insight.py [--build DIR] [--data DIR] [--seconds N] [--json FILE]
The series of advertising costs are in tests/data/ads. The event logs may not be passed on, so they are not here: --data, or the
variable BATON_BENCH_DATA, names a folder with helpdesk.csv.gz, bpi12_w.csv.gz, env_permit.csv.gz and bpi13_incidents.csv.gz, or with a folder `process` that has
them (docs/forecasts.md says where they come from). Without it, the table leaves their lines out and says so.
Exit 0 when all that is at hand was measured, whatever the figures; 1 when a program failed.
"""

import argparse
import json
import math
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
from figures import Table, cpu_seconds  # noqa: E402
from run import Bench, Failure  # noqa: E402

# Log and mode: the goals of the mean absolute error in days, of the coverage, of the Brier score.
LOGS = {
    ("env_permit", "roll"): (1.46, True, 0.032),
    ("helpdesk", "roll"): (5.60, True, 0.160),
    ("bpi12_w", "roll"): (5.86, True, 0.184),
    ("env_permit", "pub"): (1.46, False, None),
    ("helpdesk", "pub"): (6.10, False, None),
    ("bpi12_w", "pub"): (6.10, False, None),
}
SERIES = ["nab_exchange-2_cpc", "nab_exchange-2_cpm", "nab_exchange-3_cpc", "nab_exchange-3_cpm"]
COVERAGE = (0.77, 0.83)
TEAMS = "bpi13_incidents"
# What the engine has beside it with insight, and without.
WITHOUT = {"baton.yaml": "log: { level: warn }\ninsight: { forecasts: false }\n"}
WITH = {
    "kpis/done.yaml": "kpi: done\nkind: throughput\nworkflows: [diamond]\n",
    "kpis/cost.yaml": "kpi: cost\nkind: cost\nunit: EUR\nworkflows: [diamond]\ncosts: { sink: 1 }\n",
    "kpis/deals.yaml": "kpi: deals\nkind: count\nfrom: { event: bench.deal }\n",
    "kpis/amount.yaml": "kpi: amount\nkind: average\nfrom: { event: bench.deal, value: event.data.amount }\n",
    "goals/sell.yaml": "goal: sell\nkpis: [done, amount]\ninitiatives:\n  deals: { workflows: [diamond] }\n",
    "detectors/amount.yaml": "detector: amount\nseries: { event: bench.deal, value: double(event.data.amount) }\n",
    "detectors/errors.yaml": "detector: errors\nseries: { workflow: diamond, figure: error_rate }\n",
}
LOADS = 9
# Whose figures are read, as of a million runs in thirty days: how many workflows, and steps of each.
WORLDS = [(1, 10), (12, 5)]
RUNS, DAYS = 1_000_000, 30
READS = 20


def values_of(command):
    """Runs a program that prints a name and a value a line."""
    out = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, timeout=900, check=True).stdout
    rows = (line.split(maxsplit=1) for line in out.splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 2 and row[0] != "alarm"}


def measure_logs(table, build, folder):
    for (log, mode), (error, covers, brier) in LOGS.items():
        path = folder / f"{log}.csv.gz"
        if not path.is_file():
            print(f"  note: {path} is missing, so {log} is not measured", file=sys.stderr)
            continue
        got = values_of([build / "bench/insight_log", path, "--mode", mode])
        name = f"{log}, {mode}"
        table.add(f"{name}: mean absolute error", float(got["MAE"]), "d", error, True, 3, f"{got['prefixes']} prefixes")
        coverage = float(got["cov80"])
        if covers:
            table.add(f"{name}: coverage of 80 %", coverage, "", COVERAGE[0], False, 3, f"and at most {COVERAGE[1]}; width {float(got['width']):.1f} d")
            table.rows[-1]["met"] = COVERAGE[0] <= coverage <= COVERAGE[1]
            table.add(f"{name}: Brier score of lateness", float(got["Brier"]), "", brier, True, 4, f"climatology {got['climatology']}")
        if (log, mode) == ("bpi12_w", "roll"):
            table.add("fit", float(got["fit_seconds"]), "s", 5, True, 2, f"{int(got['events']):,} events, CPU time")
            table.add("one forecast, the slowest", float(got["forecast_ms_max"]), "ms", 2, True, 2, f"CPU time; mean {got['forecast_ms_mean']}")


def measure_planted(table, build, folder):
    """A bottleneck planted among the real stays of the teams of a log."""
    path = folder / f"{TEAMS}.csv.gz"
    if not path.is_file():
        print(f"  note: {path} is missing, so {TEAMS} is not measured", file=sys.stderr)
        return
    got = {name: row.split() for name, row in values_of([build / "bench/insight_planted", path]).items()}
    value = {name: dict(zip(row[::2], map(float, row[1::2]))) for name, row in got.items()}
    note = f"{value['planted_4']['places']:.0f} steps at teams, 200 worlds"
    table.add(f"{TEAMS}, +4 d, 60 runs: recall", value["planted_4"]["recall"], "", 0.90, False, 3, note)
    table.add(f"{TEAMS}, +2 d, 150 runs: recall", value["planted_2"]["recall"], "", 0.93, False, 3, note)
    table.add(f"{TEAMS}: false discoveries", max(value["planted_4"]["false"], value["planted_2"]["false"]), "", 0.15, True, 3, note)
    table.add(f"{TEAMS}: alarms where none is", value["planted_0"]["alarmed"], "", 0.05, True, 3, "share of worlds")


def measure_series(table, build, folder):
    total, windows, found, false_alarms = 0.0, 0, 0, 0
    for series in SERIES:
        got = values_of([build / "bench/insight_series", folder / f"{series}.csv.gz", "--windows", folder / "nab_windows.json"])
        total += float(got["sum"])
        windows += int(got["windows"])
        found += int(got["found"])
        false_alarms += int(got["false_alarms"])
    table.add("anomalies of ad costs: NAB score", 100 * (total + windows) / (2 * windows), "", 70, False, 1, f"{found} of {windows} windows found")
    table.add("anomalies of ad costs: false alarms", false_alarms, "", 10, True, 0, f"{len(SERIES)} series of two months")


def counts_by_class(runs, median_ms):
    """How many of so many lengths fall into each class of length_class() (src/insight/flow.cpp), where their logarithm is normal, with a deviation of 1."""
    spread = statistics.NormalDist(math.log(median_ms))
    longest = [2 ** (number / 8) - 1 for number in range(400)]
    below = [0.0] + [spread.cdf(math.log(length)) for length in longest[1:]]
    for number in range(1, len(longest)):
        count = round(runs * (below[number] - below[number - 1]))
        if count > 0:
            yield number, count, int(count * longest[number] * 1000)


def flow_rows(workflows, steps, today):
    """The rows of the table `flow` of so many workflows, each with steps in a chain that teams work on. How long they take changes from day to day, and
    a third of the steps has become slower."""
    for workflow in range(workflows):
        for day in range(today - DAYS + 1, today + 1):
            for step in range(-1, steps):
                name, team = ("", "") if step < 0 else (f"s{step}", f"t{step % 4}")
                handed = f"from t{(step - 1) % 4}" if step > 0 else "work"
                for at, what in enumerate(("succeeded", "people", "queue", "work", "first_action") if step < 0 else ("succeeded", "people", "queue", handed)):
                    slower = 1.5 if step % 3 == 1 and day > today - DAYS // 2 else 1
                    median_ms = 3_600_000 * slower * (1 + (7 * workflow + 3 * day + 5 * step + at) % 19)
                    for length, count, spent in counts_by_class(RUNS // DAYS // workflows, median_ms):
                        yield f"w{workflow}", day, name, 1, team, what, length, count, spent


def measure_reads(table, build):
    """How long figures of thirty days take to read. The rows are written straight into the store of a server that has ended."""
    for workflows, steps in WORLDS:
        bench = Bench(argparse.Namespace(build=build, seconds=1, connections=1, window=1, keep=False))
        bench.start_sink()
        server = bench.serve("data", [])
        client = server.ready()
        for workflow in range(workflows):
            text = f"workflow: w{workflow}\non: [{{ event: go }}]\nsteps:\n"
            text += "".join(f"  s{at}: {{ team: t{at % 4}, {f'needs: s{at - 1}, ' if at else ''}wait: {{ event: done }} }}\n" for at in range(steps))
            client.ok("PUT", f"/api/v1/templates/w{workflow}", text, headers={"Content-Type": "application/yaml", "If-None-Match": "*"})
        server.signal(15)
        if server.wait() != 0:
            raise Failure(f"the server ended with {server.process.returncode} on SIGTERM")
        with closing(sqlite3.connect(server.data / "baton.db")) as database, database:
            database.executemany(
                "INSERT INTO flow (workflow, day, step, version, team, what, took, count, spent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                flow_rows(workflows, steps, int(time.time()) // 86_400),
            )
            rows = database.execute("SELECT count(*) FROM flow").fetchone()[0]
        server = server.again()
        client = server.ready()
        read_figures(table, server, client, f"{workflows} x {steps} steps", rows)
        bench.end(server)
        bench.sink.kill()


def read_figures(table, server, client, world, rows):
    def wait_for(path):
        began = time.monotonic()
        client.ok("GET", f"/api/v1/insight/{path}")
        return (time.monotonic() - began) * 1000

    half = DAYS // 2  # so that all thirty days are compared, and nothing but them
    for name, path in (
        ("figures of all workflows", "flow"),
        ("figures of one", "flow/w0"),
        ("bottlenecks", f"bottlenecks?days={half}&before={half}"),
    ):
        first = wait_for(path)
        before = cpu_seconds(server.process.pid)
        waited = statistics.median(wait_for(path) for _ in range(READS))
        cpu = (cpu_seconds(server.process.pid) - before) * 1000 / READS
        note = f"CPU time; a client waited {waited:.0f} ms, for the first after a start {first:.0f} ms; {rows:,} rows"
        table.add(f"{name}, {world}", cpu, "ms", 50, True, 1, note)


def counted(server, kpi):
    """How many events a KPI has counted."""
    return server.client.ok("GET", f"/api/v1/kpis/{kpi}")["count"]


def measure_cost(table, build, seconds):
    """What the engine keeps of its speed when KPIs, goals, detectors and forecasts are in use: two servers, one with them and one without, are loaded
    side by side, each with a sink of its own. What else the machine does meanwhile then costs both alike; by turns, it hits one of them."""
    benches = {insight: Bench(argparse.Namespace(build=build, seconds=seconds, connections=32, window=1000, keep=False)) for insight in (True, False)}
    servers = {}
    for insight, bench in benches.items():
        bench.start_sink()
        servers[insight] = bench.serve("data", ["diamond"], files=WITH if insight else WITHOUT)
        bench.diamonds(servers[insight], seconds=1)

    def load(insight):
        return benches[insight].load("diamonds", port=servers[insight].port, connections=32, window=1000)

    rates, costs = {True: [], False: []}, {True: [], False: []}
    for turn in range(LOADS):
        before = {insight: cpu_seconds(server.process.pid) for insight, server in servers.items()}
        with ThreadPoolExecutor(2) as pool:  # each begins first as often as the other
            found = {insight: pool.submit(load, insight) for insight in (turn % 2 == 0, turn % 2 == 1)}
        out = {insight: future.result() for insight, future in found.items()}
        for insight, server in servers.items():
            benches[insight].quiet(server)
            if not out[insight]["completed"]:
                raise Failure(f"no diamond was finished: {out[insight]}")
            rates[insight].append(out[insight]["completed_per_s"])
            costs[insight].append((cpu_seconds(server.process.pid) - before[insight]) * 1000 / out[insight]["completed"])
    for kpi in ("deals", "amount"):  # each diamond begins with an event that they count
        if not counted(servers[True], kpi):
            raise Failure(f"the KPI {kpi} has counted no event, so its cost is not measured")
    for insight, server in servers.items():
        benches[insight].end(server)
    kept = sorted(100 * on / off for on, off in zip(rates[True], rates[False]))
    rate, cost = ({insight: statistics.median(values) for insight, values in found.items()} for found in (rates, costs))
    note = f"{rate[True]:,.0f}/s, without {rate[False]:,.0f}/s; medians of {LOADS} loads side by side, which kept {kept[0]:.0f} to {kept[-1]:.0f} %"
    table.add("diamonds kept with insight", statistics.median(kept), "%", 95, note=note)
    table.add("server CPU a diamond with insight", cost[True], "ms", digits=3, note=f"without {cost[False]:.3f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--data", type=Path, default=os.environ.get("BATON_BENCH_DATA"), help="the folder of the event logs")
    parser.add_argument("--seconds", type=float, default=5, help="of each load of the engine")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    build = options.build.resolve()
    table = Table()
    try:
        if options.data:
            data = Path(options.data)
            if not data.is_dir():
                parser.error(f"--data: expected a folder, found {data}")
            folder = data / "process" if (data / "process").is_dir() else data
            measure_logs(table, build, folder)
            measure_planted(table, build, folder)
        else:
            print("  note: no event logs: name their folder with --data or BATON_BENCH_DATA (docs/forecasts.md says where they come from)", file=sys.stderr)
        measure_series(table, build, ROOT / "tests/data/ads")
        out = subprocess.run([str(build / "bench/insight_figures")], stdout=subprocess.PIPE, text=True, timeout=900, check=True).stdout
        for row in json.loads(out):
            table.add(row["name"], row["value"], row["unit"], row["goal"], row["at_most"], row["digits"], row["note"])
        measure_reads(table, build)
        measure_cost(table, build, options.seconds)
    except (Failure, OSError, subprocess.SubprocessError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    table.print()
    if options.json:
        options.json.write_text(json.dumps(table.rows, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

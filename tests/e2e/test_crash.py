#!/usr/bin/env python3
"""kill -9 under load, five times: nothing acknowledged is lost, every run ends, every action keeps its key. Usage: test_crash.py [--build DIR]"""

import json
import random
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, Scratch, equal, expect, until  # noqa: E402
from scene import Scene, Senders  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
KILLS = 5
SEED = 20_260


class Crash:
    def __init__(self):
        self.scene = Scene(BUILD, Scratch("crash"))
        self.random = random.Random(SEED)
        self.shown = {}          # run id -> (revision, status), before a kill
        self.recoveries = []
        self.in_flight = 0

    def storm(self):
        """The history: load, kills and restarts; what was seen is checked afterwards."""
        print(f"     seed {SEED}", flush=True)
        senders = Senders(self.scene.server.port)
        for cycle in range(KILLS):
            enough = len(senders.acknowledged) + 60
            until(f"sixty more acknowledged orders before kill {cycle + 1}", lambda: len(senders.acknowledged) >= enough, 15)
            self.scene.simulator.control(delay=[{"path_prefix": "/http", "ms": 300, "times": 12}], drop=2)
            time.sleep(self.random.uniform(0.05, 0.35))
            for run in self.scene.admin.ok("GET", "/api/v1/runs?limit=500")["items"]:
                self.shown[run["id"]] = (run["revision"], run["status"])
            unfinished = self.scene.admin.ok("GET", "/api/v1/runs?limit=500&status=running")["items"]
            self.in_flight += len(unfinished)
            self.scene.server.process.kill()
            self.scene.server.wait()
            began = time.monotonic()
            self.scene.restart()
            self.recoveries.append(time.monotonic() - began)
            self.nothing_taken_back()
        time.sleep(0.2)
        senders.stop()
        self.senders = senders
        expect(len(senders.acknowledged) >= 300, f"inconclusive: only {len(senders.acknowledged)} acknowledged")
        expect(self.in_flight >= KILLS, f"inconclusive: {self.in_flight} runs under way at {KILLS} kills")

    def nothing_taken_back(self):
        now = {run["id"]: run for run in self.scene.admin.all("/api/v1/runs")}
        for number, (revision, status) in self.shown.items():
            expect(number in now, f"run {number} was shown and has vanished")
            expect(now[number]["revision"] >= revision, f"run {number}: revision {revision} was shown, now {now[number]['revision']}")
            expect(status not in ("succeeded", "failed") or now[number]["status"] == status, f"run {number} had {status}, now {now[number]['status']}")

    def loses_nothing(self):
        wanted = {f"order-{name}" for name in self.senders.acknowledged}

        def ended():
            runs = self.scene.admin.all("/api/v1/runs")
            return runs if all(run["status"] in ("succeeded", "failed") for run in runs) else None

        self.runs = until("every run to end", ended, 30, 0.25)
        keys = [run["key"] for run in self.runs]
        lost = wanted - set(keys)
        expect(not lost, f"{len(lost)} acknowledged orders without a run: {sorted(lost)[:5]}")
        doubled = {key for key in keys if keys.count(key) > 1} if len(keys) != len(set(keys)) else set()
        expect(not doubled, f"orders with two runs: {sorted(doubled)[:5]}")
        sent = wanted | {f"order-{name}" for name in self.senders.unknown}
        ghosts = set(keys) - sent
        expect(not ghosts, f"runs of orders that were refused or never sent: {sorted(ghosts)[:5]}")
        failed = [run["key"] for run in self.runs if run["status"] != "succeeded"]
        expect(not failed, f"runs that failed: {failed[:5]}")
        print(f"     {len(wanted)} acknowledged, {len(self.senders.unknown)} without an answer, {len(self.runs)} runs", flush=True)

    def performs_every_action(self):
        keys = {}
        for action in self.scene.simulator.seen()["actions"]:
            body = json.loads(action["subject"])
            expect(action["key"], f"an action without an idempotency key: {body}")
            keys.setdefault((body["order"], body["step"]), []).append((action["key"], action["effects"], action["asked"]))
        wanted = {(run["key"], step) for run in self.runs for step in ("book", "ship")}
        missing = wanted - set(keys)
        expect(not missing, f"{len(missing)} actions never reached the vendor: {sorted(missing)[:5]}")
        unstable = {place: found for place, found in keys.items() if len(found) > 1}
        expect(not unstable, f"{len(unstable)} actions under more than one key: {list(unstable.items())[:3]}")
        equal(set(keys) - wanted, set(), "actions that no run asked for")
        doubled = [place for place, found in keys.items() if found[0][1] != 1]
        expect(not doubled, f"effects more than once under a key that the vendor honours: {doubled[:5]}")
        again = sum(found[0][2] - 1 for found in keys.values())
        print(f"     {len(keys)} actions, {again} asked for again under the same key", flush=True)

    def recovers_quickly(self):
        expect(max(self.recoveries) < 5, f"ready again after {max(self.recoveries):.2f} s")
        print("     ready again after " + ", ".join(f"{took * 1000:.0f} ms" for took in self.recoveries), flush=True)


def main():
    runner = Runner("crash")
    crash = runner.make("the server boots", Crash)
    if runner.check(f"kill -9 under load, {KILLS} times", crash.storm):
        if runner.check("loses nothing that was acknowledged", crash.loses_nothing):
            runner.check("performs every action under one key", crash.performs_every_action)
        runner.check("recovers quickly", crash.recovers_quickly)
    crash.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

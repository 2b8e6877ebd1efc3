#!/usr/bin/env python3
"""What detectors watch, by a server over a real database whose figures reach back some weeks. Usage: test_detectors.py [--build DIR]"""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, Scratch, equal, expect, until  # noqa: E402
from scene import Scene  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()

# A conversion, a rate of errors and a length of time.
KPIS = {
    "won": "kpi: won\nkind: conversion\nfrom: { event: lead.created }\nto: { event: deal.won }\n",
    "failing": "kpi: failing\nkind: error_rate\nworkflows: [doomed]\n",
    "slow": "kpi: slow\nkind: time_to_market\nworkflows: [order]\nfigure: mean\nunit: minutes\n",
}
ON_ALARM = """\
workflow: on-alarm
on:
  - event: baton.detector.alarm
    key: event.data.detector
steps:
  note: { set: { said: "${trigger.data.sentence}" } }
"""
DAYS = 60
MINUTE = 60_000_000


class Detectors:
    def __init__(self):
        self.scene = Scene(BUILD, Scratch("detectors"), settings="retention: { every: 1s }\n")
        self.admin = self.scene.admin
        for folder in ("kpis", "detectors"):
            (self.scene.folder / folder).mkdir()
        for name, text in KPIS.items():
            (self.scene.folder / "kpis" / f"{name}.yaml").write_text(text)
        (self.scene.folder / "templates" / "on-alarm.yaml").write_text(ON_ALARM)

    def write(self, name, text):
        (self.scene.folder / "detectors" / f"{name}.yaml").write_text(text)

    def refuses_a_kpi_that_there_is_not(self):
        self.write("won", "detector: won\nseries:\n  kpi: wno\n")
        self.scene.server.kill()
        data = self.scene.server.data
        environment = {**os.environ, **self.scene.environment}
        words = [BUILD / "baton", "serve", "--listen", "127.0.0.1:0", "--data", data, "--config", self.scene.folder]
        refused = subprocess.run(words, capture_output=True, text=True, timeout=60, env=environment)
        equal(refused.returncode, 2, "exit code")
        told = refused.stdout + refused.stderr
        expect("won.yaml:3:3" in told and 'did you mean "won"?' in told, f"what is told: {told}")
        doctor = subprocess.run([BUILD / "baton", "doctor", "--config", self.scene.folder, "--data", data], capture_output=True, text=True, timeout=60, env=environment)
        expect("won.yaml:3:3" in doctor.stdout, f"doctor: {doctor.stdout} {doctor.stderr}")

    def tells_that_kpis_have_changed(self):
        for name in KPIS:
            self.write(name, f"detector: {name}\nowner: sales\nseries: {{ kpi: {name} }}\n")
        self.admin = self.scene.restart()
        equal([one["kpi"] for one in self.admin.ok("GET", "/api/v1/detectors")["items"]], sorted(KPIS), "what is watched")
        # Figures are counted anew once, which would take away what is put there below.
        equal(self.admin.post("/api/v1/events", {"type": "lead.created", "data": {}}).status, 202, "an event that counts")
        until("the KPI is counted", lambda: self.admin.ok("GET", "/api/v1/kpis/won")["count"] == 1)
        self.scene.server.kill()
        # The last day that is over for detectors.
        last = int(time.time() - 3600) // 86_400 - 1
        with sqlite3.connect(self.scene.server.data / "baton.db") as database:
            for day in range(last - DAYS, last + 1):
                now = day == last
                database.executemany("INSERT INTO kpi_days VALUES ('won', ?, ?, ?, 0)", [(day, "from", 400), (day, "to", 200 if now else 80 + day % 3)])
                runs = [("doomed", "succeeded", 350 if now else 495, 0), ("doomed", "failed", 150 if now else 5, 0)]
                runs.append(("order", "succeeded", 50, 50 * MINUTE * (120 if now else 10 + day % 3)))
                for workflow, what, count, spent in runs:
                    database.execute("INSERT INTO flow VALUES (?, ?, '', 1, '', ?, 8, ?, ?)", (workflow, day, what, count, spent))
            # They begin with the oldest day again, as those do that are new.
            database.execute("DELETE FROM settings WHERE name = 'detectors'")
        self.admin = self.scene.restart()
        events = until("the alarms are told", lambda: (lambda all: all if len(all) == len(KPIS) else None)(self.admin.all("/api/v1/events?type=baton.detector.alarm")), 30)
        alarms = {one["subject"]: one["data"] for one in events}
        expect("(50 %, expected 20" in alarms["won"]["sentence"], f"conversion: {alarms['won']}")
        expect("(30 %, expected 1 %)" in alarms["failing"]["sentence"], f"rate of errors: {alarms['failing']}")
        expect("(120 minutes, expected 11" in alarms["slow"]["sentence"], f"length: {alarms['slow']}")
        equal({one["direction"] for one in alarms.values()}, {"above"}, "directions")
        for name in KPIS:
            run = until(f"a workflow starts by {name}", lambda: self.admin.ok("GET", f"/api/v1/runs?workflow=on-alarm&key={name}")["items"])[0]
            until("it ends", lambda: self.admin.ok("GET", f"/api/v1/runs/{run['id']}")["status"] == "succeeded")
        shown = self.admin.ok("GET", "/api/v1/detectors/won?limit=3")
        equal((shown["kpi"], shown["kind"], len(shown["values"]), len(shown["alarms"])), ("won", "rate", 3, 1), f"the detector: {shown}")
        equal((shown["values"][-1]["value"], shown["values"][-1]["trials"]), (0.5, 400), "its last value")

    def tells_nothing_twice(self):
        before = len(self.admin.all("/api/v1/events?type=baton.detector.alarm"))
        self.scene.server.kill()
        self.admin = self.scene.restart()
        self.write("cost", "detector: cost\nseries: { event: ads.report, by: event.data.campaign, value: event.data.cost }\n")
        self.restart_with("cost")
        equal(len(self.admin.all("/api/v1/events?type=baton.detector.alarm")), before, "alarms")

    def restart_with(self, name):
        """Starts the server again, which then has the detector of that name too."""
        self.scene.server.kill()
        self.admin = self.scene.restart()
        until("the detector is there", lambda: self.admin.get(f"/api/v1/detectors/{name}").status == 200)

    def lets_the_series_give_way_that_was_silent_longest(self):
        for number in range(203):
            equal(self.admin.post("/api/v1/events", {"type": "ads.report", "data": {"campaign": f"c{number}", "cost": 1}}).status, 202, "a report")
        shown = until("all are taken", lambda: (lambda one: one if one["series_evicted"] == 3 else None)(self.admin.ok("GET", "/api/v1/detectors/cost")), 20)
        equal(shown["series"], 200, "series")
        expect(not {"c0", "c1", "c2"} & set(shown["keys"]) and "c202" in shown["keys"], f"series: {shown['keys']}")


def main():
    runner = Runner("detectors")
    detectors = runner.make("the server boots", Detectors)
    for name in ("refuses_a_kpi_that_there_is_not", "tells_that_kpis_have_changed", "tells_nothing_twice", "lets_the_series_give_way_that_was_silent_longest"):
        runner.check(name.replace("_", " "), getattr(detectors, name))
    detectors.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

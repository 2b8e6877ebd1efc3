#!/usr/bin/env python3
"""What Prometheus scrapes, and the alerts and the dashboard that are shipped for it. Usage: test_metrics.py [--build DIR]

promtool reads both, where it is: `./run test` takes it out of Debian's package prometheus, without installing that.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Client, Runner, Scratch, equal, expect, until  # noqa: E402
from scene import SECRET, Scene, delivery, order  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
ALERTS = ROOT / "config" / "ops" / "alerts.yaml"
DASHBOARD = ROOT / "config" / "ops" / "grafana.json"


def promtool():
    own = BUILD / "tools" / "usr" / "bin" / "promtool"
    return str(own) if own.is_file() else shutil.which("promtool")


def checked(arguments, given=None):
    done = subprocess.run([promtool(), "check", *arguments], input=given, capture_output=True, text=True)
    expect(done.returncode == 0, f"promtool check {arguments[0]}: {(done.stdout + done.stderr).strip()[:600]}")


class Metrics:
    def __init__(self):
        self.scene = Scene(BUILD, Scratch("metrics"))
        self.admin = self.scene.admin
        self.nobody = Client(self.scene.server.port)

    def scrape(self):
        answer = self.admin.get("/metrics")
        equal(answer.status, 200, "/metrics")
        return answer.body.decode()

    def has(self, line):
        until(f"the line {line}", lambda: line in self.scrape().splitlines())

    def send(self, name, total=50, kind="order.placed", secret=SECRET):
        body = order(name, total, kind)
        answer = self.nobody.post("/hooks/orders", body, headers=delivery(body, name, secret))
        equal(answer.status // 100, 2 if secret == SECRET else 4, f"the answer to {name}, {answer.body[:200]!r}")

    def counts_by_workflow_and_connection(self):
        self.send("m-1")
        self.has('baton_workflow_runs_succeeded_total{workflow="order"} 1')
        self.has('baton_workflow_runs{status="succeeded",workflow="order"} 1')
        self.has('baton_connection_attempts_total{connection="out",outcome="succeeded"} 2')
        self.has('baton_connection_attempt_seconds_count{connection="out"} 2')
        self.has('baton_hook_events_total{connection="orders"} 1')
        self.send("m-1")
        self.has("baton_events_repeated_total 1")
        expect('baton_hook_events_total{connection="orders"} 1\n' in self.scrape(), "a repeat is no event of the webhook")
        self.send("m-2", secret="another")
        self.has('baton_hook_refused_total{connection="orders"} 1')

    def counts_what_fails(self):
        self.scene.simulator.control(fail=[{"path_prefix": "/http/doomed", "status": 422, "times": 1}])
        self.send("m-3", kind="doomed.placed")
        self.has('baton_workflow_runs_failed_total{workflow="doomed"} 1')
        self.has('baton_connection_attempts_total{connection="out",outcome="permanent"} 1')
        self.has('baton_runs{status="failed"} 1')
        lines = [line for line in (self.scene.scratch / "scene-server.log").read_text().splitlines() if "has failed" in line]
        equal(len(lines), 1, "lines of the log about the run that failed")
        expect("doomed@1" in lines[0] and "out.post" in lines[0], lines[0])

    def tells_what_waits(self):
        self.send("m-4", total=5000)
        self.has("baton_approvals_open 1")
        self.has('baton_workflow_runs{status="waiting",workflow="order"} 1')
        self.has("baton_runs_open 1")

    def counts_what_comes_late(self):
        template = "workflow: twice\non: [{window: {event: seen, within: 1h, at_least: 2, late: 5m}}]\nsteps: {a: {set: {n: 1}}}\n"
        self.admin.ok("PUT", "/api/v1/templates/twice", template.encode(), headers={"Content-Type": "application/yaml"})
        self.admin.ok("POST", "/api/v1/events", {"type": "seen", "source": "shop", "time": "2026-01-01T00:00:00Z", "data": {}})
        self.has('baton_window_late_total{workflow="twice"} 1')

    def tells_of_the_machine(self):
        figures = dict(line.rsplit(" ", 1) for line in self.scrape().splitlines() if not line.startswith("#"))
        expect(float(figures["baton_database_bytes"]) > 100_000, f"database: {figures['baton_database_bytes']}")
        expect(float(figures["baton_disk_free_bytes"]) > 64 << 20, f"disk: {figures['baton_disk_free_bytes']}")
        expect(float(figures["process_resident_memory_bytes"]) > 5_000_000, f"memory: {figures['process_resident_memory_bytes']}")
        equal(figures["baton_reserve_reached"], "0", "the reserve")
        version = self.admin.ok("GET", "/api/v1/system")["version"]
        expect(any(name.startswith("baton_build_info{") and f'version="{version}"' in name for name in figures), "build")

    def has_all_that_is_asked_for(self):
        """Everything that an alert or a panel reads is in a scrape of this server, which by now has seen a bit of everything."""
        there = set(re.findall(r"^([a-z_]+)[{ ]", self.scrape(), re.M))
        rules = [line for line in ALERTS.read_text().splitlines() if not line.strip().startswith(("#", "summary:", "description:"))]
        asked = re.findall(r"\b(?:baton|process)_[a-z_]+", "\n".join(rules))
        for panel in json.loads(DASHBOARD.read_text())["panels"]:
            for target in panel.get("targets", []):
                asked += re.findall(r"\b(?:baton|process)_[a-z_]+", target["expr"])
        equal(sorted(set(asked) - there), [], "metrics that are read and not there")

    def is_clean(self):
        checked(["metrics"], self.scrape())
        checked(["rules", str(ALERTS)])


def main():
    runner = Runner("metrics")
    metrics = runner.make("the server boots", Metrics)
    checks = ("counts_by_workflow_and_connection", "counts_what_fails", "tells_what_waits", "counts_what_comes_late")
    for name in (*checks, "tells_of_the_machine", "has_all_that_is_asked_for"):
        runner.check(name.replace("_", " "), getattr(metrics, name))
    if promtool():
        runner.check("promtool finds nothing", metrics.is_clean)
    else:
        print("skipped: promtool is not there; without --no-build, ./run test fetches it", flush=True)
    metrics.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

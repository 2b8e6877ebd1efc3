#!/usr/bin/env python3
"""Makes tests/data/releases/VERSION: the data of a server of this release, with runs that have ended, that wait, and that failed.

Usage: releases.py [--build DIR] [--out DIR]     Once a release is out, what stands there is never made again: every later release must load it.
test_releases.py starts the server of today over it and goes on with its open runs.
"""

import argparse
import gzip
import json
import re
import signal
import sys
import tarfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Runner, Scratch, equal, until  # noqa: E402
from scene import Scene  # noqa: E402

FOLDER = ROOT / "tests/data/releases"
YAML = {"Content-Type": "application/yaml"}
# Each verb that needs no vendor. The actions are those of the scene's workflow `order`.
RELEASED = """\
workflow: released
title: A run of a release
on:
  - event: released.asked
    key: event.data.id
    inputs: { id: "${event.data.id}" }
inputs:
  id: string
context:
  why: "Asked for ${inputs.id}."
steps:
  note: { set: { text: "noted ${inputs.id}" } }
  agree:
    needs: note
    approve: { by: { group: ops }, of: "${steps.note.output}", ask: "Go on with ${inputs.id}?" }
  fill:
    needs: agree
    task: { by: { group: ops }, title: Fill it in, form: { words: integer } }
  part:
    needs: agree
    run: released-part
    with: { id: "${inputs.id}" }
  came:
    needs: [fill, part]
    wait: { event: released.came, when: event.data.id == inputs.id }
  rest: { needs: came, sleep: { for: 1s } }
  tell: { needs: rest, emit: { event: released.told, data: { id: "${inputs.id}" } } }
outputs:
  words: "${steps.fill.output.words}"
  part: "${steps.part.output.text}"
"""
PART = """\
workflow: released-part
inputs:
  id: string
steps:
  text: { set: { text: "a part of ${inputs.id}" } }
outputs:
  text: "${steps.text.output.text}"
"""
# How far each run of `released` is taken before the server stops.
STAGES = ("asked", "agreed", "filled", "done")


class Story:
    """What people and systems do with a run of `released`, one thing after another."""

    def __init__(self, admin, key):
        self.admin, self.key = admin, key

    def run(self):
        return self.admin.ok("GET", f"/api/v1/runs?workflow=released&key={self.key}")["items"][0]

    def step(self, name):
        shown = self.admin.ok("GET", f"/api/v1/runs/{self.run()['id']}")
        return next(step["status"] for step in shown["steps"] if step["name"] == name)

    def waits(self, name):
        until(f"{name} of {self.key} to wait", lambda: self.step(name) == "waiting")

    def ask(self):
        self.admin.ok("POST", "/api/v1/events", {"type": "released.asked", "data": {"id": self.key}})
        until(f"the run of {self.key}", lambda: self.admin.ok("GET", f"/api/v1/runs?workflow=released&key={self.key}")["items"])
        self.waits("agree")

    def agree(self):
        self.admin.ok("POST", f"/api/v1/approvals/{self.run()['id']}.agree/approve", {"comment": "as it was asked"})
        self.waits("fill")

    def fill(self):
        self.admin.ok("POST", f"/api/v1/tasks/{self.run()['id']}.fill/done", {"values": {"words": 340}})
        self.waits("came")

    def come(self):
        self.admin.ok("POST", "/api/v1/events", {"type": "released.came", "data": {"id": self.key}})
        until(f"the end of {self.key}", lambda: self.run()["status"] == "succeeded")
        outputs = self.admin.ok("GET", f"/api/v1/runs/{self.run()['id']}")["outputs"]
        equal(outputs, {"words": 340, "part": f"a part of {self.key}"}, f"outputs of {self.key}")

    def go_on(self, stage, until_stage="done"):
        """From one stage to another."""
        acts = {"asked": self.agree, "agreed": self.fill, "filled": self.come}
        for reached in STAGES[STAGES.index(stage) : STAGES.index(until_stage)]:
            acts[reached]()


def order(admin, key, total, kind="order.placed"):
    admin.ok("POST", "/api/v1/events", {"type": kind, "data": {"id": key, "total": total}})
    return lambda: admin.ok("GET", f"/api/v1/runs?key={key}")["items"]


def lives(scene):
    """Brings the runs of a new server into each state."""
    admin = scene.admin
    for name, text in (("released-part", PART), ("released", RELEASED)):
        admin.ok("PUT", f"/api/v1/templates/{name}", text, headers=YAML)
    for stage in STAGES:
        story = Story(admin, f"run-{stage}")
        story.ask()
        story.go_on("asked", stage)
    small, large = order(admin, "order-small", 20), order(admin, "order-large", 2000)
    until("the small order", lambda: [run for run in small() if run["status"] == "succeeded"])
    until("the large order to wait", lambda: [run for run in large() if run["status"] == "waiting"])
    scene.simulator.control(fail=[{"path_prefix": "/http/doomed", "status": 422, "times": 1}])
    doomed = order(admin, "order-doomed", 20, "doomed.placed")
    until("the order that fails", lambda: [run for run in doomed() if run["status"] == "failed"])


def told(admin):
    """What a later release must tell of each run just as well."""
    runs = {}
    for run in sorted(admin.all("/api/v1/runs"), key=lambda run: run["id"]):
        rows = admin.ok("GET", f"/api/v1/runs/{run['id']}/journal?limit=500")["items"]
        runs[run["id"]] = {"workflow": run["workflow"], "version": run["version"], "key": run["key"], "status": run["status"], "journal": rows}
    return runs


def nobodys(member):
    """A member of the archive that says nothing of who made it, and when."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = "root"
    return member


def make(build, out):
    scratch = Scratch("release")
    scene = Scene(build, scratch)
    lives(scene)
    kept = told(scene.admin)
    scene.server.signal(signal.SIGTERM)
    equal(scene.server.wait(), 0, "exit code of a stop")
    scene.simulator.kill()
    out.mkdir(parents=True, exist_ok=True)
    with gzip.GzipFile(out / "data.tar.gz", "wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(scene.server.data.iterdir()):
            if path.is_file() and path.suffix != ".lock":
                tar.add(path, path.name, filter=nobodys)
    (out / "runs.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    print(f"written: {out}")


def version():
    return re.search(r"project\(\s*baton\s+VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text(), re.I).group(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    runner = Runner("releases")
    runner.check("the data of this release is made", make, options.build.resolve(), options.out or FOLDER / version())
    runner.finish()


if __name__ == "__main__":
    main()

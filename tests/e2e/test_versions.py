#!/usr/bin/env python3
"""Versions of workflows, the files they come from, and what is set aside: by a server over real files and a real database.
Usage: test_versions.py [--build DIR]"""

import sqlite3
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Client, Runner, Scratch, equal, expect, until  # noqa: E402
from scene import Scene  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()

YAML = {"Content-Type": "application/yaml"}


def note(name, event="noted.only", value=1):
    return f"workflow: {name}\non: [{{ event: {event} }}]\nsteps: {{ one: {{ set: {{ n: {value} }} }} }}\n"


BOTH = """workflow: both
on: [{ event: both.asked }]
steps:
  came: { wait: { event: both.came, when: event.data.k == trigger.data.k } }
  okay: { approve: { by: { group: nobody-yet }, ask: "Go on?" } }
"""
ASK = """\
workflow: ask
on: [{ event: ask.asked }]
steps:
  okay: { approve: { by: { group: nobody-yet, not: requester }, ask: "May we ${trigger.data.what}?" } }
"""


class Versions:
    def __init__(self):
        self.scene = Scene(BUILD, Scratch("versions"))
        self.templates = self.scene.folder / "templates"
        self.admin = self.scene.admin

    def log(self):
        return (self.scene.scratch / "scene-server.log").read_text()

    def restart(self):
        self.scene.server.kill()
        self.admin = self.scene.restart()

    def listed(self):
        return {item["name"]: item for item in self.admin.ok("GET", "/api/v1/templates")["items"]}

    def send(self, kind, data=None):
        return self.admin.ok("POST", "/api/v1/events", {"type": kind, "data": data or {}})["id"]

    def runs(self, workflow):
        return self.admin.ok("GET", f"/api/v1/runs?workflow={workflow}")["items"]

    def a_workflow_is_switched_off_and_on(self):
        self.admin.ok("PUT", "/api/v1/templates/off", note("off", "off.asked"), headers=YAML)
        self.send("off.asked")
        until("its run", lambda: len(self.runs("off")) == 1)
        equal(self.admin.ok("POST", "/api/v1/templates/off/retire")["status"], "retired", "the answer")
        equal(self.admin.post("/api/v1/templates/off/retire").status, 409, "retired twice")
        missing = self.admin.post("/api/v1/templates/of/retire")
        equal(missing.status, 404, "one that is not there")
        expect("off" in missing.json.get("hint", "") + missing.json["detail"], f"no did-you-mean: {missing.json}")
        viewer = Client(self.admin.port, self.admin.ok("POST", "/api/v1/tokens", {"name": "looks", "role": "operator"})["token"])
        equal(viewer.post("/api/v1/templates/off/enable").status, 403, "an operator")
        self.restart()
        item = self.listed()["off"]
        equal((item["status"], item["retired"]["actor"]), ("retired", "token:admin"), "after a restart")
        seen = self.send("off.asked")
        until("the event to be stepped", lambda: self.admin.ok("GET", "/api/v1/system")["cursor"] >= seen)
        equal(len(self.runs("off")), 1, "runs of a retired workflow")
        why = self.admin.ok("GET", f"/api/v1/events/{seen}/why?workflow=off")
        expect("is retired by token:admin" in why["note"] and why["triggers"][0]["matched"], f"why of a retired workflow: {why}")
        nothing = self.admin.get(f"/api/v1/events/{seen}/why?workflow=of")
        expect(nothing.status == 404 and 'did you mean "off"?' in nothing.json["detail"], f"why of a workflow that is not there: {nothing.json}")
        shown = self.admin.get("/api/v1/templates/off")
        expect(shown.status == 404 and "is retired" in shown.json["detail"], f"a retired template: {shown.json}")
        checked = self.admin.ok("POST", "/api/v1/templates/validate", note("off", "off.asked"), headers=YAML)
        equal((checked["change"], checked["retired"]["actor"]), ("same", "token:admin"), "what publishing it would be")
        from_file = self.admin.call("PUT", "/api/v1/templates/off", note("off", "off.asked"), headers={**YAML, "Baton-File": "off.yaml"})
        expect(from_file.status == 409 and "template enable off" in from_file.json["detail"], f"from its file: {from_file.json}")
        equal(self.admin.ok("PUT", "/api/v1/templates/off", note("off", "off.asked", 2), headers=YAML)["version"], 2, "a new version")
        self.admin.ok("POST", "/api/v1/templates/off/retire")
        equal(self.admin.ok("POST", "/api/v1/templates/off/enable?version=1")["version"], 1, "an older version")
        self.send("off.asked")
        until("a run of the version that was switched on", lambda: [run["version"] for run in self.runs("off")] == [1, 1])
        equal(self.admin.ok("PUT", "/api/v1/templates/off", note("off", "off.asked", 3), headers=YAML)["version"], 3, "above all there are")

    def files_are_what_they_say(self):
        (self.templates / "b-same.yaml").write_text(note("shared", value=2))
        (self.templates / "a-same.YAML").write_text(note("shared", value=1))
        (self.templates / ".hidden.yaml").write_text(note("hidden"))
        (self.templates / "team").mkdir()
        (self.templates / "team" / "deep.yml").write_text(note("deep"))
        (self.templates / "old-name.yaml").write_text(note("renamed-later"))
        self.restart()
        listed = self.listed()
        expect("n: 1" in self.admin.ok("GET", "/api/v1/templates/shared")["yaml"], "the first file by name is published")
        equal(listed["shared"]["version"], 1, "versions of a workflow that two files name")
        expect("hidden" not in listed, "a hidden file is published")
        equal(listed["deep"]["file"], "team/deep.yml", "a file in a sub-folder")
        log = self.log()
        expect("b-same.yaml" in log and "workflow/doubled" in log, "two files of one workflow are not said")
        expect(".hidden.yaml is hidden" in log, "the hidden file is not said")
        (self.templates / "old-name.yaml").rename(self.templates / "new-name.yaml")
        (self.templates / "new-name.yaml").write_text(note("renamed"))
        self.restart()
        expect("baton template retire renamed-later" in self.log(), "a workflow whose file is gone is not said")
        equal(self.listed()["shared"]["version"], 1, "two files take turns")
        self.admin.ok("POST", "/api/v1/templates/deep/retire")
        self.restart()
        expect("starts nothing: the workflow deep is retired; baton template enable deep" in self.log(), "a retired file is not said")

    def a_template_that_no_longer_passes_is_set_aside(self):
        self.admin.ok("PUT", "/api/v1/templates/ask", ASK, headers=YAML)
        self.send("ask.asked", {"what": "go"})
        run = until("its run", lambda: self.runs("ask"))[0]["id"]
        self.scene.server.kill()
        self.edit("UPDATE templates SET yaml = replace(yaml, 'trigger.data.what', 'gone(1)') WHERE name = 'ask'")
        self.admin = self.scene.restart()
        item = self.listed()["ask"]
        equal(item["status"], "set_aside", "its status")
        expect("gone" in item["problem"], f"the cause: {item}")
        expect("degraded" in self.admin.get("/readyz").body.decode(), "/readyz does not say it")
        equal(self.admin.get(f"/api/v1/runs/{run}/why").status, 409, "why of its run")
        equal(self.admin.post(f"/api/v1/runs/{run}/cancel", {}).status, 202, "a command for its run")
        parked = until("the command is parked", lambda: self.admin.ok("GET", "/api/v1/parked")["items"])[0]
        expect("ask@1 no longer passes" in parked["cause"], f"the cause: {parked}")
        equal(self.admin.ok("GET", f"/api/v1/runs/{run}")["status"], "waiting", "its run")
        self.scene.server.kill()
        self.edit("UPDATE templates SET yaml = replace(yaml, 'gone(1)', 'trigger.data.what') WHERE name = 'ask'")
        self.admin = self.scene.restart()
        equal(self.admin.post(f"/api/v1/parked/{parked['event']}/replay").status, 202, "replay")
        until("what was parked to come through", lambda: self.admin.ok("GET", f"/api/v1/runs/{run}")["status"] == "cancelled")
        equal(self.admin.ok("GET", "/api/v1/parked")["items"], [], "parked events")

    def what_passed_by_is_found_once_the_template_passes_again(self):
        self.admin.ok("PUT", "/api/v1/templates/both", BOTH, headers=YAML)
        self.send("both.asked", {"k": "one"})
        run = until("its run", lambda: self.runs("both"))[0]["id"]
        approval = until("the approval", lambda: [one for one in self.admin.all("/api/v1/approvals?status=open") if one["run"] == run])[0]
        self.scene.server.kill()
        self.edit("UPDATE templates SET yaml = replace(yaml, 'trigger.data.k', 'gone(1)') WHERE name = 'both'")
        self.admin = self.scene.restart()
        seen = self.send("both.came", {"k": "one"})
        until("the event to be stepped", lambda: self.admin.ok("GET", "/api/v1/system")["cursor"] >= seen)
        refused = self.admin.post(f"/api/v1/approvals/{approval['id']}/approve", {})
        equal(refused.status, 409, "a decision that nothing can follow from")
        expect("no longer passes" in str(refused.json), f"the cause is not said: {refused.json}")
        self.scene.server.kill()
        self.edit("UPDATE templates SET yaml = replace(yaml, 'gone(1)', 'trigger.data.k') WHERE name = 'both'")
        self.admin = self.scene.restart()
        step = lambda: {one["name"]: one["status"] for one in self.admin.ok("GET", f"/api/v1/runs/{run}")["steps"]}  # noqa: E731
        until("the wait to find what passed by", lambda: step()["came"] == "succeeded")
        equal(step()["okay"], "waiting", "the approval")
        equal(self.admin.ok("GET", "/api/v1/parked")["items"], [], "parked events")

    def edit(self, statement):
        with sqlite3.connect(self.scene.server.data / "baton.db") as database:
            database.execute(statement)

    def an_approval_says_who_may_give_it(self):
        self.send("ask.asked", {"what": "sail"})
        item = until("the approval", lambda: [one for one in self.admin.all("/api/v1/approvals?status=open") if "sail" in one["ask"]])[0]
        shown = self.admin.ok("GET", f"/api/v1/approvals/{item['id']}")
        equal((shown["may"], shown["requester"]), ([], "token:admin"), "who may")
        expect("nobody-yet" in shown["problem"], f"that nobody can is not said: {shown}")
        expect("nobody may" in self.admin.ok("GET", f"/api/v1/runs/{item['run']}/why")["steps"][0]["because"], "why does not say it")
        ben = Client(self.admin.port, self.admin.ok("POST", "/api/v1/tokens", {"name": "ben", "role": "operator", "groups": ["nobody-yet"]})["token"])
        equal(self.admin.ok("GET", f"/api/v1/approvals/{item['id']}")["may"], ["ben"], "who may, once there is somebody")
        for _ in range(2):  # the second time its answer was lost
            equal(ben.post(f"/api/v1/approvals/{item['id']}/approve", {}).status, 200, "a decision, and its repeat")
        equal(ben.post(f"/api/v1/approvals/{item['id']}/reject", {}).status, 409, "another decision when it is over")
        equal(len(self.admin.ok("GET", f"/api/v1/approvals/{item['id']}")["decisions"]), 1, "decisions that are kept")

    def a_retry_knows_the_steps(self):
        self.send("ask.asked", {"what": "stay"})
        item = until("the approval", lambda: [one for one in self.admin.all("/api/v1/approvals?status=open") if "stay" in one["ask"]])[0]
        answer = self.admin.post(f"/api/v1/runs/{item['run']}/retry", {"step": "okey"})
        equal(answer.status, 404, "a step that is not there")
        expect("okay" in str(answer.json), f"no did-you-mean: {answer.json}")


CHECKS = (
    "a_workflow_is_switched_off_and_on", "files_are_what_they_say", "a_template_that_no_longer_passes_is_set_aside",
    "what_passed_by_is_found_once_the_template_passes_again",
    "an_approval_says_who_may_give_it", "a_retry_knows_the_steps",
)


def main():
    runner = Runner("versions")
    versions = runner.make("the server boots", Versions)
    for name in CHECKS:
        runner.check(name.replace("_", " "), getattr(versions, name))
    versions.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The data of each release in tests/data/releases, in the hands of the server of today: it says of the past what was said then, and goes on with what is open.
Usage: test_releases.py [--build DIR]"""

import json
import sys
import tarfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Failure, Runner, Scratch, equal, expect, until  # noqa: E402
from releases import FOLDER, STAGES, Story, told  # noqa: E402
from scene import Scene  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()

KEEPING = "retention:\n  runs: 3650d\n  events: 3650d\n"  # what is old stays, however long ago the release was


def missing(kept, now, where="runs"):
    """The first difference of what was kept; what there is besides now does not matter."""
    if isinstance(kept, dict) and isinstance(now, dict):
        for name, value in kept.items():
            if name not in now:
                return f"{where}.{name} is not there"
            if found := missing(value, now[name], f"{where}.{name}"):
                return found
        return None
    if isinstance(kept, list) and isinstance(now, list) and len(kept) <= len(now):
        return next((found for number, pair in enumerate(zip(kept, now)) if (found := missing(*pair, f"{where}[{number}]"))), None)
    return None if kept == now else f"{where}: kept {kept!r}, now {now!r}"


class Release:
    def __init__(self, folder):
        self.folder, self.scratch = folder, Scratch(f"release-{folder.name}")
        data = self.scratch / "scene-data"
        data.mkdir(mode=0o700)
        with tarfile.open(folder / "data.tar.gz") as packed:
            packed.extractall(data, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
        for path in data.iterdir():
            path.chmod(0o600)

    def is_loaded(self):
        try:
            self.scene = Scene(BUILD, self.scratch, settings=KEEPING)
        except Failure as failure:
            raise Failure(f"{failure}\n  As long as {self.folder.name} is not released, make its data anew: python3 tests/e2e/releases.py") from None
        self.admin = self.scene.admin

    def tells_what_it_told_then(self):
        kept = json.loads((self.folder / "runs.json").read_text())
        expect(len(kept) > len(STAGES), f"only {len(kept)} runs")
        equal(missing(kept, told(self.admin)), None, "the first difference")

    def goes_on_with_open_runs(self):
        for stage in STAGES[:-1]:
            Story(self.admin, f"run-{stage}").go_on(stage)

    def takes_an_approval_and_acts(self):
        run = self.admin.ok("GET", "/api/v1/runs?key=order-large")["items"][0]
        other = self.admin.ok("POST", "/api/v1/tokens", {"name": "after", "role": "approver", "groups": ["ops"]})["token"]
        self.admin.ok("POST", f"/api/v1/approvals/{run['id']}.agree/approve", {}, token=other)
        until("the large order", lambda: self.admin.ok("GET", f"/api/v1/runs/{run['id']}")["status"] == "succeeded")
        sent = [request["target"] for request in self.scene.simulator.seen()["requests"]]
        equal(sent, ["/http/ship"], "actions after the upgrade: what had succeeded is not done again")

    def retries_what_had_failed(self):
        run = self.admin.ok("GET", "/api/v1/runs?key=order-doomed")["items"][0]
        self.admin.ok("POST", f"/api/v1/runs/{run['id']}/retry", {})
        until("the order that had failed", lambda: self.admin.ok("GET", f"/api/v1/runs/{run['id']}")["status"] == "succeeded")

    def starts_new_runs_of_old_workflows(self):
        story = Story(self.admin, "run-after")
        story.ask()
        story.go_on("asked")

    def ends_with_whole_acts(self):
        verdict = self.admin.ok("GET", "/api/v1/audit/verify")
        expect(verdict["whole"], f"the chain of acts: {verdict}")
        self.scene.stop()


def main():
    runner = Runner("releases")
    folders = sorted(path for path in FOLDER.iterdir() if (path / "data.tar.gz").is_file()) if FOLDER.is_dir() else []
    runner.check("there are releases", expect, folders, f"no release in {FOLDER}")
    for folder in folders:
        release = Release(folder)
        for name in (
            "is_loaded", "tells_what_it_told_then", "goes_on_with_open_runs", "takes_an_approval_and_acts", "retries_what_had_failed",
            "starts_new_runs_of_old_workflows", "ends_with_whole_acts",
        ):
            if not runner.check(f"{folder.name} {name.replace('_', ' ')}", getattr(release, name)):
                break  # each stands on the one before
    runner.finish()


if __name__ == "__main__":
    main()

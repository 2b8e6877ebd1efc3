#!/usr/bin/env python3
"""Connectors that are programs, with a real server: the page docs/plugins.md done as it says, pick-up without a restart, crashes in the middle of runs.
Usage: test_plugins.py [--build DIR]"""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Runner, Scratch, Server, equal, expect, until  # noqa: E402
from snippets import blocks  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
PAGE = "docs/plugins.md"
EXAMPLES = ROOT / "docs/examples/plugins"
WORKFLOW = """workflow: book
on:
  - event: rent.due
steps:
  entry:
    do: ledger.book
    with: { account: rent, cents: "${trigger.data.cents}" }
    timeout: 5s
"""


def page(scratch):
    """Each command of the page, in its order, and what they print."""
    folder = scratch / "page"
    folder.mkdir()
    programs = scratch / "bin"
    programs.mkdir()
    (programs / "baton").symlink_to(BUILD / "baton")
    parts = [block.text for block in blocks(PAGE, "sh") if block.session == "plugins"]
    expect(len(parts) >= 5, f"{PAGE} marks {len(parts)} blocks to run")
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "BATON_INCLUDE": str(ROOT / "include"), "NO_COLOR": "1"}
    done = subprocess.run(["sh", "-e", "-c", "\n".join(parts)], cwd=folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    equal(done.returncode, 0, f"the commands of {PAGE}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
    equal(done.stdout.count("2 cases, 0 of them differ"), 2, f"manifests of {PAGE} whose tests pass")
    for said in ("https://desk.example/api/tickets", "/parcels/7%2F8/label", "Good morning, Ada", '"bytes": 16'):
        expect(said in done.stdout, f"{PAGE}: nothing printed {said!r}: {done.stdout[-2500:]}")


class Live:
    """A server with the ledger of the examples."""

    def __init__(self, scratch):
        self.config = scratch / "config"
        (self.config / "connectors").mkdir(parents=True)
        (self.config / "templates").mkdir()
        self.ledger = self.config / "connectors" / "ledger.py"
        self.program = (EXAMPLES / "ledger.py").read_text()
        self.database = scratch / "ledger.db"
        self.put("ledger.py", self.program)
        shutil.copy(EXAMPLES / "ledger.yaml", self.config / "connectors")
        (self.config / "templates" / "book.yaml").write_text(WORKFLOW)
        (self.config / "connections.yaml").write_text(f"connections:\n  ledger: {{ settings: {{ file: {self.database} }} }}\n  spool: {{ settings: {{ folder: {scratch.path} }} }}\n")
        self.server = Server(BUILD, scratch / "data", self.config, log=scratch / "log")
        self.client = self.server.ready()
        self.log = scratch / "log"

    def put(self, name, text):
        """Replaces a file at once, as the page says."""
        made = self.config / "connectors" / f".{name}"
        made.write_text(text)
        made.rename(self.config / "connectors" / name)

    def connection(self, name):
        items = self.client.get("/api/v1/connections").json["items"]
        return next((one for one in items if one["name"] == name), {})

    def due(self, number):
        event = {"specversion": "1.0", "type": "rent.due", "source": "test", "id": f"e-{number}", "data": {"cents": number}}
        sent = self.client.post("/events", event, headers={"Content-Type": "application/cloudevents+json"})
        equal(sent.status, 202, f"the answer to an event: {sent.body[:300]}")

    def booked(self):
        with sqlite3.connect(self.database) as db:
            return [row[0] for row in db.execute("SELECT cents FROM entries ORDER BY cents")]

    def picked_up(self):
        """How often connectors have been read again."""
        return self.log.read_text(errors="replace").count("connectors are used as their files are now")

    def runs(self, status):
        return [one for one in self.client.get("/api/v1/runs?limit=500").json["items"] if one["status"] == status]


def acts(live):
    """A workflow acts through a program."""
    live.due(1)
    until("the run to succeed", lambda: len(live.runs("succeeded")) == 1)
    equal(live.booked(), [1], "entries")


def survives_crashes(live):
    """A program that dies after it has booked: Baton looks, finds the entry, and books nothing twice."""
    crash = live.program.replace("        return self.look(key)\n\n    def look", "        import os\n\n        os.abort()\n\n    def look", 1)
    expect(crash != live.program, "the example has changed: mend this test")
    before = live.picked_up()
    live.put("ledger.py", crash)
    until("the program to be picked up", lambda: live.picked_up() > before, seconds=20)
    live.due(2)
    until("the run to succeed", lambda: len(live.runs("succeeded")) == 2, seconds=60)
    equal(live.booked(), [1, 2], "entries after a crash")
    live.put("ledger.py", live.program)


def refuses_what_is_broken(live):
    """A program that does not start takes nobody's place."""
    live.put("ledger.py", "raise SystemExit('broken on purpose')\n")
    until("the refusal", lambda: "ledger.py" in live.connection("ledger").get("refused", ""), seconds=20)
    equal(live.connection("ledger")["state"], "ready", "state with a refused program")
    listed = subprocess.run(
        [str(BUILD / "baton"), "--url", f"http://127.0.0.1:{live.server.port}", "--token-file", str(live.server.data / "admin.token"), "connectors", "ls", "-o", "wide"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=30,
    )
    expect("new files refused" in listed.stdout, f"connectors ls: {listed.stdout}{listed.stderr}")
    live.put("ledger.py", live.program)
    until("the program to be mended", lambda: live.connection("ledger").get("refused") == "", seconds=20)


def picks_up_a_library(live):
    """A library that is dropped into the folder is used, and one that is taken away is not."""
    equal(live.connection("spool")["state"], "inactive", "state without its library")
    target = live.config / "connectors" / "spool.so"
    shutil.copy(BUILD / "plugins" / "spool.so", target.with_name(".spool"))
    target.with_name(".spool").rename(target)
    until("the library to be picked up", lambda: live.connection("spool")["state"] == "ready", seconds=20)
    checks = live.client.ok("POST", "/api/v1/connections/spool/test")["checks"]
    equal([one["what"] for one in checks], ["configuration", "program", "answer"], "checks of a test")
    target.unlink()
    until("the library to be withdrawn", lambda: live.connection("spool")["state"] == "inactive", seconds=20)


def main():
    runner = Runner("plugins")
    scratch = Scratch("plugins")
    runner.check("the page, done as it says", page, scratch)
    live = Live(scratch)
    runner.check("a workflow acts through a program", acts, live)
    runner.check("a program that crashes", survives_crashes, live)
    runner.check("a program that is broken", refuses_what_is_broken, live)
    runner.check("a library that comes and goes", picks_up_a_library, live)
    live.server.kill()
    runner.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""`baton dev`: what it says while somebody writes. Usage: test_dev.py [--build DIR]"""

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Failure, Runner, Scratch, equal, expect  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
WITHIN = 20  # seconds; a round is far shorter, but on a busy machine its process may wait


class Watching:
    """`baton dev -o ndjson`, which prints a document for each round."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [str(BUILD / "baton"), "dev", str(folder), "-o", "ndjson"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        self.rounds = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.rounds.put(json.loads(line))

    def round(self, what):
        try:
            return self.rounds.get(timeout=WITHIN)
        except queue.Empty:
            raise Failure(f"waited {WITHIN} s for the round after {what}") from None

    def end(self):
        self.process.terminate()
        self.process.wait()
        return self.process.stderr.read()


class Dev:
    def __init__(self):
        self.folder = Scratch("dev").path
        self.template = self.folder / "config" / "templates" / "hello.yaml"
        self.baton("init", self.folder)
        self.text = self.template.read_text()

    def baton(self, *words, code=0):
        command = [str(BUILD / "baton"), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, cwd=self.folder)
        equal(done.returncode, code, f"baton {' '.join(map(str, words))}: {done.stdout[-500:]}{done.stderr[-500:]}")
        return done.stdout, done.stderr

    def once(self):
        """One round, as CI has it."""
        out, errors = self.baton("dev", "--once")
        for part in ("passed  config/scenarios/hello.scenario.yaml", "by hello.said of events/hello.said.json:", "hello  succeeded", "breathe"):
            expect(part in out, f"no {part!r} in {out}")
        expect("all is well" in errors, f"the end: {errors}")
        self.template.write_text(self.text.replace("needs: greeting", "needs: greting"))
        out, errors = self.baton("dev", "--once", code=1)
        expect('did you mean "greeting"?' in out, f"the mistake: {out}")
        self.template.write_text(self.text)
        event = self.folder / "events" / "hello.said.json"
        data = event.read_text()
        event.write_text('{"nam": "Ada"}')
        out, errors = self.baton("dev", "--once", code=1)
        expect('hello  error: inputs: name: event.data.name: there is no field "name"' in out, f"what cannot be evaluated: {out}")
        expect("has failed" not in errors, f"the log of a world that is made up: {errors}")
        event.write_text(data)

    def watch(self):
        """A round for each save, with what has changed of the way of the event."""
        watching = Watching(self.folder)
        try:
            first = watching.round("the start")
            equal((first["ok"], [one["result"] for one in first["scenarios"]]), (True, ["passed"]), "the first round")
            self.template.write_text(self.text.replace("  breathe:\n", '  breathe:\n    when: inputs.name == "Bo"\n'))
            changed = watching.round("a change of a template")
            way = {one["step"]: one for one in changed["workflows"][0]["steps"]}
            equal(way["breathe"], {"step": "breathe", "status": "skipped", "before": "succeeded"}, "the step that is skipped now")
            equal((changed["ok"], changed["scenarios"][0]["result"]), (False, "failed"), "its scenario")
            self.template.write_text("workflow: hello\n")
            equal(watching.round("a mistake")["files"][0]["ok"], False, "the file with a mistake")
            beside = self.template.with_suffix(".new")
            beside.write_text(self.text)
            beside.rename(self.template)  # as editors save
            mended = watching.round("a file that was put in place of the other")
            before = {one["step"]: one.get("before") for one in mended["workflows"][0]["steps"]}
            equal((mended["ok"], before["breathe"]), (True, "skipped"), "the round after it was mended")
            (self.folder / "events" / "hello.said.json").write_text('{"name": "Bo"}')
            equal(watching.round("another event")["scenarios"], [], "scenarios for which an event does not matter")
            (self.folder / "config" / "routes" / "legal-review.yaml").write_text("route: [\n")
            expect(watching.round("a table that is wrong")["scenarios"], "all scenarios are played when a table changes")
            expect(watching.process.poll() is None, "it ended")
        finally:
            errors = watching.end()
        equal(errors, "", "what it says on stderr to programs")


def main():
    runner = Runner("dev")
    dev = runner.make("a folder is written", Dev)
    for name in ("once", "watch"):
        runner.check(f"{name}: {getattr(Dev, name).__doc__}", getattr(dev, name))
    runner.finish()


if __name__ == "__main__":
    main()

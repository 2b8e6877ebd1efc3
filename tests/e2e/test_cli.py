#!/usr/bin/env python3
"""The command line against a running server: what scripts rely on. Usage: test_cli.py [--build DIR]"""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Client, Runner, Scratch, equal, expect, until  # noqa: E402
from scene import ORDER, Scene  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()


class Cli:
    def __init__(self):
        self.scratch = Scratch("cli")
        self.scene = Scene(BUILD, self.scratch)

    def baton(self, *words, code=0, **environment):
        """Runs `baton WORDS`; the exit code must be `code`. Returns what it said on (stdout, stderr)."""
        settings = {"BATON_URL": f"http://127.0.0.1:{self.scene.server.port}", "BATON_DATA_DIR": str(self.scene.server.data), **environment}
        done = subprocess.run(
            [str(BUILD / "baton"), "--config", str(self.scene.folder), *words], capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL,
            env={**os.environ, **self.scene.environment, **settings}, cwd=self.scratch.path,
        )
        expect(done.returncode == code, f"baton {' '.join(words)}: expected exit {code}, came {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}")
        expect("\033[" not in done.stdout + done.stderr, f"colour without a terminal: {done.stdout[:200]!r}")
        return done.stdout, done.stderr

    def file(self, name, text):
        path = self.scratch / name
        path.write_text(text)
        return str(path)

    def helps(self):
        out, _ = self.baton("--help")
        examples = [line for line in out.splitlines()[:4] if line.startswith("  baton ")]
        equal(len(examples), 3, "examples at the top of --help")
        expect(self.baton("version")[0].startswith("baton "), "version")
        _, errors = self.baton("runz", code=2)
        expect(errors.startswith("error: "), f"an unknown command: {errors}")

    def fails_when_its_output_is_lost(self):
        """A reader that is gone has seen enough, and a disk that is full is a failure. The whole help takes several writes, so that one before the last fails."""

        def printed_to(output):
            done = subprocess.run([str(BUILD / "baton"), "help", "--markdown"], stdout=output, stderr=subprocess.PIPE, text=True, timeout=20, stdin=subprocess.DEVNULL)
            return done.returncode, done.stderr

        reader, writer = os.pipe()
        os.close(reader)
        with open(writer, "wb") as nobody_reads:
            equal(printed_to(nobody_reads), (0, ""), "help for a reader that is gone")
        with open("/dev/full", "wb") as full:
            code, errors = printed_to(full)
        expect(code == 6 and "not everything could be printed" in errors, f"help on a full disk: {code}, {errors}")

    def lints(self):
        _, note = self.baton("template", "lint", self.file("good.yaml", ORDER))
        expect("0 errors" in note, f"a good template: {note}")
        broken = self.file("broken.yaml", ORDER.replace("needs: book\n", "needs: boook\n"))
        out, errors = self.baton("template", "lint", broken, code=1)
        text = out + errors
        for part in ('error: unknown step "boook" in needs', "--> ", "broken.yaml:", '^^^^^', 'did you mean "book"?'):
            expect(part in text, f"no {part!r} in {text}")
        out, _ = self.baton("template", "lint", "-o", "json", broken, code=1)
        findings = json.loads(out)["files"][0]["findings"]
        expect(any(one["severity"] == "error" and one["line"] > 0 for one in findings), f"findings: {findings}")

    def applies(self):
        changed = self.file("order.yaml", ORDER.replace("title: Order", "title: Applied"))
        out, _ = self.baton("template", "diff", "-f", changed, code=1)
        expect("-title: Order" in out and "+title: Applied" in out, f"template diff: {out}")
        self.baton("template", "apply", "-f", changed)
        self.baton("template", "diff", "-f", changed)
        shown = json.loads(self.baton("template", "show", "order", "-o", "json")[0])
        equal((shown["title"], shown["version"]), ("Applied", 2), "template after apply")

    def goes_back_to_a_version(self):
        self.baton("template", "diff", "order@1", "order@2", code=1)
        self.baton("template", "rollback", "order")
        equal(json.loads(self.baton("template", "show", "order", "-o", "json")[0])["version"], 1, "version after rollback")
        self.baton("template", "rollback", "order", code=5)
        self.baton("template", "enable", "order", "2")

    def tries_connections(self):
        expect("base_url" in self.baton("connectors", "show", "out")[0], "connectors show")
        out, _ = self.baton("connectors", "test", "out")
        expect("✓ succeeded" in out and "HTTP" in out, f"connectors test: {out}")
        self.baton("connectors", "test", "nobody", code=4)

    def sends_and_follows(self):
        out, _ = self.baton("events", "send", "order.placed", "-d", '{"id": "cli-1", "total": 20}')
        expect(out.startswith("evt_"), f"events send: {out}")

        def run():
            items = json.loads(self.baton("runs", "ls", "-o", "json")[0])["items"]
            return [item for item in items if item["key"] == "cli-1" and item["status"] == "succeeded"]

        number = until("the run", run)[0]["id"]
        expect("book" in self.baton("runs", "show", number)[0], "runs show")
        expect(number in self.baton("runs", "ls", "-o", "name")[0].split(), "runs ls -o name")
        self.baton("runs", "watch", number)
        self.baton("runs", "why", number)
        expect("run succeeded" in self.baton("runs", "logs", number)[0], "runs logs")
        expect("nothing has failed" in self.baton("runs", "logs", number, "--failed")[1], "runs logs --failed")
        out, _ = self.baton("events", "ls", "type:order.*", "since:1h")
        expect(f"started {number}" in out, f"events ls: {out}")
        expect("nothing matches" in self.baton("events", "ls", "-q", "type:order.placed nobody")[1], "events ls that finds nothing")
        out, _ = self.baton("events", "replay", self.baton("events", "tail", "--once", "--type", "order.placed", "-n", "1", "-o", "name")[0].split()[0])
        expect("is processed again as evt_" in out, f"events replay: {out}")
        self.baton("runs", "show", "run_0000000000000", code=4)
        self.baton("runs", "retry", number, code=5)
        expect("cannot be retried" in self.baton("runs", "retry", number, "--dry-run", code=1)[0], "runs retry --dry-run")
        out, _ = self.baton("runs", "retry", number, "--from-start", "--dry-run")
        expect("starts order v" in out and "may happen twice" in out, f"runs retry --from-start --dry-run: {out}")

    def simulates(self):
        def played(text, code=0):
            out, _ = self.baton("template", "simulate", self.file("draft.yaml", text), "--last", "5", "-o", "json", code=code)
            simulation = json.loads(out)
            return simulation, next(one for one in simulation["events"] if one["run"])

        before = self.baton("runs", "ls", "-o", "name")[0], self.baton("events", "tail", "--once", "-n", "50", "-o", "name")[0]
        simulation, event = played(ORDER)
        equal((simulation["workflow"], event["result"], event["changes"]), ("order", "same_path", []), "the same text")
        equal([step["step"] for step in event["draft"]["steps"]], ["book", "agree", "ship"], "the steps of the way")
        _, event = played(ORDER.replace(">= 1000.0", ">= 15.0"))
        equal((event["result"], [change["step"] for change in event["changes"]]), ("new_path", ["agree"]), "an approval for smaller orders")
        equal(played(ORDER.replace("total >= 10", "total >= 30"))[1]["result"], "would_not_start", "a trigger for larger orders")
        _, event = played(ORDER.replace("event.data.total >= 10", "event.data.amount >= 10"), code=1)
        expect(event["result"] == "error" and "amount" in event["draft"]["error"], f"a member that events do not have: {event}")
        out, note = self.baton("template", "simulate", self.file("draft.yaml", ORDER))
        expect("same path" in out and "an approval is given" in note, f"template simulate: {out}{note}")
        _, errors = self.baton("template", "simulate", self.file("draft.yaml", ORDER.replace("needs: book\n", "needs: boook\n")), code=1)
        expect('did you mean "book"?' in errors, f"a draft with a mistake: {errors}")
        after = self.baton("runs", "ls", "-o", "name")[0], self.baton("events", "tail", "--once", "-n", "50", "-o", "name")[0]
        equal(after, before, "runs and events after simulations")

    def decides(self):
        self.baton("events", "send", "order.placed", "-d", '{"id": "cli-2", "total": 2000}')
        approval = until("the approval", lambda: [one for one in self.baton("approvals", "ls", "-o", "name")[0].split() if one.endswith(".agree")])[0]
        run = approval.split(".")[0]
        self.baton("runs", "pause", run, "--reason", "month end")
        until("the pause", lambda: json.loads(self.baton("runs", "show", run, "-o", "json")[0])["status"] == "paused")
        self.baton("runs", "resume", run)
        until("the end of the pause", lambda: json.loads(self.baton("runs", "show", run, "-o", "json")[0])["status"] != "paused")
        out, _ = self.baton("runs", "skip", run, "agree", "--dry-run", code=1)
        expect("agree  cannot be skipped" in out and "that is decided, not skipped" in out, f"runs skip --dry-run: {out}")
        _, errors = self.baton("approvals", "approve", approval, code=3)
        expect("may not" in errors, f"the requester's own approval: {errors}")
        other = Client(self.scene.server.port, self.scene.server.admin_token()).ok("POST", "/api/v1/tokens", {"name": "other", "role": "operator", "groups": ["ops"]})["token"]
        self.baton("approvals", "approve", approval, BATON_TOKEN=other)
        self.baton("runs", "watch", approval.split(".")[0])

    def tells_what_is_wrong(self):
        _, errors = self.baton("runs", "ls", code=6, BATON_URL="http://127.0.0.1:9")
        expect("error: " in errors and "127.0.0.1:9" in errors, f"nobody there: {errors}")
        self.baton("runs", "ls", code=3, BATON_TOKEN="bt_" + "A" * 43)
        _, errors = self.baton("runs", "show", "run_0000000000000", "-o", "json", code=4)
        equal(json.loads(errors)["status"], 404, "problem on stderr with -o json")


def main():
    runner = Runner("cli")
    cli = runner.make("the server boots", Cli)
    for name in ("helps", "fails_when_its_output_is_lost", "lints", "applies", "goes_back_to_a_version", "tries_connections", "sends_and_follows", "simulates", "decides", "tells_what_is_wrong"):
        runner.check(name.replace("_", " "), getattr(cli, name))
    cli.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

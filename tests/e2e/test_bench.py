#!/usr/bin/env python3
"""The benchmark of the console at a small scale: it measures everything and ends, and the server reads the history that it makes as its own.
No figure is looked at. Usage: test_bench.py [--build DIR]"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Runner, Scratch, Server, equal, expect  # noqa: E402

sys.path.insert(0, str(ROOT / "bench"))
import long_history  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
RUNS, JOURNAL = 300, 3_000
SECONDS_MAX = 240
MEASURES = ["history: runs", "engine: top speed", "run list with filters p95", "run page p95", "overview p95", "words p95", "run page, long run p95"]
MEASURES += ["engine: lost at half its speed", "engine: lost at its top speed", "peak RSS", "5 streams at 500 changes/s"]


class Bench:
    def __init__(self):
        self.scratch = Scratch("bench-console")
        self.folder = self.scratch / "history"

    def bench(self, *options):
        command = [sys.executable, "bench/console.py", "--build", BUILD, "--runs", RUNS, "--journal", JOURNAL, "--history", self.folder]
        command += ["--seconds", 0.5, "--pairs", 1, "--streams", 5, "--readers", 1, *options]
        return subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS_MAX)

    def measures_everything(self):
        figures = self.scratch / "figures.json"
        done = self.bench("--json", figures)
        equal(done.returncode, 0, f"the exit code; {done.stderr[-2000:]}")
        equal([row["name"] for row in json.loads(figures.read_text())], MEASURES, "the measures")
        expect("run list with filters p95" in done.stdout, f"no table: {done.stdout}")

    def says_what_it_cannot_take(self):
        equal(self.bench("--journal", 5).returncode, 2, "the exit code for too few journal rows")
        equal(self.bench("nothing").returncode, 2, "the exit code for an unknown measurement")

    def serves(self):
        """A server on the history. Its connections are not needed to read."""
        folder = self.scratch / "config"
        folder.mkdir()
        self.server = Server(BUILD, self.folder / "data", folder, log=self.scratch / "server.log")
        self.client = self.server.ready()

    def the_server_reads_each_run_as_its_own(self):
        self.serves()
        runs = [run for run in self.client.all("/api/v1/runs") if run["workflow"] != "diamond"]
        equal(len(runs), RUNS, "the runs of the history")
        stands = Counter()
        for run in runs:
            shown = self.client.ok("GET", f"/api/v1/runs/{run['id']}")
            equal(shown["status"], run["status"], f"the status of {run['id']}")
            entries = self.client.ok("GET", f"/api/v1/runs/{run['id']}/journal?limit=500")["items"]
            expect(entries and entries[0]["transitions"][0]["is"] == "RunStarted", f"the journal of {run['id']} begins with {entries[:1]}")
            self.client.ok("GET", f"/api/v1/runs/{run['id']}/why")
            self.client.ok("GET", f"/api/v1/events/{run['trigger']}")
            stands[run["status"]] += 1
        for status, count in stands.items():
            total = self.client.ok("GET", f"/api/v1/runs?status={status}&limit=1")["total"]
            expect(total >= count, f"{count} runs are {status}, the counts say {total}")

    def words_and_figures_are_there(self):
        key = long_history.key_of(RUNS - 7)
        found = self.client.ok("GET", f"/api/v1/runs?q={key.replace('-', '+')}")["items"]
        equal([run["key"] for run in found], [key], "what the words of a key find")
        stats = self.client.ok("GET", "/api/v1/stats")
        expect(stats["started"] > 0 and stats["usual"]["days"] == 7, f"figures: {stats}")
        expect(self.client.ok("GET", "/api/v1/attention")["items"], "nothing needs attention")

    def run(self):
        runner = Runner("bench")
        if runner.check("measures everything, and ends", self.measures_everything):
            runner.check("says what it cannot take", self.says_what_it_cannot_take)
            runner.check("the server reads each run of the history as its own", self.the_server_reads_each_run_as_its_own)
            runner.check("words and figures are there", self.words_and_figures_are_there)
        runner.finish()


if __name__ == "__main__":
    Bench().run()

#!/usr/bin/env python3
"""Runs the fuzz targets, two at a time. The last line is `N passed, N failed`; exit 0 only without failures.

Usage: run.py [--build DIR] [--seconds N] [--seed N] [--jobs N] [--keep] [NAME…]   none means all of them.
A target first runs each input that failed once (tests/fuzz/regressions/NAME/), then fuzzes for so many seconds from tests/fuzz/corpus/NAME/ and from
what earlier runs found, which is kept under the build. A crash, a leak, a hang, undefined behaviour or a property that does not hold fails it, and
the input becomes a regression. --keep does not fuzz: it chooses from what was found the few files for tests/fuzz/corpus/NAME/ that cover most.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "tests" / "fuzz"
LENGTHS = {"calendar": 512, "cel": 512, "http": 4_096, "ids": 256, "json": 4_096, "rows": 4_096, "template": 4_096, "times": 64, "url": 512}
LENGTH = 2_048
SECONDS_PER_INPUT = 10
# A fuzzer that hardly ran has found nothing out.
INPUTS_MIN = 1_000
KEPT_FILES_MAX, KEPT_BYTES_MAX = 60, 60_000
TELLING = re.compile(r"ERROR|SUMMARY|does not hold|runtime error|terminate|what\(\)|did not end|ensure")


class Target:
    def __init__(self, program, work):
        self.program, self.name = program, program.name.removeprefix("fuzz_")
        self.corpus, self.found = work / self.name, work / f"{self.name}-found"
        self.seeds, self.regressions = HERE / "corpus" / self.name, HERE / "regressions" / self.name
        self.passed = self.failed = 0
        self.corpus.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.found, ignore_errors=True)
        self.found.mkdir()

    def call(self, *arguments, seconds):
        # Rating inputs by how rare what they reach is takes most of so short a time: without that, template sees twice as many.
        options = ["-entropic=0", f"-timeout={SECONDS_PER_INPUT}", "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={self.found}/"]
        try:
            done = subprocess.run([self.program, *options, *arguments], capture_output=True, text=True, errors="replace", timeout=seconds, cwd=self.found)
        except subprocess.TimeoutExpired as late:
            done = subprocess.CompletedProcess(late.cmd, -1, "", f"did not end within {seconds} s")
        return done

    def count(self, good, text):
        self.passed, self.failed = self.passed + good, self.failed + (not good)
        print(f"{'ok  ' if good else 'FAIL'} {self.name}: {text}", flush=True)

    def fault(self, done):
        return " | ".join([line for line in done.stderr.splitlines() if TELLING.search(line)][:4]) or done.stderr[-300:]

    def run(self, seconds, seed):
        regressions = sorted(self.regressions.glob("*"))
        for path in regressions:
            done = self.call(path, seconds=60)
            if done.returncode != 0:
                self.count(False, f"{path.relative_to(ROOT)}: {self.fault(done)}")
            else:
                self.passed += 1
        length = LENGTHS.get(self.name, LENGTH)
        done = self.call(f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={length}", self.corpus, self.seeds, seconds=seconds + 120)
        inputs = int((re.search(r"number_of_executed_units: (\d+)", done.stderr) or [0, 0])[1])
        if done.returncode == 0 and inputs >= INPUTS_MIN:
            shape = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)/(\S+)", done.stderr)[-1]
            return self.count(True, f"{inputs} inputs, {shape[0]} edges, {shape[2]} kept ({shape[3]}), {len(regressions)} replayed")
        self.regressions.mkdir(parents=True, exist_ok=True)
        kept = [str(Path(shutil.copy(path, self.regressions)).relative_to(ROOT)) for path in sorted(self.found.iterdir())]
        why = self.fault(done) if done.returncode else f"inconclusive: {inputs} inputs only"
        return self.count(False, f"{why}; {', '.join(kept) or 'no input was kept'}")

    def keep(self):
        # By edges alone, without how often each is passed: a seed need not repeat what the fuzzer finds again within a second.
        control, merged = self.found / "control", self.found / "merged"
        merged.mkdir()
        done = self.call("-set_cover_merge=1", "-use_counters=0", f"-merge_control_file={control}", merged, self.seeds, self.corpus, seconds=600)
        if done.returncode != 0:
            return self.count(False, self.fault(done))
        lines = control.read_text().splitlines()
        files = [Path(line) for line in lines[2 : 2 + int(lines[0])]]
        covers = {files[int(words[1])]: set(words[2:]) for words in map(str.split, lines) if words[:1] == ["FT"]}
        every, covered, chosen, size = set().union(*covers.values()), set(), {}, 0
        while covers and len(chosen) < KEPT_FILES_MAX:
            path = max(covers, key=lambda path: (len(covers[path] - covered), -path.stat().st_size, path.name))
            data, edges = path.read_bytes(), covers.pop(path)
            if edges <= covered:
                break
            if size + len(data) <= KEPT_BYTES_MAX:
                chosen[hashlib.sha1(data).hexdigest()[:12]] = data
                covered, size = covered | edges, size + len(data)
        shutil.rmtree(self.seeds, ignore_errors=True)
        self.seeds.mkdir(parents=True)
        for name, data in chosen.items():
            (self.seeds / name).write_bytes(data)
        return self.count(True, f"{len(chosen)} files, {size} bytes, pass {len(covered)} of {len(every)} edges")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "fuzz", help="where the preset fuzz was built")
    parser.add_argument("--seconds", type=int, default=4, help="of each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", action="store_true", help="choose the seeds from what was found")
    parser.add_argument("name", nargs="*", help="targets; none means all")
    options = parser.parse_args()
    programs = {path.name.removeprefix("fuzz_"): path.resolve() for path in sorted((options.build / "fuzz").glob("fuzz_*"))}
    written = {path.stem.removeprefix("fuzz_") for path in HERE.glob("fuzz_*.cpp")}
    missing = sorted((set(options.name) or written) - set(programs))
    if missing:
        sys.exit(f"error: no target {', '.join(missing)}\nhelp: cmake --preset fuzz && cmake --build --preset fuzz; targets: {', '.join(sorted(written))}")
    targets = [Target(path, options.build.resolve() / "corpus") for name, path in programs.items() if not options.name or name in options.name]
    print(f"{len(targets)} targets, {'merging' if options.keep else f'{options.seconds} s each, seed {options.seed}'}", flush=True)
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda target: target.keep() if options.keep else target.run(options.seconds, options.seed), targets))
    print(f"{sum(target.passed for target in targets)} passed, {sum(target.failed for target in targets)} failed")
    sys.exit(1 if any(target.failed for target in targets) else 0)


if __name__ == "__main__":
    main()

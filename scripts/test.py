#!/usr/bin/env python3
"""Runs every test there is against a build and adds up. The last line is `N passed, N failed`; exit 0 only without failures.

Usage: test.py [--build DIR] [NAME…]   NAME: a group (rooms unit contract scenario simulation conformance sanitized fuzz hostile vendors
e2e console journeys), or one program of it, such as unit_engine; none means all of them.
Programs run side by side, one a processor; of what needs Node or a browser, and of what starts the server as a program, one at a time. Last come,
each alone, those that fill or measure the machine.
What each program prints goes to BUILD/test-logs/; of those that fail, the telling lines are shown.
"""

import argparse
import concurrent.futures
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import changes

ROOT = Path(__file__).resolve().parent.parent
SECONDS_MAX = 1500
# The order in which groups begin: first what soon says much, last what needs a processor and nothing else, which takes up what the rows leave.
ORDER = ["rooms", "unit", "contract", "scenario", "conformance", "journeys", "vendors", "console", "hostile", "e2e", "simulation", "sanitized"]
# Of the groups of a row one program runs at a time: two browsers beside each other, or two servers, would be in each other's way.
ROWS = [{"journeys", "vendors", "console"}, {"hostile", "e2e"}]
# These wait most of their time, for polls that come every few seconds: they are a row of their own, and take no processor from the others.
WAITING = {"test_plugins", "test_polls"}
# What fills every processor, or measures, would change its neighbour or be changed by it.
ALONE = ["fuzz", "test_bench"]
# Figures over thousands of made-up runs: minutes under a sanitizer, over code that the other tests of the room run through as well.
NOT_SANITIZED = ["Latency.AddsUpExactlyInEachRunAndHandOff", "SeriesDetector.NoiseAloneGivesHardlyAnyAlarm", "Bottleneck.ASmallerOneIsFoundFromMoreRuns"]
TOTALS = re.compile(r"(\d+) passed, (\d+) failed\s*$")
TELLING = re.compile(r"FAIL|Failure|[Ee]rror|ERROR|expected|Expected|Actual|Which is|what\(\)|Assertion|terminate|SUMMARY", re.I)


class Suite:
    """One program: what to run, and how its outcome is counted ("gtest", "vitest", "totals" or "exit"). `skip`: why it is not run."""

    def __init__(self, group, name, command, counts="totals", needs=None, skip=None):
        self.group, self.name, self.command, self.counts, self.needs, self.skip = group, name, command, counts, needs, skip


def conformance(build):
    """Each runner with the case files of the same name in tests/data/."""
    data = ROOT / "tests" / "data"
    for source in sorted((ROOT / "tests" / "conformance").glob("conformance_*.cpp")):
        kind = source.stem.removeprefix("conformance_")
        folder = data / {"json": "json-parsing"}.get(kind, kind)
        if kind == "webhooks":
            cases = sorted(str(path) for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
        elif kind == "cel":
            cases = sorted(str(path) for path in folder.glob("*.json"))
        else:
            cases = [str(folder)] if folder.is_dir() else []
        yield Suite("conformance", source.stem, [str(build / "tests" / source.stem), *cases], needs=cases or f"case files in {folder}")


def suites(build):
    python = sys.executable
    yield Suite("rooms", "check_rooms", [python, "scripts/check_rooms.py"], "exit")
    yield Suite("rooms", "check_rooms_selftest", [python, "scripts/check_rooms.py", "--selftest"])
    for folder in sorted((ROOT / "tests" / "unit").iterdir()):
        if folder.is_dir():
            yield Suite("unit", f"unit_{folder.name}", [str(build / "tests" / f"unit_{folder.name}")], "gtest")
    yield Suite("contract", "contract_tests", [str(build / "tests/contract_tests")], "gtest")
    if list((ROOT / "tests" / "scenario").glob("*.cpp")):
        yield Suite("scenario", "scenario_tests", [str(build / "tests/scenario_tests")], "gtest")
    yield Suite("simulation", "sim", [str(build / "tests/sim"), "--seeds", "1..1000"])
    yield Suite("simulation", "sim_mutants", [str(build / "tests/sim"), "--mutants"])
    yield from conformance(build)
    fuzz = build / "fuzz"
    missing = None if (fuzz / "fuzz").is_dir() else f"{fuzz} is not built"
    for room in changes.sanitized_rooms():
        program = [str(fuzz / "tests" / f"unit_{room}"), "--gtest_filter=-" + ":".join(NOT_SANITIZED)]
        yield Suite("sanitized", f"sanitized_{room}", program, "gtest", skip=missing)
    yield Suite("fuzz", "fuzz", [python, "tests/fuzz/run.py", "--build", str(fuzz)], skip=missing)
    yield Suite("hostile", "http_corpus", [python, "tests/hostile/http_corpus.py", "--build", str(build)])
    node = None if shutil.which("node") and shutil.which("npm") else "node and npm are not installed; without --no-build, ./run test installs them"
    yield Suite("vendors", "vendors", [python, "tests/vendors/run.py", "--build", str(build)], skip=node)
    yield Suite("vendors", "senders", [python, "tests/vendors/senders.py", "--build", str(build)], skip=node)
    yield Suite("vendors", "mail", [python, "tests/vendors/mail.py", "--build", str(build)], skip=node)
    yield Suite("vendors", "s3", [python, "tests/vendors/s3.py", "--build", str(build)], skip=node)
    for script in sorted((ROOT / "tests" / "e2e").glob("test_*.py")):
        yield Suite("e2e", script.stem, [python, str(script), "--build", str(build)])
    if (ROOT / "tests/e2e/demo.py").is_file():
        yield Suite("e2e", "demo", [python, "tests/e2e/demo.py", "--build", str(build), "--headless"])
    missing = None if (build / "console").is_dir() else f"{build} is built without the console"
    for name, counts in {"test": "vitest", "check": "exit", "bundle": "exit", "openapi": "exit"}.items():
        yield Suite("console", f"console_{name}", [python, "scripts/console.py", name, "--build", str(build)], counts, skip=missing)
    yield Suite("journeys", "journeys", [python, "scripts/console.py", "journeys", "--build", str(build)], skip=missing)


def count(kind, text, code):
    """(passed, failed) of one program. One that ends without its totals, or against them, is a failure of its own."""
    passed = failed = None
    if kind == "exit":
        return (1, 0) if code == 0 else (0, 1)
    if kind == "gtest":
        good = re.findall(r"^\[  PASSED  \] (\d+) test", text, re.M)
        bad = re.findall(r"^\[  FAILED  \] (\d+) test", text, re.M)
        if good:
            passed, failed = int(good[-1]), int(bad[-1]) if bad else 0
    elif kind == "vitest":
        if tests := re.findall(r"^ +Tests +(.*\(\d+\))$", text, re.M):
            counted = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed)", tests[-1])}
            passed, failed = counted.get("passed", 0), counted.get("failed", 0)
    else:
        for line in reversed(text.strip().splitlines()):
            match = TOTALS.search(line)
            if match:
                passed, failed = int(match.group(1)), int(match.group(2))
                break
    if passed is None:
        return 0, 1
    if failed == 0 and (code != 0 or passed == 0):
        failed = 1
    return passed, failed


def telling_lines(text, lines_max=40):
    lines = [line for line in text.splitlines() if TELLING.search(line) and not line.startswith(("[       OK", "ok "))]
    return lines[:lines_max] or text.splitlines()[-lines_max:]


def run(suite, logs):
    if isinstance(suite.needs, str):
        return 0, 1, f"{suite.name} found no {suite.needs}"
    environment = dict(os.environ, GTEST_COLOR="no", NO_COLOR="1")
    log = logs / f"{suite.name}.log"
    with log.open("wb") as out:
        try:
            process = subprocess.Popen(
                suite.command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=environment, start_new_session=True
            )
            code = process.wait(SECONDS_MAX)
        except OSError as error:
            return 0, 1, f"{suite.command[0]} could not be started: {error.strerror}"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return 0, 1, f"stopped after {SECONDS_MAX} s\n" + log.read_text(errors="replace")[-2000:]
    text = log.read_text(encoding="utf-8", errors="replace")
    passed, failed = count(suite.counts, text, code)
    if failed and code < 0:
        text += f"\nERROR: ended by signal {signal.Signals(-code).name}"
    return passed, failed, text


def timed(suite, logs):
    began = time.monotonic()
    return suite, *run(suite, logs), time.monotonic() - began


def row_of(suite):
    """What of a program only one runs at a time; None when it runs beside all others."""
    return "waiting" if suite.name in WAITING else next((number for number, groups in enumerate(ROWS) if suite.group in groups), None)


def side_by_side(programs, logs):
    """Runs programs in their order, one a processor and one a row, and yields what `timed` says of each as it ends."""
    left, running, processors = list(programs), {}, os.cpu_count() or 2
    with concurrent.futures.ThreadPoolExecutor(processors + 1) as pool:
        while left or running:
            for suite in list(left):
                row, rows = row_of(suite), [row_of(other) for other in running.values()]
                has_processor = row == "waiting" or len(rows) - rows.count("waiting") < processors
                if has_processor and (row is None or row not in rows):
                    left.remove(suite)
                    running[pool.submit(timed, suite, logs)] = suite
            for done in concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED).done:
                del running[done]
                yield done.result()


def outcomes(chosen, logs):
    """Runs the programs and yields (suite, passed, failed, text, seconds) of each as it ends."""
    alone = [suite for suite in chosen if suite.name in ALONE]
    yield from side_by_side(sorted((suite for suite in chosen if suite not in alone), key=lambda suite: ORDER.index(suite.group)), logs)
    for suite in alone:
        yield timed(suite, logs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    build = options.build.resolve()
    every = list(suites(build))
    groups = list(dict.fromkeys(suite.group for suite in every))
    unknown = [name for name in options.names if name not in groups and name not in [suite.name for suite in every]]
    if unknown:
        parser.error(f"unknown test '{unknown[0]}'; there are: {' '.join(groups)}, and each program of theirs")
    logs = build / "test-logs"
    logs.mkdir(parents=True, exist_ok=True)

    chosen = []
    for suite in every:
        if options.names and suite.group not in options.names and suite.name not in options.names:
            continue
        if suite.skip:
            print(f"skip {suite.group:12} {suite.name:24} skipped: {suite.skip}", flush=True)
        else:
            chosen.append(suite)

    passed_all = failed_all = 0
    for suite, passed, failed, text, seconds in outcomes(chosen, logs):
        passed_all += passed
        failed_all += failed
        mark = "FAIL" if failed else "ok"
        print(f"{mark:4} {suite.group:12} {suite.name:24} {passed:6} passed {failed:4} failed {seconds:7.1f} s", flush=True)
        if failed:
            for line in telling_lines(text):
                print(f"     | {line}")
            print(f"     whole log: {logs / (suite.name + '.log')}", flush=True)
    print(f"{passed_all} passed, {failed_all} failed")
    return 1 if failed_all or not passed_all else 0


if __name__ == "__main__":
    sys.exit(main())

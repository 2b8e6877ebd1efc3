#!/usr/bin/env python3
"""The black-box crash verifier.

usage: verifier.py check HISTORY…      checks recorded histories again; exit 0 when all hold
       verifier.py selftest [--build DIR]   the toy server: the correct one passes, each broken one is caught under its code
       verifier.py selftest CODE…      only these
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import powercut  # noqa: E402
import storm  # noqa: E402
from adapters import Toy  # noqa: E402
from check import CODES, check  # noqa: E402
from history import read  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 7
SHOWN_MAX = 8


def show(verdict, name):
    """Prints a verdict; true when it holds."""
    for code, text in verdict.violations[:SHOWN_MAX]:
        print(f"     {code}: {text}")
    if len(verdict.violations) > SHOWN_MAX:
        print(f"     … and {len(verdict.violations) - SHOWN_MAX} more")
    for text in verdict.inconclusive:
        print(f"     inconclusive: {text}")
    print(f"{'ok  ' if verdict.holds() else 'FAIL'} {name}: {verdict.line()}", flush=True)
    return verdict.holds()


def check_files(paths):
    return all([show(check(read(path)), path) for path in paths])


def toy_verdict(broken, cycles=6, needs=None, library=None):
    """A small storm over the toy; with the shim's library each kill is a power cut."""
    with tempfile.TemporaryDirectory(prefix="toy-") as folder:
        path = Path(folder) / "history.jsonl"
        shim = powercut.Shim(library, folder, Path(folder) / "data") if library else None
        made = storm.Storm(
            lambda url: Toy(folder, url, broken, shim.environment if shim else None), path, SEED,
            needs=needs or {"acked": 60, "with work in flight": 3}, threads=6, window=25, pause=0.004, rich=4,
        )
        cut = (lambda: shim.cut(made.random, keep=False)) if shim else None
        storm.run(made, cycles, "cut" if shim else "kill", (0.1, 0.25), cut, 2 if broken else 20)
        return check(read(path))


def selftest(codes, build):
    """Each broken toy must be caught under its own code; the correct one, and only it, must pass."""
    passed = failed = 0

    def count(good, name, verdict):
        nonlocal passed, failed
        passed, failed = passed + good, failed + (not good)
        print(f"{'ok  ' if good else 'FAIL'} {name}: {verdict.line()}", flush=True)
        if not good:
            for code, text in verdict.violations[:SHOWN_MAX]:
                print(f"     {code}: {text}")
            for text in verdict.inconclusive:
                print(f"     inconclusive: {text}")

    wanted = codes or ["correct", "inconclusive", *CODES, "power"]
    for code in wanted:
        if code == "correct":
            verdict = toy_verdict("")
            count(verdict.holds(), "correct toy", verdict)
        elif code == "inconclusive":
            verdict = toy_verdict("", 0, {"acked": 10_000})
            count(bool(verdict.inconclusive) and not verdict.violations, "too little load is inconclusive", verdict)
        elif code == "power":
            library = build / "tests" / "powercut.so"
            verdict = toy_verdict("", library=library)
            count(verdict.holds(), "correct toy, power cuts", verdict)
            verdict = toy_verdict("NOSYNC", library=library)
            count("LOST" in verdict.codes(), "toy that forgets to sync, power cuts", verdict)
            verdict = toy_verdict("NOSYNC")
            count("LOST" not in verdict.codes(), "the same without power cuts: a kill alone cannot show it", verdict)
        else:
            verdict = toy_verdict(code)
            count(code in verdict.codes(), f"broken toy {code}", verdict)
    print(f"{passed} passed, {failed} failed")
    return failed == 0 and passed > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("job", choices=["check", "selftest"])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("names", nargs="*", help="history files, or codes")
    options = parser.parse_args()
    if options.job == "check":
        return check_files(options.names)
    return selftest(options.names, options.build.resolve())


if __name__ == "__main__":
    sys.exit(0 if main() else 1)

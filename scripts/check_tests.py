#!/usr/bin/env python3
"""Checks that a unit test stands where its source does: tests/unit/ROOM/PATH_test.cpp tests src/ROOM/PATH.cpp, src/ROOM/PATH.hpp
or include/baton/ROOM/PATH.hpp.

Usage: check_tests.py [ROOT] | check_tests.py --selftest
Exit: 0 clean, 1 findings.
"""

import sys
import tempfile
from pathlib import Path

# Tests that no source is alone about, with what they are about: files that are shipped, and what holds for all sources of a room.
EXCEPTIONS = {
    "app/ops_files_test.cpp": "config/ops",
    "calendar/shipped_test.cpp": "config/calendars",
    "cel/bounds_test.cpp": "how much memory and text an expression may make",
    "cel/cost_test.cpp": "what each function costs",
    "connectors/schema_test.cpp": "config/schema",
    "connectors/shipped_answers_test.cpp": "what the operations of config/connectors make of answers",
    "connectors/shipped_polls_test.cpp": "the polls of config/connectors",
    "connectors/secrets_test.cpp": "that no flow of authorization lets a secret into an answer",
    "facts/shipped_test.cpp": "config/facts",
    "http/api/authorisation_test.cpp": "docs/roles.md, each cell of it",
    "kpis/shipped_test.cpp": "config/kpis",
    "routing/shipped_test.cpp": "config/routes",
    "simulate/schedules_test.cpp": "schedules in worlds of chance, against a model",
    "templates/shipped_test.cpp": "config/templates",
}


def sources_of(root, test):
    """Where the source of a test may be; `test` is a path below tests/unit."""
    room, path = test.parts[0], Path(*test.parts[1:]).with_name(test.name.removesuffix("_test.cpp"))
    for base, suffix in (("src", ".cpp"), ("src", ".hpp"), ("include/baton", ".hpp")):
        yield root / base / room / path.with_name(path.name + suffix)


def check(root, exceptions):
    """Returns the number of tests, and what is wrong."""
    unit = root / "tests" / "unit"
    tests = sorted(path.relative_to(unit) for path in unit.rglob("*_test.cpp"))
    findings = []
    for test in tests:
        if len(test.parts) < 2:
            findings.append(f"tests/unit/{test}: stands in no room")
        elif test.as_posix() not in exceptions and not any(source.is_file() for source in sources_of(root, test)):
            name = test.name.removesuffix("_test.cpp")
            near = sorted(path for base in ("src", "include/baton") for path in (root / base).rglob(f"{name}.?pp"))
            hint = f"; did it move to {near[0].relative_to(root)}?" if near else f"; no source is called {name}"
            findings.append(f"tests/unit/{test}: has no source{hint}")
    findings += [f"tests/unit/{name}: an exception of scripts/check_tests.py that there is not" for name in exceptions if not (unit / name).is_file()]
    return len(tests), findings


def selftest():
    names = [
        "src/low/a.cpp", "src/low/deep/b.hpp", "include/baton/low/c.hpp", "src/high/d.cpp",
        "tests/unit/low/a_test.cpp", "tests/unit/low/deep/b_test.cpp", "tests/unit/low/c_test.cpp", "tests/unit/low/support.hpp",
        "tests/unit/low/b_test.cpp", "tests/unit/low/d_test.cpp", "tests/unit/low/e_test.cpp", "tests/unit/f_test.cpp", "tests/unit/low/data_test.cpp",
    ]
    expected = {"unit/f_test": "in no room", "low/b_test": "src/low/deep/b.hpp?", "low/d_test": "src/high/d.cpp?", "low/e_test": "is called e",
                "low/gone_test": "that there is not"}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in names:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        _, findings = check(root, {"low/data_test.cpp": "", "low/gone_test.cpp": ""})
    failed = abs(len(findings) - len(expected))
    for name, words in expected.items():
        if not any(name in finding and words in finding for finding in findings):
            failed += 1
            print(f"FAIL {name}: expected a finding with {words!r}, found {findings}")
    print(f"check_tests selftest: {max(len(expected) - failed, 0)} passed, {failed} failed")
    return 1 if failed else 0


def main(arguments):
    if arguments == ["--selftest"]:
        return selftest()
    root = Path(arguments[0] if arguments else Path(__file__).resolve().parent.parent).resolve()
    total, findings = check(root, EXCEPTIONS)
    for finding in findings:
        print(f"error: {finding}")
    print(f"check_tests: {total} tests, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

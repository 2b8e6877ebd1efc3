#!/usr/bin/env python3
"""Compiles public headers each alone, so that whoever includes one need not include another before it.

Without --all, those that have changed (scripts/changes.py says since when) and those that include them, directly or not.
The flags are those of the room app, which sees every library, without precompiled headers, which would hide what is missing.
Usage: check_headers.py [--build DIR] [--all] [HEADER…]. Exit: 0 clean, 1 findings, 2 the build folder is not configured.
"""

import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import changes
import tidy

ROOT = Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "include"
INCLUDED = re.compile(r'^\s*#\s*include\s*"(baton/[^"]+)"', re.M)
KEPT = re.compile(r"-(D|U|I|std=|W|isystem$|f(no-)?char8_t)")


def flags(build):
    """The compiler and those of its flags that a header is read under."""
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    command = next(entry["command"] for entry in entries if "baton_app.dir" in entry["command"])
    compiler, *words = tidy.without_precompiled(command)
    kept = [word for index, word in enumerate(words) if KEPT.match(word) or words[index - 1] == "-isystem"]
    return [compiler, *kept, "-fsyntax-only", "-x", "c++", "-"]


def includers(names):
    """These headers and those that include them, directly or not."""
    of = {path.relative_to(INCLUDE).as_posix(): path.read_text(encoding="utf-8") for path in INCLUDE.rglob("*.hpp")}
    of = {name: set(INCLUDED.findall(text)) for name, text in of.items()}
    found = set(names)
    while True:
        more = {name for name, included in of.items() if included & found} - found
        if not more:
            return sorted(found & set(of))
        found |= more


def compile_alone(command, name):
    done = subprocess.run(command, cwd=ROOT, input=f'#include "{name}"\n', capture_output=True, text=True)
    return name, done.returncode, done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("headers", nargs="*", type=Path)
    options = parser.parse_args()
    if not (options.build / "compile_commands.json").is_file():
        print(f"error: {options.build} is not configured; ./run check does that", file=sys.stderr)
        return 2

    began = time.monotonic()
    every = sorted(path.relative_to(INCLUDE).as_posix() for path in INCLUDE.rglob("*.hpp"))
    changed = changes.files()
    if options.headers:
        names = [path.resolve().relative_to(INCLUDE).as_posix() for path in options.headers]
    elif options.all or changed is None:
        names = every
    else:
        names = includers({name.removeprefix("include/") for name in changed if name.startswith("include/")})

    command = flags(options.build)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for name, code, text in pool.map(lambda name: compile_alone(command, name), names):
            if code:
                failed += 1
                print(f"error: include/{name} does not compile alone\n{text.strip()}", flush=True)
    print(f"check_headers: {len(names)} of {len(every)} headers, {failed} with findings, {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

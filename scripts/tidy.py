#!/usr/bin/env python3
"""Runs clang-tidy over what has changed (scripts/changes.py says since when) or, with --all, over everything that is compiled.

What has changed: each such source, and for each such header one source that includes it, its own where there is one.
GCC's precompiled headers are no use to clang, and sources that are compiled in batches are looked at one by one, so the compile commands are
copied without either into BUILD/tidy/. BUILD need only be configured.
Usage: tidy.py [--build DIR] [--all] [--seconds N] [FILE…]   --seconds: begins no file after so long, and says how many are left
Exit: 0 clean, 1 findings, 2 clang-tidy or the build folder is missing.
"""

import argparse
import concurrent.futures
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import changes

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("clang-tidy-16", "clang-tidy-19", "clang-tidy")
PER_FILE_SECONDS = 600
BATCHED = re.compile(r'^#include "([^"]+)"', re.M)
GCC_ONLY = re.compile(r"^(-fpch-preprocess|-Winvalid-pch|-flto=auto|-fno-fat-lto-objects)$")


def without_precompiled(command):
    """The compiler's words without the cache launcher and the precompiled header."""
    words = shlex.split(command)
    compiler = next(i for i, word in enumerate(words) if re.search(r"(^|/)(c\+\+|g\+\+|clang\+\+)(-\d+)?$", word))
    kept, skip = [], False
    for index, word in enumerate(words[compiler:]):
        if skip:
            skip = False
        elif word == "-include" and "cmake_pch" in words[compiler + index + 1]:
            skip = True
        elif not GCC_ONLY.match(word):
            kept.append(word)
    return kept + ["-Wno-unknown-warning-option"]


def one_by_one(commands):
    """The entries of compile_commands.json, with one for each source of a batch in place of the batch; none for what was generated."""
    for entry in commands:
        path = Path(entry["file"])
        sources = BATCHED.findall(path.read_text(encoding="utf-8")) if path.parent.name == "Unity" and path.is_file() else [str(path)]
        for source in sources:
            if source.endswith(".cpp") and not source.startswith(str(ROOT / "build")):
                words = [source if word == entry["file"] else word for word in without_precompiled(entry["command"])]
                yield {"directory": entry["directory"], "file": source, "arguments": words}


def affected(sources, changed):
    """Of these sources, those that changed, and one for each header that did: its own, or else the first that includes it by name."""
    chosen = {source for source in sources if source in changed}
    headers = sorted(name for name in changed if name.endswith(".hpp"))
    texts = {source: Path(source).read_text(encoding="utf-8", errors="replace") for source in sources} if headers else {}
    for header in map(Path, headers):
        names = {re.sub(r"^.*/(include|src|tests)/", "", str(header))}
        including = [source for source, text in texts.items()
                     if any(f'"{name}"' in text for name in names | ({header.name} if Path(source).parent == header.parent else set()))]
        chosen.update(sorted(including, key=lambda source: (Path(source).stem != header.stem, source not in chosen, source))[:1])
    return chosen


def tidy(program, database, name):
    try:
        done = subprocess.run(
            [program, "--quiet", "-p", str(database), name], cwd=ROOT, capture_output=True, text=True, timeout=PER_FILE_SECONDS
        )
    except subprocess.TimeoutExpired:
        return name, 1, f"clang-tidy took longer than {PER_FILE_SECONDS} s"
    return name, done.returncode, done.stdout.strip() or done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seconds", type=int)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    program = next((found for found in map(shutil.which, NAMES) if found), None)
    source = options.build / "compile_commands.json"
    if not program or not source.is_file():
        print(f"error: {'clang-tidy' if not program else source} is missing; ./run check installs and builds it", file=sys.stderr)
        return 2

    commands = list({entry["file"]: entry for entry in one_by_one(json.loads(source.read_text()))}.values())
    database = options.build / "tidy"
    database.mkdir(exist_ok=True)
    (database / "compile_commands.json").write_text(json.dumps(commands))

    sources = sorted(entry["file"] for entry in commands)
    changed = changes.files()
    if options.files:
        wanted = {str(name.resolve()) for name in options.files}
        names = [name for name in sources if name in wanted]
    elif options.all or changed is None:
        names = sources
    else:
        names = sorted(affected(sources, {str(ROOT / name) for name in changed}))

    failed = left = 0
    until = time.monotonic() + options.seconds if options.seconds else float("inf")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        running = [pool.submit(lambda name=name: tidy(program, database, name) if time.monotonic() < until else None) for name in names]
        for done in concurrent.futures.as_completed(running):
            if done.result() is None:
                left += 1
                continue
            name, code, text = done.result()
            print(f"{'FAIL' if code else 'ok  '} {Path(name).relative_to(ROOT)}", flush=True)
            if code:
                failed += 1
                print(text.strip(), flush=True)
    if left:
        print(f"note: {left} files were not looked at within {options.seconds} s; scripts/tidy.py without --seconds looks at all")
    print(f"clang-tidy: {len(names) - left} files, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

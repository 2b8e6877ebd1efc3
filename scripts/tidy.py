#!/usr/bin/env python3
"""Runs clang-tidy over what changed since the last commit (or, with --all, over everything that is compiled).

GCC's precompiled headers are no use to clang, so the compile commands are copied without them into BUILD/tidy/.
Usage: tidy.py [--build DIR] [--all] [FILE…]. Exit: 0 clean, 1 findings, 2 clang-tidy or the build folder is missing.
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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("clang-tidy-16", "clang-tidy-19", "clang-tidy")
PER_FILE_SECONDS = 600
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


def changed_files():
    """Absolute paths of what differs from the last commit, new files too; None when there is no commit to compare with."""
    known = subprocess.run(["git", "diff", "--name-only", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    if known.returncode:
        return None
    new = subprocess.run(["git", "ls-files", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    return {str(ROOT / name) for name in (known.stdout + new.stdout).split("\n") if name}


def affected(commands, changed):
    """The translation units that changed themselves or include, by name, a header that did."""
    headers = [name for name in changed if name.endswith(".hpp")]
    tails = [re.sub(r"^.*/(include|src)/", "", name) for name in headers]
    chosen = []
    for entry in commands:
        if entry["file"] in changed:
            chosen.append(entry)
        elif tails:
            text = Path(entry["file"]).read_text(encoding="utf-8", errors="replace")
            if any(f'"{tail}"' in text for tail in tails):
                chosen.append(entry)
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
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    program = next((found for found in map(shutil.which, NAMES) if found), None)
    source = options.build / "compile_commands.json"
    if not program or not source.is_file():
        print(f"error: {'clang-tidy' if not program else source} is missing; ./run check installs and builds it", file=sys.stderr)
        return 2

    commands = [entry for entry in json.loads(source.read_text()) if str(ROOT / "build") not in entry["file"]]
    database = options.build / "tidy"
    database.mkdir(exist_ok=True)
    clean = [{"directory": e["directory"], "file": e["file"], "arguments": without_precompiled(e["command"])} for e in commands if e["file"].endswith(".cpp")]
    (database / "compile_commands.json").write_text(json.dumps(clean))

    changed = changed_files()
    if options.files:
        wanted = {str(name.resolve()) for name in options.files}
        chosen = [entry for entry in commands if entry["file"] in wanted]
    elif options.all or changed is None:
        chosen = commands
    else:
        chosen = affected(commands, changed)
    names = sorted({entry["file"] for entry in chosen})

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        running = [pool.submit(tidy, program, database, name) for name in names]
        for done in concurrent.futures.as_completed(running):
            name, code, text = done.result()
            print(f"{'FAIL' if code else 'ok  '} {Path(name).relative_to(ROOT)}", flush=True)
            if code:
                failed += 1
                print(text.strip(), flush=True)
    print(f"clang-tidy: {len(names)} files, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

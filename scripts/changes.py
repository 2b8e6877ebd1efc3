#!/usr/bin/env python3
"""What differs from the commit that this work began at. The checks that take long look at this only.

That commit is the one that BATON_BASE names. Without BATON_BASE it is where HEAD left origin/main; on origin/main itself, the commit before.
Changes that are not committed yet count as well.

Usage: changes.py           the files, one a line
       changes.py --rooms   the rooms whose unit tests may notice the difference
       changes.py --selftest
Where there is no commit to compare with, as in a clone of depth 1 or without git, everything has changed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IN_ROOM = re.compile(r"(?:src|include/baton|tests/unit)/([a-z]+)/")
INCLUDED = re.compile(r'^\s*#\s*include\s*"unit/([a-z]+)/', re.M)
SANITIZED = re.compile(r"^foreach\(room ([a-z ]+)\)", re.M)
LINKED = re.compile(r"^target_link_libraries\(unit_([a-z]+) PRIVATE ([^)]*)\)", re.M)
# No unit test reads these. A file in neither these places nor a room may matter to every room; so may a header of other tests.
ELSEWHERE = re.compile(
    r"(\.ci|\.github|bench|scripts|tests/(crash|e2e|fuzz|golden|hostile|scenario|sim|simulator|vendors))/|tests/(conformance|contract)/[a-z_]+\.cpp$"
    r"|cmake/(fuzz|install)\.cmake$|[^/]*\.md$|LICENSE$|NOTICE$|run$|\.(clang-format|clang-tidy|editorconfig|git[a-z-]+)$"
)
# The guide of the command line is compared with its source, and the description of the API is compiled in.
DOCS = {"docs/guides/cli.md": {"app"}, "docs/openapi.yaml": {"http"}}


def git(root, *arguments):
    """What git prints, or None where it fails or is not installed."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def base(root):
    """The commit to compare with, or None."""
    named = os.environ.get("BATON_BASE")
    if named:
        return git(root, "rev-parse", "--verify", f"{named}^{{commit}}")
    left = git(root, "merge-base", "HEAD", "origin/main")
    return left if left and left != git(root, "rev-parse", "HEAD") else git(root, "rev-parse", "--verify", "HEAD~1")


def files(root=ROOT):
    """The files that were added, changed or removed, as paths in the repository; None when all count as changed."""
    since = base(root)
    known = git(root, "diff", "--name-only", "--no-renames", since) if since else None
    if known is None:
        return None
    new = git(root, "ls-files", "--others", "--exclude-standard")
    return {name for name in f"{known}\n{new or ''}".split("\n") if name}


def sanitized_rooms():
    """The rooms whose unit tests `./run test` runs under ASan and UBSan."""
    return SANITIZED.search((ROOT / "cmake" / "fuzz.cmake").read_text(encoding="utf-8")).group(1).split()


def needs(rooms):
    """The rooms that each room includes, and those that its tests link or whose helpers they include."""
    of_room = {room: set(rooms) - {room} if row["may"] == ["*"] else set(row["may"]) for room, row in rooms.items()}
    of_tests = {room: {room} for room in rooms}
    for room, linked in LINKED.findall((ROOT / "tests" / "CMakeLists.txt").read_text(encoding="utf-8")):
        of_tests[room].update(re.findall(r"\bbaton_([a-z]+)", linked))
    for room in rooms:
        sources = [path for path in (ROOT / "tests" / "unit" / room).rglob("*") if path.suffix in (".cpp", ".hpp")]
        of_tests[room].update(name for path in sources for name in INCLUDED.findall(path.read_text(encoding="utf-8")))
    return of_room, of_tests


def rooms_of(changed, of_room, of_tests):
    """The rooms whose unit tests may notice that these files have changed."""
    touched, tests_touched = set(), set()
    for name in changed:
        room = IN_ROOM.match(name)
        if name in DOCS:
            touched |= DOCS[name]
        elif room and room.group(1) in of_room:
            (tests_touched if name.startswith("tests/") else touched).add(room.group(1))
        elif not ELSEWHERE.match(name) and not name.startswith("docs/"):
            return set(of_room)
    grown = True
    while grown:
        above = {room for room, others in of_room.items() if others & touched} - touched
        touched |= above
        grown = bool(above)
    return {room for room, others in of_tests.items() if others & (touched | tests_touched)}


def try_clones():
    """How the files are found in histories of each kind, as (words, expected, found)."""
    for name in [name for name in os.environ if name == "BATON_BASE" or name.startswith("GIT_")]:
        del os.environ[name]  # a hook that runs this names its own repository so
    by = ("-c", "user.name=selftest", "-c", "user.email=selftest@baton.invalid", "-c", "commit.gpgsign=false")
    with tempfile.TemporaryDirectory() as folder:
        whole, topic, shallow = (Path(folder) / name for name in ("whole", "topic", "shallow"))
        whole.mkdir()
        git(whole, "init", "--quiet", "--initial-branch", "main")
        for name in ("first", "second", "third"):
            (whole / name).write_text(name, encoding="utf-8")
            git(whole, "add", name)
            git(whole, *by, "commit", "--quiet", "--message", name)
        git(whole, "clone", "--quiet", str(whole), str(topic))
        git(whole, "clone", "--quiet", "--depth", "1", whole.as_uri(), str(shallow))
        yield "no origin/main", {"third"}, files(whole)
        yield "on origin/main", {"third"}, files(topic)
        yield "depth 1", None, files(shallow)
        for name in ("fourth", "fifth"):
            (topic / name).write_text(name, encoding="utf-8")
            git(topic, "add", name)
            git(topic, *by, "commit", "--quiet", "--message", name)
        (topic / "new").write_text("new", encoding="utf-8")
        yield "two commits and a new file", {"fourth", "fifth", "new"}, files(topic)
        git(topic, "checkout", "--quiet", "--orphan", "other")
        git(topic, *by, "commit", "--quiet", "--message", "other")
        yield "no merge base and no parent", None, files(topic)


def selftest():
    of_room = {"low": set(), "side": set(), "high": {"low"}, "top": {"low", "high", "side"}}
    of_tests = {"low": {"low"}, "side": {"side"}, "high": {"high", "side"}, "top": {"top"}}
    cases = [
        ({"README.md", "docs/index.md", "tests/e2e/x.py", ".github/x.yml"}, set()),
        ({"src/low/x.cpp"}, {"low", "high", "top"}),
        ({"include/baton/side/deep/x.hpp"}, {"side", "high", "top"}),
        ({"tests/unit/top/x_test.cpp"}, {"top"}),
        ({"tests/unit/side/helper.hpp"}, {"side", "high"}),
        ({"config/connectors/x.yaml"}, set(of_room)),
        ({"tests/unit/make.hpp"}, set(of_room)),
        ({"CMakeLists.txt"}, set(of_room)),
        ({"src/gone/x.cpp"}, set(of_room)),
    ]
    failed = 0
    for changed, expected in cases:
        found = rooms_of(changed, of_room, of_tests)
        if found != expected:
            failed += 1
            print(f"FAIL {sorted(changed)}: expected {sorted(expected)}, got {sorted(found)}")
    clones = list(try_clones()) if shutil.which("git") else []
    for words, expected, found in clones:
        if found != expected:
            failed += 1
            print(f"FAIL {words}: expected {expected}, got {found}")
    print(f"changes selftest: {len(cases) + len(clones) - failed} passed, {failed} failed")
    return 1 if failed else 0


def main(arguments):
    if arguments == ["--selftest"]:
        return selftest()
    changed = files()
    if arguments == ["--rooms"]:
        rooms = json.loads((ROOT / "cmake" / "rooms.json").read_text(encoding="utf-8"))["rooms"]
        found = set(rooms) if changed is None else rooms_of(changed, *needs(rooms))
        # A room without unit tests has no program that could be built.
        print("\n".join(room for room in rooms if room in found and any((ROOT / "tests/unit" / room).rglob("*.cpp"))))
    elif not arguments:
        print("\n".join(sorted(changed if changed is not None else (git(ROOT, "ls-files") or "").split("\n"))))
    else:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

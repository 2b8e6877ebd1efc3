#!/usr/bin/env python3
"""Holds every #include of src/ and include/ to the one table of rooms, cmake/rooms.json.

A room may include
  - baton/<room>/... of itself and of the rooms its row allows,
  - private headers "<room>/..." (they live in src/) of itself only,
  - library headers by the prefixes its row lists ("boost/asio" allows <boost/asio/post.hpp>, "sqlite3" allows <sqlite3.h>),
  - the C, C++ and POSIX headers freely.
Besides: no empty rooms, no folder outside the table, no cycle in the table, and no room or library in a row that the room does not include.
A room is used as well where one of its types is declared ("namespace baton::ports { class Tx; }") to do without its header.
Files over 500 lines are warned about.

Usage: check_rooms.py [ROOT] | check_rooms.py --selftest
Exit: 0 clean, 1 findings, 2 the table cannot be read.
"""

import difflib
import json
import re
import sys
import tempfile
from pathlib import Path

LINES_MAX = 500
SOURCES = {".cpp", ".hpp", ".h", ".cc", ".ipp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
NAMESPACE = re.compile(r"^namespace baton::([a-z]+)")

CPP_HEADERS = set(
    """algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes climits
    clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint cstdio
    cstdlib cstring ctime cuchar cwchar cwctype deque exception execution filesystem format forward_list fstream functional
    future initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource
    mutex new numbers numeric optional ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex
    source_location span sstream stack stdexcept stop_token streambuf string string_view strstream syncstream system_error
    thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector version
    cxxabi.h""".split()
)
C_HEADERS = set(
    """assert.h ctype.h dirent.h dlfcn.h errno.h fcntl.h fenv.h float.h grp.h ifaddrs.h inttypes.h limits.h locale.h malloc.h
    math.h netdb.h poll.h pthread.h pwd.h sched.h semaphore.h setjmp.h signal.h spawn.h stdarg.h stdatomic.h stdbool.h stddef.h
    stdint.h stdio.h stdlib.h string.h strings.h syslog.h termios.h time.h unistd.h utime.h wchar.h""".split()
)
C_FOLDERS = ("sys/", "netinet/", "arpa/", "net/", "linux/")


def is_standard(header):
    return header in CPP_HEADERS or header in C_HEADERS or header.startswith(C_FOLDERS)


def libraries_of(header, prefixes):
    """Those of the prefixes that allow this header."""
    return {p for p in prefixes if p == "*" or header == p or header.startswith((p + "/", p + "."))}


class Check:
    def __init__(self, root, rooms):
        self.root = root
        self.rooms = rooms
        self.files = 0
        self.used = {room: set() for room in rooms}
        self.findings = []
        self.warnings = []

    def find(self, where, text):
        self.findings.append(f"{where}: {text}")

    def run(self):
        self.check_table()
        self.check_folders()
        for room in self.rooms:
            found = 0
            for base in (self.root / "include" / "baton" / room, self.root / "src" / room):
                for path in sorted(base.rglob("*")) if base.is_dir() else []:
                    if path.suffix in SOURCES:
                        found += 1
                        self.check_file(room, path)
            if not found:
                self.find(f"src/{room}", f"room '{room}' has no source file; a room in the table is built, or leaves the table")
            else:
                self.check_used(room)
        return self

    def check_used(self, room):
        """A row says no more than its room includes. CMake links what its neighbours link in turn, so a link needs no arrow of its own."""
        for kind in ("may", "libraries"):
            for other in self.rooms[room][kind]:
                if other != "*" and other not in self.used[room] and (kind == "libraries" or other in self.rooms):
                    self.find(
                        "cmake/rooms.json",
                        f"room '{room}' may include '{other}' ({kind}), and none of its files does; take '{other}' out of its row",
                    )

    def check_table(self):
        for room, row in self.rooms.items():
            for other in row["may"]:
                if other != "*" and other not in self.rooms:
                    self.find("cmake/rooms.json", f"room '{room}' may include '{other}', which is no room{self.near(other)}")
        state = {}

        def visit(room, path):
            if state.get(room) == "done" or room not in self.rooms:
                return
            if state.get(room) == "open":
                self.find("cmake/rooms.json", "rooms include each other in a circle: " + " -> ".join(path + [room]))
                return
            state[room] = "open"
            for other in self.rooms[room]["may"]:
                visit(other, path + [room])
            state[room] = "done"

        for room in self.rooms:
            visit(room, [])

    def check_folders(self):
        for base in ("src", "include/baton"):
            folder = self.root / base
            for entry in sorted(folder.iterdir()) if folder.is_dir() else []:
                name = f"{base}/{entry.name}"
                if entry.is_dir() and entry.name not in self.rooms:
                    self.find(name, f"folder is no room of cmake/rooms.json{self.near(entry.name)}")
                elif entry.is_file() and entry.suffix in SOURCES:
                    self.find(name, "source file outside every room; move it into one")

    def check_file(self, room, path):
        self.files += 1
        name = path.relative_to(self.root).as_posix()
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError as error:
            self.find(name, f"is not UTF-8 at byte {error.start}")
            return
        if len(lines) > LINES_MAX:
            self.warnings.append(f"{name}: {len(lines)} lines; look for the second thing hiding in it (limit {LINES_MAX})")
        public = name.startswith("include/")
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if match:
                finding = self.check_include(room, public, path, match.group(1), match.group(2))
                if finding:
                    self.find(f"{name}:{number}", finding)
            elif match := NAMESPACE.match(line):
                self.used[room].add(match.group(1))

    def check_include(self, room, public, path, quoted, angled):
        """What is wrong with one #include, or None."""
        header = quoted or angled
        row = self.rooms[room]
        if header.startswith("baton/"):
            return self.check_room(room, header, header.split("/")[1], row)
        if quoted:
            first = header.split("/")[0]
            if "/" in header and first in self.rooms:
                if public:
                    return f'public header includes private "{header}"; expected headers under baton/'
                return None if first == room else f"room '{room}' includes private \"{header}\" of room '{first}'"
            if (path.parent / header).is_file():
                return None if not public else f'include public headers by full name: "baton/{room}/{header}"'
            return f'"{header}" is neither baton/<room>/... nor {room}/...; library headers stand in <>'
        allowing = libraries_of(header, row["libraries"])
        self.used[room] |= allowing
        if allowing or is_standard(header):
            return None
        allowed = ", ".join(row["libraries"]) or "none"
        return f"room '{room}' may not include <{header}>; its libraries: {allowed}"

    def check_room(self, room, header, other, row):
        if other not in self.rooms:
            return f"\"{header}\": '{other}' is no room{self.near(other)}"
        if not (self.root / "include" / header).is_file():
            return f'"{header}" does not exist'
        self.used[room].add(other)
        if other == room or other in row["may"] or "*" in row["may"]:
            return None
        allowed = ", ".join(row["may"]) or "none"
        return f"room '{room}' may not include \"{header}\"; rooms it may: {allowed}"

    def near(self, name):
        close = difflib.get_close_matches(name, self.rooms, 1)
        return f"; did you mean '{close[0]}'?" if close else ""


def load(root):
    return json.loads((root / "cmake" / "rooms.json").read_text(encoding="utf-8"))["rooms"]


def main(arguments):
    if arguments == ["--selftest"]:
        return selftest()
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    root = Path(arguments[0] if arguments else Path(__file__).resolve().parent.parent).resolve()
    try:
        rooms = load(root)
    except (OSError, ValueError, KeyError) as error:
        print(f"rooms: {root / 'cmake' / 'rooms.json'} cannot be read: {error}", file=sys.stderr)
        return 2
    check = Check(root, rooms).run()
    for warning in check.warnings:
        print(f"warning: {warning}")
    for finding in check.findings:
        print(f"error: {finding}")
    print(f"rooms: {check.files} files, {len(check.findings)} findings")
    return 1 if check.findings else 0


# The self-test: a small clean tree, then one fault of each kind, each of which must be found under its own words.

CLEAN = {
    "include/baton/low/a.hpp": '#pragma once\n#include <string>\n#include <sys/types.h>\n#include <boost/system/result.hpp>\n',
    "src/low/a.cpp": '#include "baton/low/a.hpp"\n#include "low/hidden.hpp"\n#include <json.h>\n',
    "src/low/hidden.hpp": "#pragma once\n",
    "src/high/b.cpp": '#include "baton/low/a.hpp"\n#include "sibling.hpp"\n',
    "src/high/sibling.hpp": "#pragma once\n",
}
TABLE = {
    "low": {"may": [], "libraries": ["boost/system", "json"]},
    "high": {"may": ["low"], "libraries": []},
}
FAULTS = [
    ("room not allowed", {"src/low/x.cpp": '#include "baton/high/h.hpp"\n', "include/baton/high/h.hpp": ""}, "may not include \"baton/high"),
    ("private header of another", {"src/high/x.cpp": '#include "low/hidden.hpp"\n'}, "of room 'low'"),
    ("private in a public header", {"include/baton/low/x.hpp": '#include "low/hidden.hpp"\n'}, "public header includes private"),
    ("library not listed", {"src/high/x.cpp": "#include <boost/system/result.hpp>\n"}, "may not include <boost/system/result.hpp>"),
    ("library prefix is whole words", {"src/low/x.cpp": "#include <boost/systematic/x.hpp>\n"}, "may not include <boost/systematic"),
    ("library in quotes", {"src/low/x.cpp": '#include "boost/system/result.hpp"\n'}, "library headers stand in <>"),
    ("indented include", {"src/high/x.cpp": "  #  include <json.h>\n"}, "may not include <json.h>"),
    ("header that is not there", {"src/high/x.cpp": '#include "baton/low/gone.hpp"\n'}, "does not exist"),
    ("unknown room in an include", {"src/high/x.cpp": '#include "baton/lov/a.hpp"\n'}, "did you mean 'low'?"),
    ("folder outside the table", {"src/highs/x.cpp": ""}, "did you mean 'high'?"),
    ("public folder outside the table", {"include/baton/other/x.hpp": ""}, "is no room of cmake/rooms.json"),
    ("file outside every room", {"src/x.cpp": ""}, "outside every room"),
    ("empty room", {"-": "src/high"}, "room 'high' has no source file"),
    ("not UTF-8", {"src/high/x.cpp": b"\xff\n"}, "is not UTF-8"),
    ("room that is not included", {"src/high/b.cpp": '#include "sibling.hpp"\n'}, "room 'high' may include 'low' (may), and none"),
    ("library that is not included", {"src/low/a.cpp": '#include "baton/low/a.hpp"\n'}, "room 'low' may include 'json' (libraries), and none"),
    ("circle", {"table": {"low": {"may": ["high"], "libraries": ["boost/system", "json"]}, "high": {"may": ["low"], "libraries": []}}}, "in a circle"),
    ("unknown room in the table", {"table": {**TABLE, "high": {"may": ["low", "hihg"], "libraries": []}}}, "which is no room"),
]


def lay(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def try_case(change):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        change = dict(change)
        table = change.pop("table", TABLE)
        removed = change.pop("-", None)
        lay(root, {name: text for name, text in CLEAN.items() if not (removed and name.startswith(removed))})
        lay(root, change)
        return Check(root, table).run()


def selftest():
    failed = 0
    clean = try_case({})
    if clean.findings or clean.warnings or clean.files != len(CLEAN):
        failed += 1
        print(f"FAIL clean tree: {clean.findings}")
    declared = try_case({"src/high/b.cpp": "namespace baton::low {\nclass Low;\n}\n"})
    if declared.findings:
        failed += 1
        print(f"FAIL room of which a type is declared: {declared.findings}")
    long = try_case({"src/high/x.cpp": "// A line.\n" * (LINES_MAX + 1)})
    if len(long.warnings) != 1 or long.findings:
        failed += 1
        print("FAIL long file: expected one warning and no finding")
    for name, change, words in FAULTS:
        findings = try_case(change).findings
        if not any(words in finding for finding in findings):
            failed += 1
            print(f"FAIL {name}: expected a finding with {words!r}, found {findings}")
    total = len(FAULTS) + 3
    print(f"check_rooms selftest: {total - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

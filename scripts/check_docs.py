#!/usr/bin/env python3
"""Counts the public declarations of include/ that have a comment of their own, and holds each room to a floor.

A declaration is a type, function, constant, alias or data member that another room can name. Its own comment stands
directly above it, or behind it on its line. Not counted, because C++ fixes their meaning: destructors, what is defaulted
or deleted, equality, assignment, forward declarations, friends, and the values of an enumeration.

Usage: check_docs.py [--list] [ROOT] | check_docs.py --selftest     --list names each declaration that has none
Exit: 0 each room reaches the floor, 1 one does not.
"""

import re
import sys
from collections import Counter
from pathlib import Path

FLOOR = 80  # per cent of the declarations of each room
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\n|[{}();]|[^\n{}();/"]+|.', re.S)
TYPE = re.compile(r"(?:template ?<.*> ?)?(class|struct|union|enum)\b[^()=]*$")
UNCOUNTED = re.compile(
    r"(friend|static_assert|namespace|using namespace)\b|(virtual |constexpr )*~|.*= ?(default|delete)$"
    r"|.*operator(=|==|<=>)\(|template struct|template ?<.*> ?(struct|class) \w+<"
)


def declarations(text):
    """Yields (first line, last line, head, kind) of each public declaration; function bodies are passed over."""
    scopes = []  # [is it public, is it a type, is it an enum] of each open block
    head, first, line, parentheses, body = "", 0, 1, 0, 0
    for token in TOKEN.findall(re.sub(r"^[ \t]*#.*$", "", text, flags=re.M)):
        if token.startswith(("//", "/*")) or token == "\n":
            line += token.count("\n")
            head += " " if head.strip() else ""
            continue
        if body:
            body += {"{": 1, "}": -1}.get(token, 0)
            continue
        if token.strip() and not head.strip():
            head, first = "", line
        parentheses += {"(": 1, ")": -1}.get(token, 0)
        if parentheses or token not in "{};":
            head += token
            label = re.match(r"\s*(public|private|protected)\s*:(?!:)\s*", head)
            if label:
                scopes[-1][0] = label.group(1) == "public"
                head = head[label.end():]
            continue
        plain = re.sub(r"\s+", " ", head).strip()
        counted = plain and all(public and not enum for public, _, enum in scopes) and not UNCOUNTED.match(plain)
        in_type = bool(scopes) and scopes[-1][1]
        kind = "types" if TYPE.match(plain) else "members" if in_type and not re.search(r"\(|^using ", plain) else "functions"
        if token == "{":
            a_type = TYPE.match(plain)
            if a_type or re.match(r"(inline )?namespace\b", plain):
                if counted:
                    yield first, line, plain, kind
                scopes.append([a_type is None or a_type.group(1) != "class", a_type is not None, bool(a_type) and a_type.group(1) == "enum"])
                head = ""
            else:
                body = 1
                if re.search(r"\)[^=]*$", plain):  # a function: its body ends it, without a semicolon
                    if counted:
                        yield first, line, plain, kind
                    head = ""
        elif token == "}":
            scopes.pop()
            head = ""
        else:
            if counted and not TYPE.match(plain):
                yield first, line, plain, kind
            head = ""


def examine(text):
    """Yields (kind, has a comment of its own, line, head) of each public declaration of one header."""
    lines = text.splitlines()
    for first, last, head, kind in declarations(text):
        indent = re.match(r" *", lines[first - 1]).group()
        above = first > 1 and lines[first - 2].startswith(indent + "//")  # further right, it goes on behind another line
        behind = any(re.search(r"\S +//", row) for row in lines[first - 1:last])
        yield kind, above or behind, first, head


def main(arguments):
    if arguments == ["--selftest"]:
        return selftest()
    listing = "--list" in arguments
    places = [argument for argument in arguments if argument != "--list"]
    root = Path(places[0] if places else Path(__file__).resolve().parent.parent)
    total = Counter()
    low = []
    for room in sorted((root / "include" / "baton").iterdir()):
        found = Counter()
        for path in sorted(room.rglob("*.hpp")):
            for kind, own, line, head in examine(path.read_text(encoding="utf-8")):
                found[kind, own] += 1
                if listing and not own:
                    print(f"{path.relative_to(root)}:{line}: {head[:90]}")
        total += found
        print(f"docs: {room.name}: {told(found)}")
        if found and share(found) < FLOOR:
            low.append(room.name)
    print(f"docs: all: {told(total)}; at least {FLOOR} % are expected of each room")
    if low:
        print(f"error: below {FLOOR} %: {', '.join(low)}; check_docs.py --list names what has no comment")
    return 1 if low else 0


def share(found):
    return 100 * sum(count for (_, own), count in found.items() if own) // max(sum(found.values()), 1)


def told(found):
    kinds = sorted({kind for kind, _ in found})
    parts = ", ".join(f"{kind} {found[kind, True]}/{found[kind, True] + found[kind, False]}" for kind in kinds)
    return f"{share(found)} % of {sum(found.values())} ({parts})"


HEADER = """#pragma once
#include <string>
// What the file is about.
namespace a {
class Forward;
// A class.
class Class {
 public:
  explicit Class(int value) : value_{value} {}
  ~Class();
  Class(const Class&) = delete;
  // A function whose body is passed over.
  int value() const { struct Hidden { int it; }; return value_; }
  int other(std::string text = "{;",
            int more = 0);  // behind it

 private:
  int value_;
};
struct Plain {
  enum class Kind { one, two };
  Kind kind{};  // a member
  bool operator==(const Plain&) const = default;
};
// Of the first only.
inline constexpr int kOne = 1;
inline constexpr int kTwo = 2;
}  // namespace a
"""
EXPECTED = {"Class": True, "explicit Class(int value) :": False, "int value() const": True, "int other(": True, "struct Plain": False,
            "enum class Kind": False, "Kind kind": True, "kOne": True, "kTwo": False}


def selftest():
    found = list(examine(HEADER))
    failed = 0 if len(found) == len(EXPECTED) else 1
    for (name, own), (_, is_own, line, head) in zip(EXPECTED.items(), found):
        if name not in head or own != is_own:
            failed += 1
            print(f"error: line {line}: expected {name!r} {own}, got {head!r} {is_own}")
    print(f"check_docs selftest: {len(EXPECTED) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

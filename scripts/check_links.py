#!/usr/bin/env python3
"""Checks that what the repository's pages point to is there.

- Every relative link of a Markdown file names a file or folder of the repository; what follows a # names a heading there.
- Every page that a comment of the code cites as docs/….md exists.
Links to other hosts are not followed: this check takes a second and needs no network.

Usage: check_links.py [ROOT] | check_links.py --selftest
Exit: 0 clean, 1 findings.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
INLINE = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+[\"'][^)]*)?\s*\)")
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)")
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
ANCHOR = re.compile(r"<a\s+(?:id|name)=[\"']([^\"']+)[\"']")
SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:|^//")
CITED = re.compile(r"\bdocs/[A-Za-z0-9_/-]+\.md\b")
SOURCES = (".cpp", ".hpp", ".c", ".py", ".cmake", ".yaml", ".sql")
NOT_OURS = "tests/data/"  # of third parties, as they came


def plain_lines(text):
    """(number, line) of what is neither in a fence nor in a comment."""
    fence = None
    for number, line in enumerate(re.sub(r"<!--.*?-->", lambda m: "\n" * m.group().count("\n"), text, flags=re.S).splitlines(), 1):
        mark = FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence) and not line.strip().strip(fence[0]):
                fence = None
        elif mark:
            fence = mark.group(1)
        else:
            yield number, line


def slug(heading):
    """The anchor that a heading gets: small letters, no marks, a dash for each blank."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def anchors(text):
    found, seen = set(), {}
    for _, line in plain_lines(text):
        heading = HEADING.match(line)
        if heading:
            name = slug(heading.group(1))
            count = seen.get(name, 0)
            seen[name] = count + 1
            found.add(f"{name}-{count}" if count else name)
        found.update(ANCHOR.findall(line))
    return found


class Check:
    def __init__(self, root):
        self.root = root.resolve()
        self.links = 0
        self.findings = []
        self.known = {}

    def anchors_of(self, page):
        if page not in self.known:
            self.known[page] = anchors(page.read_text(encoding="utf-8"))
        return self.known[page]

    def target(self, where, page, link):
        self.links += 1
        path, _, anchor = link.partition("#")
        base = self.root if path.startswith("/") else page.parent
        wanted = (base / unquote(path).lstrip("/")).resolve() if path else page
        if not wanted.is_relative_to(self.root):
            self.findings.append(f"{where}: {link}: leads out of the repository")
        elif not wanted.exists():
            self.findings.append(f"{where}: {link}: there is no {wanted.relative_to(self.root)}")
        elif anchor and wanted.suffix == ".md" and unquote(anchor) not in self.anchors_of(wanted):
            self.findings.append(f"{where}: {link}: {wanted.relative_to(self.root)} has no heading #{anchor}")

    def page(self, page):
        name = page.relative_to(self.root)
        for number, line in plain_lines(page.read_text(encoding="utf-8")):
            line = CODE.sub("", line)
            for link in INLINE.findall(line) + DEFINITION.findall(line):
                if not SCHEME.match(link):
                    self.target(f"{name}:{number}", page, link)

    def source(self, source):
        for number, line in enumerate(source.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            for cited in CITED.findall(line):
                self.links += 1
                if not (self.root / cited).exists():
                    self.findings.append(f"{source.relative_to(self.root)}:{number}: cites {cited}, which there is not")

    def run(self, names):
        for name in names:
            path = self.root / name
            if name.startswith(NOT_OURS) or not path.is_file():
                continue
            if path.suffix == ".md":
                self.page(path)
            elif path.suffix in SOURCES and path != Path(__file__).resolve():
                self.source(path)
        return self


def names_in(root):
    """What Git knows or would add; without Git, all there is but what was built."""
    git = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, capture_output=True)
    if listed.returncode == 0:
        return sorted(name for name in listed.stdout.decode().split("\0") if name)
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return sorted(str(path) for path in paths if path.parts[0] not in ("build", ".git"))


def selftest():
    pages = {
        "a.md": "# One `two`: three\n# Same\n## Same\n[x](b.md) [x](b.md#here) [x](#one-two-three) [x](#same-1) [x](d) [x](/b.md)\n"
        "[x](https://example.com/none.md) `[x](none.md)`\n```\n[x](none.md)\n```\n[b]: b.md\n<!-- [x](none.md) -->\n",
        "b.md": '<a id="here"></a>\n[x](a.md "title") ![x](<d/c.txt>)\n',
        "d/c.txt": "",
        "d/e.cpp": "// docs/none.md\n",
        "bad.md": "[x](none.md) [x](a.md#none) [x](#none) [x](../out.md)\n\n[c]: gone.md\n[[x]](gone.txt)\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in pages.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
        cases = [("a.md", 0), ("b.md", 0), ("bad.md", 6), ("d/e.cpp", 1)]
        failed = 0
        for name, expected in cases:
            found = Check(root).run([name]).findings
            if len(found) != expected:
                failed += 1
                print(f"FAIL {name}: expected {expected} findings, got {found}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--selftest"]:
        return selftest()
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    check = Check(root).run(names_in(root))
    for finding in check.findings:
        print(f"error: {finding}", file=sys.stderr)
    print(f"check_links: {check.links} links, {len(check.findings)} broken")
    return 1 if check.findings else 0


if __name__ == "__main__":
    sys.exit(main())

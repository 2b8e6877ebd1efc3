#!/usr/bin/env python3
"""Builds the console of web/ and packs it into a C++ source; runs its tests.

Usage: console.py pack --out FILE.cpp [--build DIR]     what CMake calls: the files of the console as a table
       console.py bundle|check|test [--build DIR]       what was packed, its sizes and licences; svelte-check; the unit tests
       console.py openapi                               the description of the API, by the rules that Redocly recommends
       console.py journeys [--build DIR] [NAME…]        what people do, in Chromium against the built server
       console.py shots [--build DIR] FOLDER [PAGE…]    a picture of every page
npm installs the packages of web/ when package-lock.json has changed; nothing else takes the network. Where the system's Node is too
old for them, the one of web/node is used.
"""

import argparse
import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
GAIN_MIN = 512  # bytes that compression must save: a file of less is sent as it is
LITERAL_BYTES = 2_000  # in one line of the source


class Failure(Exception):
    pass


def version(text):
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])


def run(command, folder, path=()):
    environment = dict(os.environ, PATH=os.pathsep.join([*map(str, path), os.environ["PATH"]]))
    return subprocess.run(command, cwd=folder, env=environment).returncode


def install(folder):
    """npm's packages of a folder, once for each state of its lock file. Their install scripts are not run."""
    locked, installed = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    with locked.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two builds may come here at once
        if installed.is_file() and installed.stat().st_mtime >= locked.stat().st_mtime:
            return
        print(f"installing the packages of {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
        if run(["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], folder):
            raise Failure("npm could not install the console's packages; it needs the npm registry, once")
        installed.touch()


def node_path():
    """The folders of a Node that is new enough, to be looked into before the others; none when the system's is."""
    if not shutil.which("npm") or not shutil.which("node"):
        raise Failure("the console is built by Node: install the packages nodejs and npm, or configure with -DBATON_CONSOLE=OFF")
    wanted = json.loads((WEB / "package.json").read_text())["engines"]["node"]
    have = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    if version(have) >= version(wanted):
        return []
    install(WEB / "node")
    found = sorted((WEB / "node" / "node_modules").glob("node-linux-*/bin/node"))
    if not found:
        raise Failure(f"expected Node {wanted}, have {have.strip()}, and npm has none for this machine")
    return [found[0].parent]


def script(name, arguments=()):
    """Runs a script of web/package.json as `npm run` does. Debian's npm cannot: it works with Debian's Node alone."""
    path = [*node_path(), WEB / "node_modules" / ".bin"]
    install(WEB)
    command = json.loads((WEB / "package.json").read_text())["scripts"][name]
    return run(["sh", "-c", f'{command} "$@"', name, *map(str, arguments)], WEB, path)


def literal(data):
    """The bytes as C++ string literals. Octal escapes always have three digits, so none runs into what follows."""
    plain = {byte: chr(byte) for byte in range(32, 127) if chr(byte) not in '"\\?'}
    for at in range(0, len(data), LITERAL_BYTES):
        yield '"' + "".join(plain.get(byte) or f"\\{byte:03o}" for byte in data[at : at + LITERAL_BYTES]) + '"'


def row(file, name):
    if file.suffix not in TYPES:
        raise Failure(f"{name}: scripts/console.py knows no content type for {file.suffix}")
    raw = file.read_bytes()
    packed = gzip.compress(raw, 9, mtime=0)
    is_gzip = len(packed) + GAIN_MIN < len(raw)
    data = packed if is_gzip else raw
    tag = hashlib.sha256(data).hexdigest()[:16]
    lines = "\n     ".join(literal(data))
    return f'    {{"/{name}", "{TYPES[file.suffix]}", "\\"{tag}\\"", {str(is_gzip).lower()},\n     {{{lines},\n      {len(data)}}}}},\n'


def pack(dist, out):
    names = sorted(file.relative_to(dist).as_posix() for file in dist.rglob("*") if file.is_file() and ".vite" not in file.parts)
    text = (
        "// Made from web/ by scripts/console.py.\n#include \"http/api/console.hpp\"\n\n#include <array>\n\nnamespace baton::http {\n\n"
        f"std::span<const ConsoleFile> console_files() {{\n  static constexpr std::array<ConsoleFile, {len(names)}> kFiles{{{{\n"
        + "".join(row(dist / name, name) for name in names)
        + "  }};\n  return kFiles;\n}\n\n}  // namespace baton::http\n"
    )
    # What is the same keeps its time, so that nothing is compiled again.
    if not out.is_file() or out.read_text() != text:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("job", choices=["pack", "bundle", "check", "openapi", "test", "journeys", "shots"])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--out", type=Path)
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_intermixed_args()
    build = options.build.resolve()
    dist = build / "console"
    os.environ["CONSOLE_DIST"] = str(dist)
    os.environ["BATON_BUILD"] = str(build)
    if options.job == "shots" and options.arguments:
        options.arguments[0] = Path(options.arguments[0]).resolve()
    if options.job != "pack":
        return script(options.job, options.arguments)
    if options.out is None:
        parser.error("pack needs --out")
    code = script("build")
    if code == 0:
        pack(dist, options.out)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        sys.exit(1)

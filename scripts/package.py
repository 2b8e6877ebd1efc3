#!/usr/bin/env python3
"""Makes what people install from a build: a package for Debian, and a tarball that brings along every library but the C library's.

Usage: package.py [--build DIR] [--out DIR]     Prints the paths of the files that were made, one a line.
"""

import argparse
import gzip
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Those of the C library belong to the machine: they go with its kernel, its locales and its name service.
OF_THE_MACHINE = re.compile(r"^(ld-linux.*|lib(c|m|pthread|dl|rt|resolv)\.so\..*|linux-vdso.*)$")


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    if done.returncode:
        sys.exit(f"error: {command[0]} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def version(build):
    return re.search(r"^CMAKE_PROJECT_VERSION:STATIC=(.+)$", (build / "CMakeCache.txt").read_text(), re.M).group(1)


def debian_package(build, out):
    made = build / "packages"
    shutil.rmtree(made, ignore_errors=True)
    run("cpack", "-G", "DEB", cwd=build)
    (package,) = made.glob("*.deb")
    return shutil.copy(package, out / package.name)


def libraries(program):
    """The shared libraries that a program is linked with: {name: path}."""
    found = re.findall(r"^\s*(\S+) => (/\S+)", run("ldd", program), re.M)
    return {name: Path(path) for name, path in found if not OF_THE_MACHINE.match(name)}


def tidy(member):
    """Everything in the tarball belongs to root and has one time, so that the same files make the same tarball."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = "root"
    return member


def tarball(build, out):
    machine = run("uname", "-m").strip()
    folder = build / "packages" / f"baton-{version(build)}-linux-{machine}"
    shutil.rmtree(folder, ignore_errors=True)
    run("cmake", "--install", build, "--strip", "--prefix", folder)
    own = folder / "lib" / "baton"
    own.mkdir(parents=True)
    for name, path in sorted(libraries(folder / "bin" / "baton").items()):
        shutil.copy(path.resolve(), own / name)
        run("strip", "--strip-unneeded", own / name)
    made = out / f"{folder.name}.tar.gz"
    with gzip.GzipFile(made, "wb", compresslevel=6, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(folder.rglob("*")):
            tar.add(path, f"{folder.name}/{path.relative_to(folder)}", recursive=False, filter=tidy)
    shutil.rmtree(folder)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--out", type=Path, help="the folder to put them into; BUILD/dist when it is not given")
    options = parser.parse_args()
    build = options.build.resolve()
    if not (build / "baton").is_file():
        sys.exit(f"error: {build / 'baton'} is not built\nhelp: ./run package builds it")
    out = (options.out or build / "dist").resolve()
    out.mkdir(parents=True, exist_ok=True)
    print(debian_package(build, out))
    print(tarball(build, out))


if __name__ == "__main__":
    main()

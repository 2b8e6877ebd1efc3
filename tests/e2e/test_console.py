#!/usr/bin/env python3
"""The console as the server sends it, and that it takes nothing from the API. Without it (-DBATON_CONSOLE=OFF), that it is nowhere.
Usage: test_console.py [--build DIR]"""

import gzip
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Client, Runner, Scratch, equal, expect  # noqa: E402
from scene import Scene  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "gzip, deflate"}
HTML = "text/html; charset=utf-8"


class Console:
    def __init__(self):
        self.scene = Scene(BUILD, Scratch("console"))
        self.port = self.scene.server.port
        self.nobody = Client(self.port)
        self.is_there = self.browse("/").header("Content-Type") == HTML

    def browse(self, path, method="GET", **headers):
        return self.nobody.call(method, path, headers={**BROWSER, **{name.replace("_", "-"): value for name, value in headers.items()}})

    def assets(self):
        return re.findall(r'(?:src|href)="(/assets/[^"]+)"', self.browse("/").body.decode())

    def the_api_is_as_it_was(self):
        equal(self.nobody.ok("GET", "/")["name"], "Baton", "GET / of a client that wants no page")
        for path in ("/api/v1/runz", "/api/v1/runs/run_x/nothing"):
            answer = self.browse(path)
            equal((answer.status, answer.header("Content-Type")), (404, "application/problem+json"), path)
        equal(self.browse("/api/v1/runs").status, 401, "a list without a token")
        equal(self.browse("/healthz").body, b"ok\n", "/healthz in a browser")
        equal(self.nobody.get("/events").status, 405, "GET /events of a client that wants no page")
        equal(self.browse("/events", "POST").status, 401, "POST /events")
        equal(self.nobody.get("/no/where").status, 404, "an unknown path")

    def every_address_is_the_page(self):
        for path in ("/", "/runs?q=status:failed", "/runs/run_x?view=timeline", "/events", "/templates/a%20b/edit", "/no/where"):
            answer = self.browse(path)
            equal((answer.status, answer.header("Content-Type")), (200, HTML), path)
            expect(b'<div id="app">' in answer.body, f"{path}: {answer.body[:200]!r}")

    def the_page_is_asked_for_anew(self):
        page = self.browse("/")
        equal(page.header("Cache-Control"), "no-cache", "Cache-Control")
        again = self.browse("/runs", If_None_Match=page.header("ETag"))
        equal((again.status, again.body), (304, b""), "the page that the browser has")

    def files_are_kept_for_ever(self):
        assets = self.assets()
        packed = 0
        for path in assets:
            answer = self.browse(path)
            equal(answer.status, 200, path)
            expect("immutable" in answer.header("Cache-Control"), f"{path}: {answer.header('Cache-Control')}")
            equal(self.browse(path, If_None_Match=answer.header("ETag")).status, 304, path)
            if len(answer.body) < 400 and not answer.header("Content-Encoding"):
                continue  # too short to become smaller
            equal(answer.header("Content-Encoding"), "gzip", path)
            expect(len(gzip.decompress(answer.body)) > len(answer.body), f"{path} is smaller than it was")
            equal(self.browse(path, Accept_Encoding="identity").status, 406, f"{path} for who takes no gzip")
            packed += 1
        expect(packed >= 2, f"a script and a style are packed, came {packed} of {assets}")

    def head_is_get_without_a_body(self):
        for path in ("/", "/events", self.assets()[0]):
            got, head = self.browse(path), self.browse(path, "HEAD")
            equal((head.status, head.body, head.header("Content-Length")), (200, b"", str(len(got.body))), f"HEAD {path}")

    def it_is_framed_and_fed_by_nobody_else(self):
        for path in ("/", self.assets()[0]):
            answer = self.browse(path)
            for word in ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"):
                expect(word in answer.header("Content-Security-Policy"), f"{path}: no {word}")
            expect("unsafe" not in answer.header("Content-Security-Policy"), f"{path}: nothing unsafe")
            equal((answer.header("X-Content-Type-Options"), answer.header("Referrer-Policy")), ("nosniff", "no-referrer"), path)

    def a_file_that_is_gone_is_no_page(self):
        equal(self.browse("/assets/index-00000000.js").status, 404, "a file of another version")


CHECKS = ("every_address_is_the_page", "the_page_is_asked_for_anew", "files_are_kept_for_ever", "head_is_get_without_a_body", "it_is_framed_and_fed_by_nobody_else", "a_file_that_is_gone_is_no_page")


def main():
    runner = Runner("console")
    console = runner.make("the server boots", Console)
    runner.check("the api is as it was", console.the_api_is_as_it_was)
    for name in CHECKS if console.is_there else ():
        runner.check(name.replace("_", " "), getattr(console, name))
    console.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

"""Vendors mocked from their API descriptions, and a server whose connections lead to them. Standard library only, loopback only."""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
from harness import ROOT, Failure, Process, Scratch, Server, config_folder, until  # noqa: E402

DESCRIPTIONS = ROOT / "tests" / "data" / "openapi"
INSTALL_SECONDS = 900
START_SECONDS = 300  # twelve descriptions of together two megabytes, on a machine that has more to do


def modules(build):
    """The npm packages of package.json beside this file, as its lock file has them, installed once for each state of that into
    BUILD/vendors/. No install scripts."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise Failure("node and npm are not installed: `./run test` installs them where it may")
    folder, wanted = build / "vendors", (HERE / "package-lock.json").read_text()
    done = folder / "installed.json"
    if not done.exists() or done.read_text() != wanted:
        began = time.monotonic()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder / name)
        command = ["npm", "ci", "--ignore-scripts", "--omit=dev", "--prefer-offline", "--loglevel=error"]
        try:
            subprocess.run(command, cwd=folder, check=True, timeout=INSTALL_SECONDS, stdin=subprocess.DEVNULL)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise Failure(f"the mock vendors and their clients cannot be installed: {error}") from None
        done.write_text(wanted)
        print(f"installed the mock vendors and their clients in {time.monotonic() - began:.0f} s", flush=True)
    return folder / "node_modules"


class Seen:
    """A request that a vendor got, and what its mock answered."""

    def __init__(self, vendor, method, path, body, status, answer, violations):
        self.vendor, self.method, self.path, self.body = vendor, method, path, body
        self.status, self.answer, self.violations = status, answer, violations

    @property
    def refused(self):
        """Why the description does not allow it; empty: it does. What is deprecated is still allowed.

        An operation that documents its 400 is answered with that example, and the mock notes why in a field of its own; else it
        answers with a problem of its own, named by an address at its maker's.
        """
        if self.violations:
            try:
                found = json.loads(self.violations)
            except ValueError:  # cut where it was too long
                return self.violations
            return "; ".join(f"{'.'.join(map(str, one['location']))}: {one['message']}" for one in found
                             if one["location"][0] == "request" and not one["message"].endswith("deprecated"))
        if b"stoplight.io/prism/errors" not in self.answer:
            return ""
        problem = json.loads(self.answer)
        said = "; ".join(f"{'.'.join(map(str, one['location']))}: {one['message']}" for one in problem.get("validation", []))
        return f"{problem.get('title')}: {said or problem.get('detail')}"

    def __str__(self):
        return f"{self.method} {self.path} {self.body[:600]!r} -> {self.status}"


class Vendors:
    """Stands between the server and the mocks: notes what goes through, asks for answers by name, loses answers on demand."""

    def __init__(self, node_modules, names, log):
        self.seen, self.lock = [], threading.Lock()
        self.prefer = ""  # of the next requests: code=429, example=failed
        self.lose = False  # the answers to writes are lost
        files = [f"{name}={DESCRIPTIONS / (name + '.json')}" for name in names]
        self.mocks = Process(["node", HERE / "mocks.js", node_modules, *files], log=log)
        try:
            self.mocks.wait_listening(START_SECONDS)
        except Failure as failure:
            raise Failure(f"{failure}{self.mocks.error_text()}") from None
        self.ports = dict((name, int(port)) for name, port in (line.split() for line in self.mocks.lines if line.count(" ") == 1))
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else a body waits 40 ms for the acknowledgement of its head

            def handle_any(self):
                outer.handle(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, name):
        return f"http://127.0.0.1:{self.server.server_port}/{name}"

    def handle(self, asked):
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        vendor, path = re.fullmatch(r"/([^/?]+)(.*)", asked.path).groups()
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in ("host", "connection", "content-length")}
        signs_in = path.endswith("/auth/signin")
        if self.prefer and not signs_in:
            headers["Prefer"] = self.prefer
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[vendor], timeout=60)
        connection.request(asked.command, path or "/", body or None, headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        with self.lock:
            self.seen.append(Seen(vendor, asked.command, path, body, answer.status, data, answer.getheader("sl-violations")))
        if self.lose and asked.command != "GET" and not signs_in:
            asked.close_connection = True
            return
        asked.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length", "date", "keep-alive"):
                asked.send_header(name, value)
        if answer.status not in (204, 304):
            asked.send_header("Content-Length", str(len(data)))
        asked.end_headers()
        asked.wfile.write(data)

    def take(self):
        """What was seen since the last time."""
        with self.lock:
            seen, self.seen = self.seen, []
        return seen


__all__ = ["DESCRIPTIONS", "HERE", "ROOT", "Failure", "Scratch", "Server", "Vendors", "config_folder", "modules", "os", "until"]

"""What the end-to-end tests, the demo and the benchmark share: processes, HTTP, signatures. Standard library only, loopback only.

Every process is started by this file, watched by its id, and ended by its id.
"""

import atexit
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from api_contract import Contract

ROOT = Path(__file__).resolve().parent.parent.parent
READY_SECONDS = 20


class Failure(Exception):
    """A check that does not hold, with what was expected and what came."""


def expect(condition, text):
    if not condition:
        raise Failure(text)


def equal(came, expected, what):
    expect(came == expected, f"{what}: expected {expected!r}, came {came!r}")


def until(what, condition, seconds=10.0, every=0.02):
    """Waits for the world, not for a time: returns the first true value of `condition`, fails naming `what` when none comes."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"waited {seconds:g} s for {what}; last value: {value!r}")
        time.sleep(every)


class Process:
    """A child that prints `listening on HOST:PORT` when it is up. Its output is kept."""

    def __init__(self, command, environment=None, cwd=ROOT, log=None):
        self.lines = []
        self.port = None
        self._log = open(log, "ab") if log else None
        try:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._log or subprocess.DEVNULL,
                env={**os.environ, **(environment or {})},
            )
        except OSError as error:
            raise Failure(f"{command[0]} cannot be started: {error.strerror}; is it built?") from None
        atexit.register(self.kill)
        self._listening = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for raw in self.process.stdout:
            line = raw.decode("utf-8", "replace").rstrip()
            self.lines.append(line)
            match = re.search(r"listening on \S*:(\d+)", line)
            if match:
                self.port = int(match.group(1))
                self._listening.set()
        self._listening.set()

    def wait_listening(self, seconds=READY_SECONDS):
        self._listening.wait(seconds)
        if self.port is None:
            code = self.process.poll()
            state = "is still running" if code is None else f"ended with {code}"
            raise Failure(f"{Path(self.process.args[0]).name} did not say where it listens and {state}: {' | '.join(self.lines[-5:])}{self.error_text()}")
        return self.port

    def error_text(self):
        if not self._log:
            return ""
        self._log.flush()
        text = Path(self._log.name).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return "\n  " + "\n  ".join(text[-8:]) if text else ""

    def alive(self):
        return self.process.poll() is None

    def signal(self, which):
        if self.alive():
            self.process.send_signal(which)

    def wait(self, seconds=15):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"{Path(self.process.args[0]).name} did not end within {seconds} s") from None

    def kill(self):
        if self.alive():
            self.process.kill()
            self.process.wait()
        if self._log:
            self._log.close()
            self._log = None


class Answers:
    """Holds what servers answer to clients of this file against the description of the API that each serves. Off until a test's Runner begins."""

    def __init__(self):
        self.held, self.differing = False, []
        self._of_program, self._of_port = {}, {}

    def hold(self, port, program):
        """Whatever is answered at this port is held from now on. The description is asked for once a program."""
        if not self.held:
            return
        path = Path(program).resolve()
        key = (path, path.stat().st_mtime_ns)
        if key not in self._of_program:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
            connection.request("GET", "/api/v1/openapi.json")
            self._of_program[key] = Contract(json.loads(connection.getresponse().read()))
            connection.close()
        self._of_port[port] = self._of_program[key]

    def let_go(self, port):
        """Another program may listen at this port from now on."""
        self._of_port.pop(port, None)

    def of(self, port):
        """The description that answers at this port are held against, if any is."""
        return self._of_port.get(port)

    def check(self, port, method, path, answer):
        contract = self.of(port)
        mistakes = contract.mistakes(method, path, answer.status, answer.headers, answer.body) if contract else []
        if mistakes:
            text = f"{method} {path} {answer.status} is not as the API is described: " + "; ".join(mistakes[:5])
            self.differing.append(text)
            raise Failure(text)


ANSWERS = Answers()


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            raise Failure(f"expected JSON, came {self.status} {self.body[:200]!r}") from None

    def header(self, name):
        return self.headers.get(name.lower(), "")


class Client:
    """Keep-alive HTTP to one server; not for several threads at once."""

    def __init__(self, port, token=None, prefix=""):
        self.port, self.token, self.prefix = port, token, prefix
        self.connection = None

    def call(self, method, path, body=None, headers=None, timeout=15, token=None):
        all_headers = {}
        use = self.token if token is None else token
        if use:
            all_headers["Authorization"] = f"Bearer {use}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            all_headers["Content-Type"] = "application/json"
        elif isinstance(body, str):
            body = body.encode()
        all_headers.update(headers or {})
        for attempt in (1, 2):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
            try:
                self.connection.request(method, self.prefix + path, body, all_headers)
                answer = self.connection.getresponse()
                data = answer.read()
                if answer.will_close:
                    self.close()
                break
            except (http.client.HTTPException, OSError):
                self.close()
                # A kept connection may have been closed meanwhile; a fresh one that fails is the server's doing.
                if fresh or attempt == 2:
                    raise
        came = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, data)
        ANSWERS.check(self.port, method, self.prefix + path, came)
        return came

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body, **more)

    def ok(self, method, path, body=None, **more):
        """The JSON of an answer that must be 2xx."""
        answer = self.call(method, path, body, **more)
        expect(200 <= answer.status < 300, f"{method} {path}: expected 2xx, came {answer.status} {answer.body[:400]!r}")
        return answer.json

    def all(self, path):
        """Every item of a paged list."""
        items, cursor = [], None
        while True:
            page = self.ok("GET", path + ("&" if "?" in path else "?") + "limit=500" + (f"&cursor={cursor}" if cursor else ""))
            items += page["items"]
            cursor = page.get("next")
            if not cursor:
                return items


class Simulator(Process):
    """`baton sim vendors`. `options`: further words of its command line."""

    def __init__(self, build, log=None, options=(), environment=None):
        super().__init__([Path(build) / "baton", "sim", "vendors", "--port", "0", *options], environment=environment, log=log)
        self.client = Client(self.wait_listening())

    def url(self, vendor):
        return f"http://127.0.0.1:{self.port}/{vendor}"

    def control(self, **script):
        self.client.ok("POST", "/_control", script)

    def resend(self, vendor, last=1):
        """
        Has a vendor send the last webhooks once more that were taken; there must be so many. They are under way when this returns: their ids, and
        how many attempts there will be of each when they are answered.
        """
        answer = self.client.ok("POST", "/_resend", {"vendor": vendor, "last": last})
        expect(answer["sent"] == last, f"{vendor} was to send its last {last} webhooks again, and sends {answer['sent']}: no more were taken by then")
        attempts = {}
        for one in answer["deliveries"]:
            attempts[one["id"]] = attempts.get(one["id"], one["attempts"]) + 1
        return attempts

    def reset(self):
        self.client.ok("POST", "/_reset", {})

    def seen(self):
        return self.client.ok("GET", "/_seen?details=1")


class Server(Process):
    """build/baton serve over a data folder. `again()` starts another one over the same folder and port."""

    def __init__(self, build, data, config, environment=None, options=(), port=0, log=None):
        self.build, self.data, self.config = Path(build), Path(data), Path(config)
        self.environment, self.options, self.log = dict(environment or {}), tuple(options), log
        super().__init__(
            [self.build / "baton", "serve", "--listen", f"127.0.0.1:{port}", "--data", data, "--config", config, *options],
            environment=self.environment,
            log=log,
        )

    def ready(self, seconds=READY_SECONDS):
        """Waits for /readyz; returns a client with the admin token."""
        self.wait_listening(seconds)
        self.client = Client(self.port)

        def is_ready():
            if not self.alive():
                raise Failure(f"the server ended with {self.process.returncode}{self.error_text()}")
            try:
                return self.client.get("/readyz", timeout=2).status == 200
            except OSError:
                return False

        until("/readyz to answer 200", is_ready, seconds, 0.005)
        ANSWERS.hold(self.port, self.build / "baton")
        self.client.token = self.admin_token()
        return self.client

    def kill(self):
        ANSWERS.let_go(self.port)
        super().kill()

    def admin_token(self):
        return (self.data / "admin.token").read_text().strip()

    def reload(self):
        """Has the configuration read again, and waits until that is over. For a server with a log."""
        over = lambda: Path(self.log).read_text(encoding="utf-8", errors="replace").count("read again; settings")  # noqa: E731
        before = over()
        self.signal(signal.SIGHUP)
        until("the end of the reload", lambda: over() > before)

    def again(self, **changes):
        made = Server(self.build, self.data, self.config, changes.get("environment", self.environment), changes.get("options", self.options), self.port, self.log)
        return made


class StandIn(BaseHTTPRequestHandler):
    """A system of others that a test plays: it answers with JSON, and prints nothing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits 40 ms for the acknowledgement of its head

    @classmethod
    def serve(cls):
        """Serves on a free port from now on; returns the server."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), cls)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def reply(self, status, value):
        text = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments):
        pass


class Scratch:
    """A folder on disk for one run, removed at the end unless kept."""

    def __init__(self, name, keep=False, base=None):
        self.path = Path(tempfile.mkdtemp(prefix=f"baton-{name}-", dir=base))
        self.keep = keep
        atexit.register(self.remove)

    def remove(self):
        if not self.keep:
            shutil.rmtree(self.path, ignore_errors=True)

    def __truediv__(self, name):
        return self.path / name


def config_folder(path, connections=None, templates=(), settings=None):
    """A configuration: the shipped connectors, and what the caller says. `templates`: shipped file names or {name: text}."""
    path.mkdir(parents=True)
    shipped = ROOT / "config"
    shutil.copytree(shipped / "connectors", path / "connectors")
    if (shipped / "schema").is_dir():
        shutil.copytree(shipped / "schema", path / "schema")
    (path / "templates").mkdir()
    if isinstance(templates, dict):
        for name, text in templates.items():
            (path / "templates" / name).write_text(text)
    else:
        for name in templates:
            shutil.copy(shipped / "templates" / name, path / "templates" / name)
    if connections is None:
        shutil.copy(shipped / "connections.yaml", path / "connections.yaml")
    else:
        (path / "connections.yaml").write_text(connections)
    if settings is not None:
        (path / "baton.yaml").write_text(settings)
    return path


def sign(secret, body):
    """HMAC-SHA256 as Jira, GitHub and most others send it."""
    return "sha256=" + hmac.new(secret.encode(), body if isinstance(body, bytes) else body.encode(), hashlib.sha256).hexdigest()


def raw(port, data, seconds=5.0, answers=1):
    """Sends bytes as they are and returns what comes until the other side closes or, after so many answers, falls silent."""
    with socket.create_connection(("127.0.0.1", port), seconds) as connection:
        connection.sendall(data)
        got = b""
        connection.settimeout(seconds)
        try:
            while True:
                part = connection.recv(65536)
                if not part:
                    break
                got += part
                if len(statuses(got)) >= answers:
                    connection.settimeout(0.1)
        except (TimeoutError, ConnectionResetError):
            pass
        return got


def statuses(data):
    """The status of each answer on a connection, in order."""
    return [int(number) for number in re.findall(rb"HTTP/1\.1 (\d{3}) ", data)]


class Runner:
    """
    Runs checks one after another, prints a line for each, ends with `N passed, N failed`. Whatever servers answer meanwhile is held against the
    description of the API, unless `holds_answers` is false, as where time is measured.
    """

    def __init__(self, name, holds_answers=True):
        self.name, self.passed, self.failed = name, 0, 0
        ANSWERS.held = holds_answers

    def check(self, title, function, *arguments):
        began = time.monotonic()
        try:
            function(*arguments)
        except (Failure, OSError, KeyError, IndexError, TypeError, ValueError, http.client.HTTPException) as error:
            self.failed += 1
            print(f"FAIL {title}: {type(error).__name__ + ': ' if not isinstance(error, Failure) else ''}{error}", flush=True)
            return False
        self.passed += 1
        print(f"ok   {title} ({time.monotonic() - began:.2f} s)", flush=True)
        return True

    def make(self, title, build):
        """What `build` returns, as a check. Without it nothing else can be checked, so its failure ends the program."""
        made = []
        if not self.check(title, lambda: made.append(build())):
            self.finish()
        return made[0]

    def finish(self):
        # One that came to a thread of a test, or that a check caught, has not failed anything yet.
        if ANSWERS.differing and not self.failed:
            self.failed += 1
            print(f"FAIL answers are as the API is described: {len(ANSWERS.differing)} are not, first {ANSWERS.differing[0]}", flush=True)
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)

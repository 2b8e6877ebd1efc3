"""What the hostile drills share: a server of their own, raw connections, and what its process holds. Standard library only, loopback only."""

import argparse
import mmap
import os
import re
import socket
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from harness import Client, Failure, Runner, Scratch, Server, config_folder, equal, expect, sign, until  # noqa: E402, F401

PROBLEM = "application/problem+json"
ANSWER_SECONDS = 10
SECRET = "hostile-secret"
CONNECTIONS = """\
connections:
  signed:
    connector: http
    webhook:
      scheme: hmac
      secret: { env: HOSTILE_SECRET }
      header: X-Signature
      prefix: "sha256="
      id_header: X-Delivery-Id
"""


def arguments(text, **more):
    """The options of every drill: --build, --seed, --long, --keep, and more by name and default."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="where baton was built")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true", help="as before a release, not as in CI")
    parser.add_argument("--keep", action="store_true", help="leave the data behind")
    for name, default in more.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(default), default=default)
    options = parser.parse_args()
    options.build = options.build.resolve()
    return options


class Victim:
    """A server to be hostile to, with its admin's client and token."""

    def __init__(self, options, name, connections=CONNECTIONS, environment=None, templates=(), settings=None):
        self.scratch = Scratch(name, options.keep)
        folder = config_folder(self.scratch / "config", connections, templates, settings)
        environment = {"HOSTILE_SECRET": SECRET, **(environment or {})}
        self.server = Server(options.build, self.scratch / "data", folder, environment, log=self.scratch / "server.log")
        self.know()

    def know(self):
        self.admin = self.server.ready()
        self.port, self.token, self.pid = self.server.port, self.admin.token, self.server.process.pid

    def restart(self):
        """Another process over the same data."""
        self.admin.close()
        self.server.kill()
        self.server = self.server.again()
        self.know()

    def status_mb(self, field="VmRSS"):
        match = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text(), re.M)
        return int(match.group(1)) / 1024

    def forget_peak(self):
        """VmHWM counts from here on."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def cpu_s(self):
        """Seconds of processor time that it has used so far, in all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def metric(self, name):
        """The sum of a metric over its labels."""
        text = self.admin.get("/metrics").body.decode()
        values = re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.M)
        expect(values, f"/metrics has no {name}")
        return sum(float(value) for value in values)

    def healthy(self):
        expect(self.server.alive(), f"the server ended with {self.server.process.returncode}{self.server.error_text()}")
        equal(self.admin.get("/healthz").status, 200, "/healthz")
        equal(self.admin.get("/readyz").status, 200, "/readyz")

    def stop(self):
        """Ends it as an operator would: with nothing open it must go at once and in good order."""
        self.admin.close()
        self.server.signal(15)
        equal(self.server.wait(), 0, "exit code after SIGTERM")


def rested_memory_ms(pages):
    """What it takes to write to so many pages of memory that nobody has touched for half a second. Next to nothing on a machine of one's own;
    hosts of virtual machines take such pages away, and 8,000 of them then take 160 ms."""
    with mmap.mmap(-1, pages * mmap.PAGESIZE) as memory:
        for _ in range(2):
            began = time.monotonic()
            for at in range(0, len(memory), mmap.PAGESIZE):
                memory[at] = 1
            took = (time.monotonic() - began) * 1000
            time.sleep(0.5)
    return took


class AckLimit:
    """What the slowest of a hundred acknowledgements may take beside trouble: 100 ms on a machine on which one by itself takes 1.25 ms, in
    proportion more on a slower one, and what the machine takes for the memory of those who wake up together, `pages` of it. Measured before
    the trouble and after it, each time COUNT acknowledgements."""

    LEAST_MS, ALONE_MAX_MS, COUNT = 100, 20, 200

    def __init__(self, victim, pages=1):
        self.victim, self.pages, self.acked = victim, pages, 0
        self.alone = self.measure()

    def measure(self):
        client, took = Client(self.victim.port, self.victim.token), []
        for _ in range(self.COUNT):
            began = time.monotonic()
            equal(client.post("/api/v1/events", {"type": "hostile.alone"}, timeout=60).status, 202, "an event by itself")
            took.append((time.monotonic() - began) * 1000)
        client.close()
        self.acked += self.COUNT
        middle = sorted(took)[self.COUNT // 2]
        expect(middle < self.ALONE_MAX_MS, f"inconclusive: an acknowledgement takes {middle:.1f} ms with nobody else there")
        return middle

    def hold(self, p99):
        """Ends the trouble's measuring: says what came, and fails when it is more than the limit."""
        alone = max(self.alone, self.measure())
        memory = rested_memory_ms(self.pages)
        limit = max(self.LEAST_MS, 80 * alone) + memory
        why = f"one by itself takes {alone:.1f} ms, {self.pages} rested pages {memory:.0f} ms"
        expect(p99 < limit, f"p99 of the acknowledgements: expected under {limit:.0f} ms, as {why}; came {p99:.1f}")
        return f"p99 {p99:.1f} ms of {limit:.0f} ({why})"


class RawAnswer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def __repr__(self):
        return f"{self.status} {self.body[:120]!r}"


class Raw:
    """One connection, byte by byte: what is sent is sent as it is, and what comes is read as strictly as it was asked."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got = b""
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """False when the other side has closed meanwhile, which is its right once it has refused."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def half_close(self):
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.ended = True

    def more(self):
        try:
            part = self.socket.recv(65536)
        except ConnectionResetError:
            part = b""
        except TimeoutError:
            raise Failure(f"no answer and no end within {ANSWER_SECONDS} s; so far {self.got[:200]!r}") from None
        self.got += part
        self.ended = not part
        return bool(part)

    def to_end(self):
        while not self.ended:
            self.more()

    def answer(self, method=b"GET"):
        """The next final answer; None when the connection ended instead."""
        while True:
            answer, self.got = first_answer(self.got, method)
            if answer and answer.status >= 200:
                return answer
            if not answer and not self.more():
                expect(not self.got, f"half an answer, then the end: {self.got[:200]!r}")
                return None


def first_answer(data, method=b"GET"):
    """The first whole answer of `data` and what is behind it; None when it is not whole yet. Fails when it is no answer at all."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None, data
    lines = data[:end].split(b"\r\n")
    expect(re.fullmatch(rb"HTTP/1\.1 \d{3} [ -~]+", lines[0]), f"expected a status line, came {lines[0][:100]!r}")
    status = int(lines[0][9:12])
    headers = {}
    for line in lines[1:]:
        name, colon, value = line.partition(b": ")
        expect(colon and name.lower() not in headers, f"a field that is none, or comes twice: {line[:100]!r}")
        headers[name.lower().decode()] = value.decode("latin-1")
    bodiless = method == b"HEAD" and status < 400 or status in (204, 304) or status < 200
    expect(bodiless or "content-length" in headers, f"an answer that does not say where it ends: {lines!r}")
    size = 0 if bodiless else int(headers["content-length"])
    if len(data) < end + 4 + size:
        return None, data
    return RawAnswer(status, headers, data[end + 4 : end + 4 + size]), data[end + 4 + size :]


def all_answers(data):
    answers = []
    while data:
        answer, rest = first_answer(data)
        expect(answer, f"half an answer: {data[:200]!r}")
        if answer.status >= 200:
            answers.append(answer)
        data = rest
    return answers

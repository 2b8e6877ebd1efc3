#!/usr/bin/env python3
"""What goes out to a vendor and what comes back from it: data stays in its place, secrets stay out of runs. Usage: test_outbound.py [--build DIR]"""

import base64
import gzip
import html
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, Scratch, Server, StandIn, config_folder, equal, expect, until  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
PASSWORD = 'pass"word\\with/odd&letters'
DEVELOPER = "developer-token-of-ours"

CONNECTIONS = """\
connections:
  out:
    connector: http
    base_url: { env: OUT_URL }
    allow_private: [127.0.0.0/8]
    auth: { kind: basic, username: env:OUT_USER, password: env:OUT_PASSWORD }
    headers: { developer-token: env:DEVELOPER_TOKEN }
  itself: { connector: http, allow_private: true }
"""

TEMPLATES = {
    "notify.yaml": """\
workflow: notify
on: [{ event: notify.asked, key: event.data.id + event.data.word }]
steps:
  act:
    do: out.post
    with: { path: "/customers/${trigger.data.id}/notify", query: { word: "${trigger.data.word}" }, json: { a: 1 } }
    retry: { attempts: 1 }
""",
    "reach.yaml": """\
workflow: reach
on: [{ event: reach.asked, key: event.data.url }]
steps:
  act: { do: itself.get, with: { url: "${trigger.data.url}" }, retry: { attempts: 1 } }
""",
}


class Vendor(StandIn):
    """Repeats what it was sent: in the body, in its headers, in a cookie."""

    targets = []
    status = 200
    answer = None  # of the credential: the body, and further headers

    def do_POST(self):
        self.body()
        Vendor.targets.append(self.path)
        body, more = json.dumps({"echo": dict(self.headers), "text": str(self.headers)}).encode(), {}
        if Vendor.answer:
            body, more = Vendor.answer(self.headers["Authorization"])
        self.send_response(Vendor.status)
        self.send_header("Content-Type", "application/json")
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Request-Id", self.headers["Authorization"])
        self.send_header("Set-Cookie", "s=" + self.headers["developer-token"])
        self.end_headers()
        self.wfile.write(body)


class Outbound:
    def __init__(self):
        self.scratch = Scratch("outbound")
        self.vendor = Vendor.serve()
        folder = config_folder(self.scratch / "config", CONNECTIONS, TEMPLATES)
        environment = {
            "OUT_URL": f"http://127.0.0.1:{self.vendor.server_port}/tenant-1/v1",
            "OUT_USER": "ada",
            "OUT_PASSWORD": PASSWORD,
            "DEVELOPER_TOKEN": DEVELOPER,
        }
        self.server = Server(BUILD, self.scratch / "data", folder, environment, log=self.scratch / "server.log")
        self.admin = self.server.ready()

    runs = 0  # of notify

    def run_of(self, workflow, number, data):
        self.admin.ok("POST", "/api/v1/events", json.dumps({"type": f"{workflow}.asked", "id": f"{workflow}-{number}", "data": data}))
        runs = lambda: [run for run in self.admin.all(f"/api/v1/runs?workflow={workflow}") if run["status"] in ("succeeded", "failed")]  # noqa: E731
        until(f"run {number} of {workflow} to end", lambda: len(runs()) == number)
        newest = max(runs(), key=lambda run: run["id"])
        return self.admin.ok("GET", "/api/v1/runs/" + newest["id"])

    def data_stays_in_its_place(self):
        number = 0
        for identifier, word, expected in (
            ("7", "a", "/tenant-1/v1/customers/7/notify?word=a"),
            ("7/delete?x=", "a&admin=true", "/tenant-1/v1/customers/7%2Fdelete%3Fx%3D/notify?word=a%26admin%3Dtrue"),
            ("50%", "é", "/tenant-1/v1/customers/50%25/notify?word=%C3%A9"),
        ):
            number += 1
            equal(self.run_of("notify", number, {"id": identifier, "word": word})["status"], "succeeded", identifier)
            equal(Vendor.targets[-1], expected, "the target of " + identifier)
        sent = len(Vendor.targets)
        for identifier in ("", "..", "../..", "..%2f..%2fadmin", "..;/x", "%2e%2e", "%252e%252e", "..%c0%af", "7%00", "a\r\nX: y", "..\\x"):
            number += 1
            equal(self.run_of("notify", number, {"id": identifier, "word": "b"})["status"], "failed", repr(identifier))
        equal(len(Vendor.targets), sent, "requests sent for steps aside")
        self.runs = number

    def secrets_stay_out(self):
        viewer = self.admin.ok("POST", "/api/v1/tokens", json.dumps({"name": "looks", "role": "viewer"}))["token"]
        forms = [PASSWORD, json.dumps(PASSWORD)[1:-1], base64.b64encode(f"ada:{PASSWORD}".encode()).decode(), DEVELOPER]
        for status in (200, 400):
            Vendor.status = status
            self.runs += 1
            run = self.run_of("notify", self.runs, {"id": f"s{status}", "word": "c"})
            equal(run["status"], "succeeded" if status == 200 else "failed", f"the run that was answered {status}")
            for path in (f"/api/v1/runs/{run['id']}", f"/api/v1/runs/{run['id']}/journal"):
                shown = self.admin.call("GET", path, token=viewer).body
                shown = shown if isinstance(shown, str) else shown.decode()
                for form in forms:
                    expect(form not in shown and json.dumps(form)[1:-1] not in shown, f"{path} of {status} shows {form}")
                expect("[secret]" in shown, f"{path} of {status} shows nothing of the echo: {shown[:300]}")
                expect("cookie" not in shown.lower(), f"{path} shows a cookie")
        kept = b"".join(file.read_bytes() for file in (self.scratch / "data").glob("baton.db*"))
        for form in forms:
            expect(form.encode() not in kept, f"the database holds {form}")

    def shown_of(self, name, status, answer):
        """What a viewer sees of a run whose vendor answers so."""
        Vendor.status, Vendor.answer = status, answer
        self.runs += 1
        run = self.run_of("notify", self.runs, {"id": f"coded-{self.runs}", "word": "d"})
        Vendor.answer = None
        return json.dumps(run) + json.dumps(self.admin.ok("GET", f"/api/v1/runs/{run['id']}/journal"))

    def coded_secrets_stay_out(self):
        base = lambda text: base64.b64encode(text.encode()).decode()  # noqa: E731
        codings = {
            "hex": lambda text: text.encode().hex(),
            "base64 of base64": lambda text: base(base(text)),
            "base64 of hex": lambda text: base(text.encode().hex()),
            "base64 of JSON": lambda text: base(json.dumps({"authorization": text})),
            "folded base64": lambda text: base64.encodebytes((text * 4).encode()).decode().replace("\n", "\r\n"),
            "HTML of hex of base64": lambda text: html.escape(base(text).encode().hex().upper()),
            "JSON, five deep": lambda text: json.dumps(json.dumps(json.dumps(json.dumps(json.dumps(text))))),
        }
        for name, code in codings.items():
            for status in (200, 400):
                shown = self.shown_of(name, status, lambda credential, code=code: (json.dumps({"echo": code(credential)}).encode(), {}))
                sent = f"Basic {base('ada:' + PASSWORD)}"
                expect(code(sent)[:40] not in shown, f"{name} of {status}: {shown[:800]}")
                expect("[secret]" in shown, f"{name} of {status} shows nothing of the echo: {shown[:300]}")

    def secrets_in_compressed_answers_stay_out(self):
        for status in (200, 400):
            shown = self.shown_of("gzip", status, lambda credential: (gzip.compress(json.dumps({"echo": credential}).encode()), {"Content-Encoding": "gzip"}))
            expect("H4sI" not in shown, f"the bytes of a compressed answer are kept: {shown[:800]}")
            expect("[secret]" in shown and PASSWORD not in shown, f"{status}: {shown[:800]}")

    def what_cannot_be_unpacked_is_not_kept(self):
        bomb = gzip.compress(b" " * 20_000_000)
        for status, coding, body, words in (
            (200, "gzip", bomb, "too_large"),
            (400, "gzip", bomb, "once it is unpacked"),
            (200, "gzip", b"no gzip", "answer_encoded"),
            (200, "br", gzip.compress(b"{}"), "was not asked for"),
        ):
            shown = self.shown_of(coding, status, lambda credential, body=body, coding=coding: (body, {"Content-Encoding": coding}))
            expect("H4sI" not in shown, f"the bytes of a compressed answer are kept: {shown[:800]}")
            expect(words in shown, f"{status}, {coding}: {shown[:800]}")

    def does_not_reach_itself(self):
        for number, url in enumerate(
            (
                f"http://127.0.0.1:{self.server.port}/healthz",
                f"http://localhost:{self.server.port}/healthz",
                f"http://[::ffff:127.0.0.1]:{self.server.port}/healthz",
                "http://169.254.169.254/latest/meta-data",
                "http://0.0.0.0:1/",
            ),
            1,
        ):
            run = self.run_of("reach", number, {"url": url})
            equal(run["status"], "failed", url)
            expect("egress_refused" in json.dumps(run), f"{url}: {json.dumps(run)[:500]}")

    def stop(self):
        self.server.kill()
        self.vendor.shutdown()


def main():
    runner = Runner("outbound")
    outbound = runner.make("the server boots", Outbound)
    runner.check("data fills a place of a path and makes none", outbound.data_stays_in_its_place)
    runner.check("a vendor that repeats secrets brings none into a run", outbound.secrets_stay_out)
    runner.check("nor does one that encodes them", outbound.coded_secrets_stay_out)
    runner.check("secrets in compressed answers stay out", outbound.secrets_in_compressed_answers_stay_out)
    runner.check("what cannot be unpacked is not kept", outbound.what_cannot_be_unpacked_is_not_kept)
    runner.check("neither metadata nor this server is gone to", outbound.does_not_reach_itself)
    outbound.stop()
    runner.finish()


if __name__ == "__main__":
    main()

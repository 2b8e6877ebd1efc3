#!/usr/bin/env python3
"""Secrets in the encrypted store, and log-ins at a vendor: they work, and nothing that leaves the server has their values. Usage: test_secrets.py [--build DIR]"""

import base64
import hashlib
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, Scratch, Server, StandIn, config_folder, equal, expect, until  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
CANARIES = [f"canary-{word}-{os.urandom(8).hex()}" for word in ("first", "second", "third")]
REFRESH = [f"refresh-{number}-{os.urandom(8).hex()}" for number in range(12)]
ACCESS = f"access-{os.urandom(8).hex()}"

MANIFEST = """\
connector: crm
auth:
  - { kind: oauth2, flow: refresh_token, token_url: /token, authorize_url: /authorize }
operations:
  post: { request: { method: POST, path: /things, json: {} }, output: { echo: "${body}" } }
"""

CONNECTIONS = """\
connections:
  out:
    connector: http
    base_url: { env: OUT_URL }
    allow_private: [127.0.0.0/8]
    auth: { kind: bearer, token: secret:out_token }
  crm:
    base_url: { env: OUT_URL }
    allow_private: [127.0.0.0/8]
    auth: { kind: oauth2, client_id: env:CLIENT_ID, client_secret: env:CLIENT_SECRET, refresh_token: secret:crm_refresh }
"""

TEMPLATES = {
    f"{name}.yaml": f"""\
workflow: {name}
on: [{{ event: {name}.asked, key: event.data.id }}]
steps:
  act: {{ do: {name}.post, with: {{ {extra} }}, retry: {{ attempts: 1 }} }}
"""
    for name, extra in (("out", "path: /things, json: { a: 1 }"), ("crm", ""))
}


class Vendor(StandIn):
    """Repeats what it was sent, and gives tokens: each refresh token is good once."""

    proofs = []
    forms = []
    refresh = 0  # the newest token that was given
    challenge = None
    status = 200  # of what is no token

    def do_POST(self):
        body = self.body().decode()
        if self.path == "/token":
            status, answer = self.token(dict(parse_qsl(body)))
        else:
            Vendor.proofs.append(self.headers["Authorization"])
            status, answer = Vendor.status, {"echo": dict(self.headers)}
        self.reply(status, answer)

    def token(self, form):
        Vendor.forms.append(form)
        if form["grant_type"] == "authorization_code":
            digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
            if form["code"] != "code-1" or digest != Vendor.challenge:
                return 400, {"error": "invalid_grant"}
        elif form["refresh_token"] != REFRESH[Vendor.refresh]:
            return 400, {"error": "invalid_grant"}
        Vendor.refresh += 1
        return 200, {"access_token": ACCESS, "refresh_token": REFRESH[Vendor.refresh], "expires_in": 3600}


class Secrets:
    def __init__(self):
        self.scratch = Scratch("secrets")
        self.vendor = Vendor.serve()
        folder = config_folder(self.scratch / "config", CONNECTIONS, TEMPLATES)
        (folder / "connectors/crm.yaml").write_text(MANIFEST)
        self.key = self.scratch / "keys/baton.key"
        self.key.parent.mkdir(mode=0o700)
        environment = {
            "OUT_URL": f"http://127.0.0.1:{self.vendor.server_port}",
            "CLIENT_ID": "client-id-of-ours",
            "CLIENT_SECRET": "client-secret-of-ours",
            "BATON_SECRETS_KEY_FILE": str(self.key),
            "BATON_LOG": "debug",
        }
        self.server = Server(BUILD, self.scratch / "data", folder, environment, log=self.scratch / "server.log")
        self.admin = self.server.ready()
        self.shown = []  # all that the command line has said
        self.runs = 0

    def environment(self):
        """Of the command line."""
        return {**os.environ, "BATON_URL": f"http://127.0.0.1:{self.server.port}", "BATON_DATA_DIR": str(self.server.data), "BATON_SECRETS_KEY_FILE": str(self.key)}

    def cli(self, *arguments, text="", status=0):
        done = subprocess.run([BUILD / "baton", *arguments], input=text, text=True, capture_output=True, env=self.environment(), timeout=60)
        self.shown.append(done.stdout + done.stderr)
        equal(done.returncode, status, f"baton {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def state(self, name):
        return next(item for item in self.admin.ok("GET", "/api/v1/connections")["items"] if item["name"] == name)

    def run_of(self, workflow):
        self.runs += 1
        self.admin.ok("POST", "/api/v1/events", json.dumps({"type": f"{workflow}.asked", "id": f"e-{self.runs}", "data": {"id": str(self.runs)}}))
        ended = lambda: [run for run in self.admin.all(f"/api/v1/runs?key={self.runs}") if run["status"] in ("succeeded", "failed")]  # noqa: E731
        return until(f"run {self.runs} to end", ended)[0]

    def restart(self):
        self.server.kill()
        self.server = self.server.again()
        self.admin = self.server.ready()

    def a_missing_key_is_a_state(self):
        expect("there is no key file" in self.admin.call("PUT", "/api/v1/secrets/out_token", {"value": CANARIES[0]}).body.decode(), "a secret was taken without a key")
        self.cli("secrets", "init")
        equal(self.key.stat().st_mode & 0o777, 0o600, "the mode of the key")
        self.cli("secrets", "init", status=5)
        self.restart()

    def a_secret_is_in_use_at_once(self):
        expect("baton secrets set out_token" in self.state("out")["reason"], self.state("out")["reason"])
        self.cli("secrets", "set", "out_token", text=CANARIES[0] + "\n")
        equal(self.state("out")["state"], "ready", "the state of the connection")
        equal(self.run_of("out")["status"], "succeeded", "the run")
        equal(Vendor.proofs[-1], f"Bearer {CANARIES[0]}", "the proof")
        self.cli("secrets", "set", "out_token", text=CANARIES[1])
        self.run_of("out")
        equal(Vendor.proofs[-1], f"Bearer {CANARIES[1]}", "the proof after a change")
        self.restart()
        self.run_of("out")
        equal(Vendor.proofs[-1], f"Bearer {CANARIES[1]}", "the proof after a restart")

    def a_rotated_key_opens_everything(self):
        before = self.key.read_bytes()
        self.cli("secrets", "rotate-key")
        expect(self.key.read_bytes() != before, "the key is the same")
        expect(not Path(str(self.key) + ".next").exists(), "the new key is still beside the old one")
        self.restart()
        self.run_of("out")
        equal(Vendor.proofs[-1], f"Bearer {CANARIES[1]}", "the proof after a rotation")
        now = self.key.read_bytes()
        self.key.write_bytes(before)
        self.restart()
        expect("sealed with another key" in self.state("out")["reason"], self.state("out")["reason"])
        self.key.write_bytes(now)
        self.restart()
        equal(self.state("out")["state"], "ready", "the state with the right key")

    def a_person_logs_in(self):
        login = subprocess.Popen([BUILD / "baton", "connectors", "login", "crm", "--print"], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment())
        try:
            page = login.stderr.readline()
            asked = dict(parse_qsl(urlsplit(page[page.index("http") :].strip()).query))
            Vendor.challenge = asked["code_challenge"]
            back = f"{asked['redirect_uri']}?code=code-1&state={asked['state']}"
            expect(b"Close this page" in urllib.request.urlopen(back, timeout=10).read(), "the page of the redirection")
            out, error = login.communicate(timeout=30)
        finally:
            login.kill()
        self.shown.append(page + out + error)
        equal(login.returncode, 0, error)
        expect("crm_refresh" in out, out)
        equal(self.state("crm")["state"], "ready", "the state of the connection")
        equal(self.run_of("crm")["status"], "succeeded", "the run")

    def a_used_refresh_token_is_never_sent_again(self):
        """Each start of the process asks for a token; the vendor refuses each refresh token but the newest."""
        for _ in range(3):
            self.restart()
            equal(self.run_of("crm")["status"], "succeeded", "the run after a kill")
        sent = [form["refresh_token"] for form in Vendor.forms if form["grant_type"] == "refresh_token"]
        equal(sent, REFRESH[1 : len(sent) + 1], "the refresh tokens that were sent")
        expect(len(sent) >= 4, f"only {len(sent)} were sent")

    def a_person_logs_in_from_the_console(self):
        signed_in = self.admin.call("POST", "/api/v1/session", {"token": self.admin.token}, headers={"X-Baton-Console": "1"}, token="")
        equal(signed_in.status, 201, f"the sign-in: {signed_in.body[:300]!r}")
        console = "https://baton.example.com"
        session = {"Cookie": signed_in.header("set-cookie").split(";")[0], "X-Baton-Console": "1", "Origin": console}
        path, wanted = "/api/v1/connections/crm/login", {"redirect_uri": f"{console}/login/callback"}
        for headers, token in (({**session, "Origin": "https://evil.example.com"}, ""), ({"Origin": console}, None)):
            refused = self.admin.call("POST", path, wanted, headers=headers, token=token)
            equal((refused.status, refused.json["errors"][0]["pointer"]), (400, "/redirect_uri"), "a page that is not where the session is")
        equal(self.state("crm")["logins"], ["redirect"], "how a person logs in")
        equal(self.state("out")["logins"], [], "how a person logs in where nobody does")

        begun = self.admin.ok("POST", path, wanted, headers=session, token="")
        asked = dict(parse_qsl(urlsplit(begun["url"]).query))
        equal(asked["redirect_uri"], wanted["redirect_uri"], "where the vendor sends the browser")
        Vendor.challenge = asked["code_challenge"]
        brought = {"code": "code-1", "state": asked["state"]}
        path += f"/{begun['id']}"
        page = self.admin.call("GET", "/login/callback?code=code-1&state=x", headers={"Accept": "text/html"}, token="")
        expect(page.status in (200, 404), f"the page of the console, or none where it is not built: {page.status}")
        other = self.admin.ok("POST", "/api/v1/tokens", {"name": "other", "role": "admin"})["token"]
        equal(self.admin.call("POST", path, brought, token=other).status, 404, "the log-in of somebody else")
        forged = self.admin.call("POST", path, {**brought, "state": "x"}, headers=session, token="")
        equal(forged.status, 403, "another state")
        before = Vendor.refresh
        equal(self.admin.ok("POST", path, brought, headers=session, token="")["secret"], "crm_refresh", "where it was stored")
        equal(Vendor.refresh, before + 1, "the tokens that were given")
        equal(self.admin.call("POST", path, brought, headers=session, token="").status, 404, "a log-in is good once")
        equal(self.run_of("crm")["status"], "succeeded", "the run")
        acts = [(row["object"], row["detail"]) for row in self.admin.ok("GET", "/api/v1/audit?act=connections.login")["items"]]
        equal(acts, [("crm", {"secret": "crm_refresh"})] * 2, "the log-ins in the audit")

    def nothing_has_a_value(self):
        self.cli("secrets", "set", "out_token", text=CANARIES[2])
        self.cli("secrets", "set", "spare", text=CANARIES[2])
        self.cli("secrets", "rm", "spare")
        self.run_of("out")
        Vendor.status = 422
        for name in ("out", "crm"):
            failed = self.run_of(name)
            (attempt,) = self.admin.ok("GET", f"/api/v1/runs/{failed['id']}")["steps"][0]["attempts"]
            expect("[secret]" in attempt["exchange"]["body"], f"what is told of an attempt that was refused: {attempt}")
            self.cli("runs", "logs", failed["id"])
        self.cli("secrets", "ls", "-o", "json")
        self.cli("connectors", "ls", "-o", "json")
        self.cli("audit", "export")
        copy = self.scratch / "copy.db"
        self.cli("backup", str(copy))
        for path in ("secrets", "connections", "audit", "events", "runs", "system", "templates"):
            self.shown.append(self.admin.call("GET", f"/api/v1/{path}").body.decode(errors="replace"))
        for run in self.admin.all("/api/v1/runs"):
            for more in ("", "/journal", "/why"):
                self.shown.append(self.admin.call("GET", f"/api/v1/runs/{run['id']}{more}").body.decode(errors="replace"))
        for path in ("/metrics", "/healthz", "/readyz"):
            self.shown.append(self.admin.call("GET", path).body.decode(errors="replace"))
        said = "\n".join(self.shown).encode()
        files = {str(path): path.read_bytes() for path in self.scratch.path.rglob("*") if path.is_file() and path != self.key}
        expect(len(files[str(self.scratch / "server.log")]) > 1000, "there is no log")
        expect(len(files[str(copy)]) > 10_000, "there is no backup")
        for value in (*CANARIES, *REFRESH, ACCESS, "client-secret-of-ours"):
            for form in (value.encode(), base64.b64encode(value.encode()).rstrip(b"=")[:-2], value.encode().hex().encode()):
                expect(form not in said, f"{form!r} was shown")
                for name, content in files.items():
                    expect(form not in content, f"{form!r} is in {name}")
        acts = [row["act"] for row in self.admin.ok("GET", "/api/v1/audit?act=secrets")["items"]]
        for act in ("secrets.set", "secrets.remove", "secrets.rotate_key"):
            expect(act in acts, f"{act} is not in the audit")

    def a_removed_secret_is_not_used(self):
        self.cli("secrets", "rm", "out_token")
        equal(self.state("out")["state"], "inactive", "the state of the connection")

    def stop(self):
        self.server.kill()
        self.vendor.shutdown()


def main():
    runner = Runner("secrets")
    secrets = runner.make("the server boots without a key", Secrets)
    runner.check("a missing key is a state, and a command makes one", secrets.a_missing_key_is_a_state)
    runner.check("a secret that is set is in use at once and after a restart", secrets.a_secret_is_in_use_at_once)
    runner.check("a rotated key opens everything, and another one nothing", secrets.a_rotated_key_opens_everything)
    runner.check("a person logs in at a vendor", secrets.a_person_logs_in)
    runner.check("a refresh token that was used is never sent again", secrets.a_used_refresh_token_is_never_sent_again)
    runner.check("a person logs in at a vendor from the console", secrets.a_person_logs_in_from_the_console)
    runner.check("nothing that leaves the server has a value", secrets.nothing_has_a_value)
    runner.check("a secret that is removed is not used", secrets.a_removed_secret_is_not_used)
    secrets.stop()
    runner.finish()


if __name__ == "__main__":
    main()

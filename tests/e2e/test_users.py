#!/usr/bin/env python3
"""People: sign-in, sessions, roles, one-time links and the audit, over HTTP and the command line. Usage: test_users.py [--build DIR]"""

import hashlib
import http.client
import json
import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Client, Runner, Scratch, equal, expect, until  # noqa: E402
from scene import Scene, delivery, order  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
PASSWORD = "four old lamps glow"
CONSOLE = {"X-Baton-Console": "1"}


class Browser:
    """Keeps the cookie of one server, and sends what the console sends."""

    def __init__(self, port):
        self.client, self.cookie = Client(port), ""

    def call(self, method, path, body=None, headers=None):
        fields = {**CONSOLE, **({"Cookie": self.cookie} if self.cookie else {}), **(headers or {})}
        answer = self.client.call(method, path, body, headers={k: v for k, v in fields.items() if v is not None}, timeout=30)
        match = re.match(r"((?:__Host-)?baton_session=[^;]*)", answer.header("set-cookie"))
        if match:
            self.cookie = "" if match.group(1).endswith("=") else match.group(1)
        return answer

    def sign_in(self, **proof):
        return self.call("POST", "/api/v1/session", proof)

    def me(self):
        return self.call("GET", "/api/v1/me")


class Users:
    def __init__(self):
        self.scene = Scene(BUILD, Scratch("users"))
        self.admin, self.port = self.scene.admin, self.scene.server.port

    def browser(self, name=None, password=PASSWORD):
        browser = Browser(self.port)
        if name:
            answer = browser.sign_in(user=name, password=password)
            equal(answer.status, 201, f"{name} signs in: {answer.body[:300]!r}")
        return browser

    def baton(self, *words, code=0, stdin=""):
        command = [BUILD / "baton", "--url", f"http://127.0.0.1:{self.port}", "--data", self.scene.server.data, "--config", self.scene.folder, *words]
        done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True, text=True, timeout=60)
        equal(done.returncode, code, f"baton {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def the_first_admin_signs_in_by_a_link_once(self):
        said = "\n".join(self.scene.server.lines) + self.scene.server.error_text()
        expect("#code=" not in said, "a link is in the output, which is kept where it is no terminal")
        link = self.baton("login", "--print").strip()
        expect(link.startswith(f"http://127.0.0.1:{self.port}/#code=bc_"), f"a link, came {link!r}")
        code = link.split("#code=")[1]
        browser = self.browser()
        told = browser.call("POST", "/api/v1/session/code", {"code": code})
        equal((told.status, told.json["purpose"]), (200, "first_admin"), "what the code is for")
        equal(browser.sign_in(code=code, user="ada", password="short").status, 400, "a password that is too short")
        answer = browser.sign_in(code=code, user="ada", password=PASSWORD)
        equal(answer.status, 201, f"the first admin: {answer.body[:300]!r}")
        for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
            expect(word in answer.header("set-cookie"), f"the cookie is not {word}: {answer.header('set-cookie')}")
        expect("Secure" not in answer.header("set-cookie"), "the cookie would not come back over plain HTTP")
        equal((browser.me().json["name"], browser.me().json["role"]), ("ada", "admin"), "who signed in")
        equal(self.browser().sign_in(code=code, user="eve", password=PASSWORD).status, 401, "the code a second time")
        held = b"".join(path.read_bytes() for path in self.scene.server.data.rglob("*") if path.is_file())
        for secret in (PASSWORD, code, browser.cookie.split("=")[1]):
            expect(secret.encode() not in held, "a secret lies on disk in clear")

    def on_a_terminal_serve_prints_the_link(self):
        page = Client(self.port).call("GET", "/", headers={"Accept": "text/html"})
        has_console = page.header("Content-Type").startswith("text/html")
        terminal, other_end = pty.openpty()
        command = [BUILD / "baton", "serve", "--listen", "127.0.0.1:0", "--data", self.scene.scratch / "terminal", "--config", self.scene.folder]
        with open(self.scene.scratch / "terminal.log", "wb") as log:
            server = subprocess.Popen([str(word) for word in command], stdout=other_end, stderr=log, env={**os.environ, **self.scene.environment})
        os.close(other_end)
        said = [""]

        def printed(pattern):
            if select.select([terminal], [], [], 0)[0]:
                said[0] += os.read(terminal, 4096).decode()
            return re.search(pattern, said[0])

        try:
            port = int(until("the address", lambda: printed(r"listening on http://127\.0\.0\.1:(\d+)\r?\n")).group(1))
            if has_console:
                code = until("the link", lambda: printed(rf"http://127\.0\.0\.1:{port}/#code=(\S+)\r?\n")).group(1)
                answer = Browser(port).sign_in(code=code, user="root", password=PASSWORD)
                equal((answer.status, answer.json["role"]), (201, "admin"), "the sign-in by the printed link")
            else:
                until("the server to be ready", lambda: Client(port).get("/readyz").status == 200)
                expect("#code=" not in said[0], f"a link to a console that is not there: {said[0]}")
        finally:
            server.kill()
            server.wait()
            os.close(terminal)

    def restart(self, *options):
        """Stops the server as a service manager does, and starts it again."""
        self.scene.server.signal(signal.SIGTERM)
        self.scene.server.wait()
        self.admin = self.scene.restart(options=options)
        self.port = self.scene.server.port

    def over_tls_the_cookie_says_so(self):
        browser = self.browser()
        answer = browser.call("POST", "/api/v1/session", {"user": "ada", "password": PASSWORD}, headers={"X-Forwarded-Proto": "https"})
        expect("__Host-baton_session=" in answer.header("set-cookie") and "Secure" in answer.header("set-cookie"), f"the cookie: {answer.header('set-cookie')}")
        equal(browser.me().status, 200, "the cookie of the other name")

    def an_invited_user_chooses_a_password(self):
        link = self.baton("users", "add", "ben", "--role", "approver", "--group", "ops", "--title", "Ben B. 👩\u200d💻").strip()
        listed = {user["name"]: user for user in self.admin.ok("GET", "/api/v1/users")["items"]}
        equal((listed["ben"]["state"], listed["ben"]["groups"]), ("invited", ["ops"]), "the user")
        browser = self.browser()
        equal(browser.sign_in(code=link.split("#code=")[1], password="six grey mice sing").status, 201, "the invitation")
        me = browser.me().json
        equal((me["title"], me["may"]), ("Ben B. 👩\u200d💻", ["read", "decide"]), "who they are")
        self.baton("users", "passwd", "ben", "--password-file", "-", stdin=PASSWORD + "\n")
        equal(browser.me().status, 401, "a session once the password has changed")
        equal(self.browser("ben").me().status, 200, "the new password")
        self.baton("users", "add", "ben", code=5)
        self.baton("users", "disable", "nobody", code=4)

    def a_decision_is_that_of_the_user(self):
        body = order("people-1", 2000)
        equal(Client(self.port).post("/hooks/orders", body, headers=delivery(body, "people-1")).status // 100, 2, "the order")
        ben = self.browser("ben")
        item = until("the approval", lambda: ben.call("GET", "/api/v1/approvals?status=open").json["items"])[0]
        equal(ben.call("GET", f"/api/v1/approvals/{item['id']}").json["may"], ["ada", "admin", "ben"], "who may decide")
        self.baton("users", "add", "eye", "--role", "viewer", "--group", "ops", "--password-file", "-", stdin=PASSWORD)
        looks_on = self.browser("eye").call("POST", f"/api/v1/approvals/{item['id']}/approve", {})
        equal((looks_on.status, looks_on.json["role"]), (403, "approver"), "a viewer in the group")
        self.baton("users", "add", "other", "--role", "operator", "--password-file", "-", stdin=PASSWORD)
        other = self.browser("other").call("POST", f"/api/v1/approvals/{item['id']}/approve", {})
        equal((other.status, other.json["group"]), (403, "ops"), "an operator of no group")
        decided = ben.call("POST", f"/api/v1/approvals/{item['id']}/approve", {"comment": "go"})
        expect(decided.status in (200, 202), f"the decision: {decided.status} {decided.body[:300]!r}")
        act = self.admin.ok("GET", "/api/v1/audit?act=approvals")["items"][0]
        equal((act["actor"], act["act"], act["object"]), ("ben", "approvals.approve", item["id"]), "the act")
        equal(act["detail"]["comment"], "go", "the comment")
        equal(act["detail"].get("hash"), item["hash"], "what was decided, which the request did not say")

    def another_site_changes_nothing(self):
        ada = self.browser("ada")
        for headers in ({"X-Baton-Console": None}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
            answer = ada.call("POST", "/api/v1/users", {"name": "eve", "role": "admin"}, headers=headers)
            equal((answer.status, answer.json["code"]), (403, "csrf"), f"a request with {headers}")
        equal(ada.call("GET", "/api/v1/users", headers={"X-Baton-Console": None}).status, 200, "reading")

    def guessing_is_slowed_down(self):
        self.baton("users", "add", "slow", "--password-file", "-", stdin=PASSWORD)
        statuses = [Browser(self.port).sign_in(user="slow", password=f"guess number {n:03}").status for n in range(6)]
        equal(statuses, [401] * 5 + [429], "wrong passwords")
        answer = Browser(self.port).sign_in(user="slow", password=PASSWORD)
        equal(answer.status, 429, "the right one, too soon")
        expect(0 < int(answer.header("retry-after")) <= 30, f"Retry-After: {answer.header('retry-after')}")
        equal(self.browser("ben").me().status, 200, "somebody else")

    def a_stream_ends_with_its_session(self):
        ben = self.browser("ben")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", "/api/v1/stream?topics=runs", headers={"Cookie": ben.cookie})
        stream = connection.getresponse()
        equal(stream.status, 200, "a stream by the cookie")
        equal(ben.call("DELETE", "/api/v1/session").status, 204, "sign-out")
        expect(b"the session has ended" in stream.read(), "the stream does not say why it ends")
        connection.close()

    def sessions_outlive_a_restart(self):
        ada = self.browser("ada")
        self.restart()
        equal(ada.me().status, 200, "a session after a restart")

    def sessions_last_as_long_as_the_settings_say(self):
        self.restart("--set", "sessions.absolute=15m")
        answer = self.browser().sign_in(user="ada", password=PASSWORD)
        expect("Max-Age=900" in answer.header("set-cookie"), f"the cookie: {answer.header('set-cookie')}")
        self.restart()
        answer = self.browser().sign_in(user="ada", password=PASSWORD)
        expect(f"Max-Age={7 * 86400}" in answer.header("set-cookie"), f"the cookie by default: {answer.header('set-cookie')}")

    def a_disabled_user_is_out_at_once(self):
        self.baton("users", "add", "gone", "--password-file", "-", stdin=PASSWORD)
        gone = self.browser("gone")
        self.baton("users", "change", "gone", "--role", "editor")
        equal(gone.call("PUT", "/api/v1/me/drafts/theirs", {"text": "workflow: theirs", "version": 0}).status, 200, "a draft of theirs")
        self.baton("users", "disable", "gone")
        equal(gone.me().status, 401, "a session of theirs")
        equal(Browser(self.port).sign_in(user="gone", password=PASSWORD).status, 401, "a sign-in of theirs")
        self.baton("users", "enable", "gone")
        equal(self.browser("gone").call("GET", "/api/v1/me/drafts").json["items"], [], "drafts of somebody who was kept out")

    def the_drafts_of_a_revoked_token_are_dropped(self):
        def made():
            token = self.baton("token", "create", "writes", "--role", "editor").strip()
            found = [one["id"] for one in self.admin.ok("GET", "/api/v1/tokens")["items"] if (one["name"], one["state"]) == ("writes", "valid")]
            return Client(self.port, token), found[0]

        writes, number = made()
        writes.ok("PUT", "/api/v1/me/drafts/theirs", {"text": "workflow: theirs", "version": 0})
        writes.ok("PUT", "/api/v1/me/views/Theirs", {"q": "status:failed"})
        self.baton("token", "revoke", number)
        again = made()[0]
        equal(again.ok("GET", "/api/v1/me/drafts")["items"], [], "drafts of the token that had the name before")
        equal(again.ok("GET", "/api/v1/me/views")["items"], [], "views of the token that had the name before")

    def tokens_are_for_less_and_tell_their_use(self):
        made = self.baton("token", "create", "reads", "--role", "operator", "--scope", "read", "--expires", "90d").strip()
        client = Client(self.port, made)
        equal(client.get("/api/v1/runs").status, 200, "what it is for")
        equal(client.post("/api/v1/events", {"type": "a.b"}).status, 403, "what it is not for")
        browser = Browser(self.port)
        equal(browser.sign_in(token=made).status, 201, "a session by it")
        equal(browser.call("POST", "/api/v1/events", {"type": "a.b"}).status, 403, "the session may no more")
        token = [one for one in self.admin.ok("GET", "/api/v1/tokens")["items"] if one["name"] == "reads"][0]
        equal((token["scopes"], token["state"]), (["read"], "valid"), "the token")
        expect(token["expires_at"], "its expiry is not told")
        self.restart()  # what was used is stored at a stop, and once a minute
        used = [one["last_used_at"] for one in self.admin.ok("GET", "/api/v1/tokens")["items"] if one["name"] == "reads"]
        expect(used[0], "when it was used last is not told")

    def every_cell_of_the_table_holds(self):
        rows = re.findall(r"^\| `([A-Z]+) (/\S*)` \|(.*)\|$", (ROOT / "docs" / "roles.md").read_text(), re.M)
        expect(len(rows) > 50, f"rows of docs/roles.md: {len(rows)}")
        roles = ("sender", "viewer", "approver", "operator", "editor", "admin", "nobody")
        tokens = {role: self.admin.ok("POST", "/api/v1/tokens", {"name": f"cell-{role}", "role": role})["token"] for role in roles[:-1]}
        wrong, cells = [], 0
        for method, path, marks in rows:
            if path == "/api/v1/stream":
                path += "?topics=nothing"  # refused once it is known who asks; a stream would stay open
            path = re.sub(r"\{\w+\}", "nobody", path).removesuffix("/*")
            for role, mark in zip(roles, marks.split("|")):
                answer = Client(self.port, tokens.get(role)).call(method, path, b"" if method in ("POST", "PUT") else None, headers=CONSOLE)
                refused = answer.status == 403 if role != "nobody" else answer.status == 401
                cells += 1
                # What proves itself, as a webhook and a sign-in do, is refused for its own reasons.
                proves_itself = "✓" in marks.split("|")[-1]
                if not proves_itself and refused == ("✓" in mark):
                    wrong.append(f"{role} {method} {path}: {answer.status}")
        equal(wrong, [], f"wrong cells of {cells}")

    def what_an_operator_does_is_an_act(self):
        body = order("people-2", 2000)
        Client(self.port).post("/hooks/orders", body, headers=delivery(body, "people-2"))
        waits = lambda: [one for one in self.admin.all("/api/v1/approvals?status=open") if "people-2" in one["ask"]]  # noqa: E731
        run = self.admin.ok("GET", f"/api/v1/runs/{until('the approval', waits)[0]['run']}")
        path, other = f"/api/v1/runs/{run['id']}", self.browser("other")
        equal(other.call("POST", f"{path}/pause", {"reason": "lunch"}).status, 202, "pause")
        until("the pause", lambda: self.admin.ok("GET", path)["status"] == "paused")
        equal(other.call("POST", f"{path}/resume").status, 202, "resume")
        replayed = other.call("POST", f"/api/v1/events/{run['trigger']}/replay", headers={"Idempotency-Key": "once"})
        equal(replayed.status, 202, f"replay: {replayed.body[:300]!r}")
        tested = other.call("POST", "/api/v1/connections/out/test")
        equal(tested.status, 200, f"test of a connection: {tested.body[:300]!r}")
        equal(other.call("POST", "/api/v1/connections/nowhere/test").status, 404, "test of no connection")
        acts = self.admin.ok("GET", "/api/v1/audit?actor=other&limit=4")["items"]
        equal(
            [(act["act"], act["object"], act["detail"]) for act in reversed(acts)],
            [
                ("runs.pause", run["id"], {"reason": "lunch"}),
                ("runs.resume", run["id"], {}),
                ("events.replay", run["trigger"], {"as": replayed.json["event"]}),
                ("connections.test", "out", {"ok": tested.json["ok"]}),
            ],
            "what they did",
        )

    def tamper(self, statement):
        """Changes the database behind the server's back, and starts it again."""
        self.scene.server.kill()
        with sqlite3.connect(self.scene.server.data / "baton.db") as database:
            database.execute(statement)
        self.admin = self.scene.restart()
        self.port = self.scene.server.port

    def the_audit_is_whole_until_somebody_changes_it(self):
        expect("✓" in self.baton("audit", "verify"), "it is not whole")
        exported = self.baton("audit", "export")
        rows = [json.loads(line) for line in exported.splitlines()]
        expect(len(rows) > 10 and [row["sequence"] for row in rows] == list(range(1, len(rows) + 1)), "rows of the export")
        previous = ""
        for row in rows:  # anybody can compute it
            kept = row.pop("hash")
            equal(row["previous"], previous, f"the hash before row {row['sequence']}")
            text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            previous = hashlib.sha256(text.encode()).hexdigest()
            equal(kept, previous, f"the hash of row {row['sequence']}")
        file = self.scene.scratch / "audit.ndjson"
        file.write_text(exported)
        self.baton("audit", "verify", str(file))
        file.write_text(exported.replace('"ada"', '"eve"', 1))
        self.baton("audit", "verify", str(file), code=1)
        head = self.admin.ok("GET", "/api/v1/audit/verify")["head"]
        self.baton("audit", "verify", "--head", head)
        self.tamper("DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)")
        expect("the end was cut off" in self.baton("audit", "verify", code=1), "a row is missing at the end, and nobody says so")
        expect("the end was cut off" in self.baton("audit", "verify", "--head", head, code=1), "the hash that was kept is gone, and nobody says so")
        self.tamper("UPDATE audit SET actor = 'eve' WHERE sequence = 5")
        verdict = self.admin.ok("GET", "/api/v1/audit/verify")
        equal((verdict["whole"], verdict["broken"], verdict["rows"]), (False, 5, 4), "the verdict")
        expect("row 5" in self.baton("audit", "verify", code=1), "the first broken row is not named")


CHECKS = (
    "the_first_admin_signs_in_by_a_link_once", "on_a_terminal_serve_prints_the_link", "over_tls_the_cookie_says_so", "an_invited_user_chooses_a_password", "a_decision_is_that_of_the_user",
    "another_site_changes_nothing", "guessing_is_slowed_down", "a_stream_ends_with_its_session", "sessions_outlive_a_restart", "sessions_last_as_long_as_the_settings_say",
    "a_disabled_user_is_out_at_once", "the_drafts_of_a_revoked_token_are_dropped", "tokens_are_for_less_and_tell_their_use", "what_an_operator_does_is_an_act",
    "every_cell_of_the_table_holds", "the_audit_is_whole_until_somebody_changes_it",
)


def main():
    runner = Runner("users")
    users = runner.make("the server boots", Users)
    for name in CHECKS:
        runner.check(name.replace("_", " "), getattr(users, name))
    users.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The server's surface, asked from outside: who may, what is taken, what is refused and how. Usage: test_surface.py [--build DIR]"""

import csv
import hashlib
import io
import json
import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Client, Runner, Scratch, equal, expect, raw, sign, statuses, until  # noqa: E402
from scene import ORDER, SECRET, Scene, delivery, order, raw_request  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Surface:
    def __init__(self):
        self.scene = Scene(BUILD, Scratch("surface"))
        self.admin = self.scene.admin
        self.port = self.scene.server.port
        self.nobody = Client(self.port)

    # What every refusal looks like.

    def problem(self, answer, *expected):
        expect(answer.status in expected, f"expected {expected}, came {answer.status} {answer.body[:300]!r}")
        expect(answer.header("content-type").startswith("application/problem+json"), f"expected problem+json, came {answer.header('content-type')!r}")
        body = answer.json
        for member in ("type", "title", "status", "detail", "code", "trace_id"):
            expect(member in body, f"problem without {member}: {body}")
        equal(body["status"], answer.status, "problem status")
        return body

    def stored(self):
        return [event for event in self.admin.all("/api/v1/events") if not event["type"].startswith("baton.")]

    def stores_nothing(self, function):
        before = len(self.stored())
        function()
        equal(len(self.stored()), before, "events stored by a refusal")

    def run_of(self, key, seconds=10):
        return until(f"the run of {key}", lambda: self.admin.ok("GET", f"/api/v1/runs?key={key}")["items"], seconds)[0]

    def finished(self, key, status="succeeded", seconds=10):
        def ended():
            run = self.run_of(key)
            return run if run["status"] == status else None

        return until(f"the run of {key} to have {status}", ended, seconds)

    def approval_of(self, name):
        """The open approval that asks about an order, or None."""
        return next((one for one in self.admin.all("/api/v1/approvals?status=open") if name in one["ask"]), None)

    def send(self, name, total=50, kind="order.placed"):
        body = order(name, total, kind)
        answer = self.nobody.post("/hooks/orders", body, headers=delivery(body, name))
        expect(200 <= answer.status < 300, f"hook: {answer.status} {answer.body[:300]!r}")
        return f"order-{name}"

    # Boot and access.

    def boots(self):
        equal(self.nobody.get("/healthz").status, 200, "/healthz")
        equal(self.nobody.get("/readyz").status, 200, "/readyz")
        token = self.scene.server.data / "admin.token"
        equal(token.stat().st_mode & 0o777, 0o600, "mode of admin.token")
        said = "\n".join(self.scene.server.lines) + self.scene.server.error_text()
        expect(self.scene.server.admin_token() not in said, "the admin token is in the output, which is kept where it is no terminal")
        system = self.admin.ok("GET", "/api/v1/system")
        expect("version" in system and "schema" in system, f"/api/v1/system: {system}")
        expect(b"baton_" in self.admin.get("/metrics").body, "/metrics has no baton_ figures")

    def refuses_strangers(self):
        for method, path in (
            ("GET", "/api/v1/runs"), ("GET", "/api/v1/events"), ("POST", "/events"), ("POST", "/api/v1/events"), ("GET", "/api/v1/tokens"),
            ("PUT", "/api/v1/templates/order"), ("GET", "/api/v1/approvals"), ("GET", "/metrics"), ("GET", "/api/v1/system"), ("GET", "/api/v1/stream"),
        ):
            answer = self.nobody.call(method, path, b"{}" if method != "GET" else None)
            self.problem(answer, 401)
            expect(answer.header("www-authenticate").startswith("Bearer"), f"{method} {path}: 401 without WWW-Authenticate")
        self.problem(self.nobody.get("/api/v1/runs", token="bt_" + "A" * 43), 401)

    def holds_roles(self):
        tokens = {role: self.admin.ok("POST", "/api/v1/tokens", {"name": f"t-{role}", "role": role}) for role in ("viewer", "operator", "sender")}
        viewer, operator, sender = (Client(self.port, tokens[role]["token"]) for role in ("viewer", "operator", "sender"))
        equal(viewer.get("/api/v1/runs").status, 200, "viewer reads runs")
        self.problem(viewer.call("PUT", "/api/v1/templates/order", ORDER, headers={"Content-Type": "application/yaml"}), 403)
        self.problem(viewer.post("/api/v1/tokens", {"name": "x", "role": "admin"}), 403)
        self.problem(operator.post("/api/v1/tokens", {"name": "x", "role": "admin"}), 403)
        self.problem(sender.get("/api/v1/runs"), 403)
        equal(sender.post("/api/v1/events", {"type": "noted.only"}).status, 202, "sender sends")
        listed = self.admin.get("/api/v1/tokens")
        expect(tokens["viewer"]["token"].encode() not in listed.body, "the list of tokens shows one")
        gone = self.admin.call("DELETE", f"/api/v1/tokens/{tokens['viewer']['id']}")
        expect(gone.status in (200, 204), f"DELETE token: {gone.status}")
        self.problem(viewer.get("/api/v1/runs"), 401)

    # Hooks.

    def takes_signed(self):
        key = self.send("signed-1")
        run = self.finished(key)
        equal(run["workflow"], "order", "workflow")
        shown = self.admin.ok("GET", f"/api/v1/runs/{run['id']}")
        states = {step["name"]: step["status"] for step in shown["steps"]}
        equal(states, {"book": "succeeded", "agree": "skipped", "ship": "succeeded"}, "steps")

    def drops_repeats(self):
        body = order("again-1")
        for _ in range(3):
            answer = self.nobody.post("/hooks/orders", body, headers=delivery(body, "again-1"))
            expect(200 <= answer.status < 300, f"repeat: {answer.status}")
        self.finished("order-again-1")
        equal(len(self.admin.ok("GET", "/api/v1/runs?key=order-again-1")["items"]), 1, "runs of an event sent three times")
        # A vendor may send the record's newest state under the old id: a repeat, of which the first stays.
        other = order("again-2")
        newer = []
        self.stores_nothing(lambda: newer.append(self.nobody.post("/hooks/orders", other, headers=delivery(other, "again-1"))))
        equal((newer[0].status, newer[0].header("baton-event")), (answer.status, answer.header("baton-event")), "a redelivery with newer content")

    def keeps_learned_secret_sealed(self):
        """A secret that a handshake brings outlives a restart, and lies on disk in no form that can be read."""
        secret = "b537207f20cbfa02357cf448134da559"
        answer = self.nobody.post("/hooks/board", "", headers={"X-Hook-Secret": secret})
        expect(answer.status in (200, 204) and answer.header("x-hook-secret") == secret, f"handshake: {answer.status} {answer.body[:200]!r}")
        self.scene.server.kill()
        data = self.scene.server.data
        files = [path for path in data.rglob("*") if path.is_file()]
        holding = [path.name for path in files if secret.encode() in path.read_bytes()]
        equal(holding, [], "files that hold the secret in clear")
        for name in ("secret.key", "baton.db", "baton.db-wal", "baton.db-shm"):
            if (data / name).exists():
                equal((data / name).stat().st_mode & 0o777, 0o600, f"mode of {name}")
        self.admin = self.scene.restart()
        self.port = self.scene.server.port
        self.nobody = Client(self.port)
        body = '{"events":[]}'
        signed = {"Content-Type": "application/json", "X-Hook-Signature": sign(secret, body).removeprefix("sha256=")}
        expect(self.nobody.post("/hooks/board", body, headers=signed).status in (200, 204), "a heartbeat signed with the learned secret was refused")
        self.problem(self.nobody.post("/hooks/board", body, headers={**signed, "X-Hook-Signature": sign("other", body).removeprefix("sha256=")}), 401)

    def refuses_unsigned(self):
        body = order("bad-1")
        plain = {"Content-Type": "application/json"}
        self.stores_nothing(lambda: self.problem(self.nobody.post("/hooks/orders", body, headers=plain), 401))
        self.stores_nothing(lambda: self.problem(self.nobody.post("/hooks/orders", body, headers=delivery(body, "b", "wrong")), 401))
        self.stores_nothing(lambda: self.problem(self.nobody.post("/hooks/orders", body + " ", headers=delivery(body, "b")), 401))
        self.stores_nothing(lambda: self.problem(self.nobody.post("/hooks/nowhere", body, headers=delivery(body, "b")), 404))

    def shows_what_was_refused(self):
        body = order("shown-1")
        headers = {**delivery(body, "shown-1", "wrong"), "Authorization": "Bearer canary-0123456789"}
        self.problem(self.nobody.post("/hooks/orders?token=canary-0123456789", body, headers=headers), 401)
        page = self.admin.get("/api/v1/refusals?connection=orders")
        newest = page.json["items"][0]
        told = (newest["reason"], newest["status"], newest["from"], newest["body_sha256"], newest["query"])
        equal(told, ("bad_signature", 401, "127.0.0.1", hashlib.sha256(body.encode()).hexdigest(), ["token"]), "what is told of a refusal")
        expect(b"canary" not in page.body and headers["X-Signature"].encode() not in page.body, f"a proof is shown: {page.body[:500]!r}")
        equal(self.admin.ok("GET", "/api/v1/refusals?connection=out")["items"], [], "refusals of a connection without a webhook")

    def lists_the_connectors(self):
        items = {one["name"]: one for one in self.admin.ok("GET", "/api/v1/connectors")["items"]}
        http = items["http"]
        equal([one["name"] for one in http["operations"]], ["delete", "get", "get_list", "get_xml", "patch", "post", "post_form", "post_parts", "post_raw", "put", "put_raw"], "operations of http")
        equal((http["title"], http["scheme"], http["auth"][0]), ("HTTP", "hmac", "none"), "what is told of http")
        expect("orders" in http["connections"], f"connections to http: {http['connections']}")
        equal((items["jira"]["connections"], items["servicenow"]["polls"]), ([], ["incidents", "records"]), "connections to jira, and polls of servicenow")

        orders = next(one for one in self.admin.ok("GET", "/api/v1/connections")["items"] if one["name"] == "orders")
        expect(any("{url}" in line for line in orders["webhook_setup"]), f"what to do at the vendor: {orders}")

    def refuses_malformed(self):
        deep = '{"type":"order.placed","id":"d","total":50,"x":' + "[" * 70 + "]" * 70 + "}"
        cases = [
            ("truncated", b'{"type":"order.placed",', (400,)),
            ("not JSON", b"hello", (400,)),
            ("empty", b"", (400,)),
            ("not UTF-8", b'{"type":"order.placed","id":"\xff\xfe","total":50}', (400,)),
            ("repeated member", b'{"type":"order.placed","id":"a","id":"b","total":50}', (400,)),
            ("too deep", deep.encode(), (400, 413)),
            ("two values", b'{"type":"order.placed","id":"a","total":50}{}', (400,)),
        ]
        for what, body, expected in cases:
            try:
                self.stores_nothing(lambda body=body, expected=expected: self.problem(self.nobody.post("/hooks/orders", body, headers=delivery(body, "m")), *expected))
            except Exception as error:
                raise type(error)(f"{what}: {error}") from None
        body = order("media-1")
        headers = {**delivery(body, "media-1"), "Content-Type": "application/x-unheard-of"}
        self.stores_nothing(lambda: self.problem(self.nobody.post("/hooks/orders", body, headers=headers), 415))

    def refuses_oversized(self):
        body = json.dumps({"type": "order.placed", "id": "big", "total": 50, "x": "y" * 1_100_000})
        answer = Client(self.port).post("/hooks/orders", body, headers=delivery(body, "big"))
        self.problem(answer, 413)
        head = "POST /hooks/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"
        equal(statuses(raw(self.port, head.encode())), [413], "announced 99 GB")
        many = "GET /healthz HTTP/1.1\r\nHost: a\r\n" + "".join(f"X-{i}: 1\r\n" for i in range(150)) + "\r\n"
        expect(statuses(raw(self.port, many.encode())) in ([431], [400]), "150 header fields were taken")
        large = "GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + "y" * 20_000 + "\r\n\r\n"
        expect(statuses(raw(self.port, large.encode())) in ([431], [400]), "a head of 20 KB was taken")

    def refuses_ambiguous_http(self):
        body = "{}"
        cases = {
            "both lengths": f"POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{body}",
            "two lengths": f"POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{body}",
            "signed length": f"POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\n{body}",
            "space before colon": "GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n",
            "no Host": "GET /healthz HTTP/1.1\r\n\r\n",
            "two Hosts": "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "folded": "GET /healthz HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n",
            "NUL": "GET /healthz HTTP/1.1\r\nHost: a\r\nX: 1\x002\r\n\r\n",
            "bad chunk": "POST /events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
            "HTTP/2.5": "GET /healthz HTTP/2.5\r\nHost: a\r\n\r\n",
        }
        for what, text in cases.items():
            got = statuses(raw(self.port, text.encode("latin-1") + b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"))
            expect(len(got) <= 1 and all(400 <= status < 506 for status in got), f"{what}: expected one refusal and an end, came {got}")
        equal(self.nobody.get("/healthz").status, 200, "/healthz afterwards")

    def answers_in_order(self):
        parts = [raw_request(order(f"pipe-{i}"), f"pipe-{i}") for i in range(8)]
        parts[3] = raw_request(order("pipe-3"), "pipe-3", secret="wrong")
        parts.insert(5, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        got = statuses(raw(self.port, b"".join(parts), answers=9))
        equal([status // 100 for status in got], [2, 2, 2, 4, 2, 2, 2, 2, 2], "statuses of nine pipelined requests")
        self.finished("order-pipe-7")

    def says_what_is_allowed(self):
        self.problem(self.admin.get("/api/v1/nothing"), 404)
        answer = self.admin.call("DELETE", "/api/v1/runs")
        self.problem(answer, 405)
        expect("GET" in answer.header("allow"), f"405 without Allow: {answer.headers}")
        self.problem(self.admin.get("/api/v1/runs/run_0000000000000"), 404)
        self.problem(self.admin.get("/api/v1/runs?limit=many"), 400)
        self.problem(self.admin.get("/api/v1/runs?statsu=failed"), 400)
        for path in ("/api/v1/system", "/api/v1/tokens", "/api/v1/openapi.json", "/healthz"):
            self.problem(self.admin.get(f"{path}?limit=5"), 400)
        twice = b"GET /healthz HTTP/1.1\r\nHost: a\r\nIf-Match: 1\r\nif-match: 2\r\n\r\n"
        equal(statuses(raw(self.port, twice, answers=1)), [400], "a field that is given twice")
        for path in ("/events", "/api/v1/events"):
            self.problem(self.admin.post(f"{path}?type=a.b", "{}", headers={"Content-Type": "application/json"}), 400)

    # CloudEvents.

    def takes_cloudevents(self):
        structured = {"specversion": "1.0", "id": "ce-1", "source": "shop", "type": "order.placed", "data": {"id": "ce-1", "total": 20}}
        answer = self.admin.post("/events", json.dumps(structured), headers={"Content-Type": "application/cloudevents+json"})
        equal(answer.status, 202, "structured")
        expect(answer.json["id"].startswith("evt_") and answer.json["repeated"] is False, f"structured: {answer.json}")
        again = self.admin.post("/events", json.dumps(structured), headers={"Content-Type": "application/cloudevents+json"})
        expect(again.status == 202 and again.json == {"id": answer.json["id"], "repeated": True}, f"repeat: {again.status} {again.json}")
        changed = json.dumps({**structured, "data": {"id": "ce-other", "total": 20}})
        self.problem(self.admin.post("/events", changed, headers={"Content-Type": "application/cloudevents+json"}), 409)
        binary = {"Content-Type": "application/json", "ce-specversion": "1.0", "ce-id": "ce-2", "ce-source": "shop", "ce-type": "order.placed"}
        equal(self.admin.post("/events", '{"id":"ce-2","total":20}', headers=binary).status, 202, "binary")
        batch = [{**structured, "id": f"ce-b{i}", "data": {"id": f"ce-b{i}", "total": 20}} for i in range(3)]
        answer = self.admin.post("/events", json.dumps(batch), headers={"Content-Type": "application/cloudevents-batch+json"})
        equal(answer.status, 202, "batch")
        equal(len(answer.json["events"]), 3, "receipts of a batch of three")
        for key in ("ce-1", "ce-2", "ce-b0", "ce-b2"):
            self.finished(key)
        bad = json.dumps({**structured, "id": "ce-3", "specversion": "0.2"})
        self.stores_nothing(lambda: self.problem(self.admin.post("/events", bad, headers={"Content-Type": "application/cloudevents+json"}), 400))
        one_bad = json.dumps([batch[0], {"id": "x"}])
        self.stores_nothing(lambda: self.problem(self.admin.post("/events", one_bad, headers={"Content-Type": "application/cloudevents-batch+json"}), 400))

    def takes_plain_events(self):
        answer = self.admin.post("/api/v1/events", {"type": "order.placed", "id": "api-1", "data": {"id": "api-1", "total": 11}})
        equal(answer.status, 202, "POST /api/v1/events")
        run = self.finished("api-1")
        event = self.admin.ok("GET", f"/api/v1/events/{answer.json['id']}")
        equal([one["id"] for one in event["runs"]], [run["id"]], "runs of the event")
        small = self.admin.ok("POST", "/api/v1/events", {"type": "order.placed", "id": "api-2", "data": {"id": "api-2", "total": 9}})
        why = self.admin.ok("GET", f"/api/v1/events/{small['id']}/why?workflow=order")
        expect("false" in json.dumps(why) and "total" in json.dumps(why), f"why an event matched nothing: {why}")
        for wrong in ({}, {"type": 5}, {"type": ""}, {"type": "baton.run.started"}, {"type": "a.b", "surprise": 1}):
            self.stores_nothing(lambda wrong=wrong: self.problem(self.admin.post("/api/v1/events", wrong), 400))

    # Templates.

    def keeps_template_versions(self):
        yaml = {"Content-Type": "application/yaml"}
        shown = self.admin.get("/api/v1/templates/order")
        equal(shown.status, 200, "GET template")
        tag = shown.header("etag")
        expect(tag.startswith('"'), f"ETag: {tag!r}")
        same = self.admin.ok("PUT", "/api/v1/templates/order", shown.json["yaml"], headers={**yaml, "If-Match": tag})
        expect(same["unchanged"], f"the same text again: {same}")
        changed = shown.json["yaml"].replace("title: Order", "title: Orders")
        made = self.admin.ok("PUT", "/api/v1/templates/order", changed, headers={**yaml, "If-Match": tag})
        equal(made["version"], shown.json["version"] + 1, "version")
        self.problem(self.admin.call("PUT", "/api/v1/templates/order", changed + "\n# late", headers={**yaml, "If-Match": tag}), 412)
        self.problem(self.admin.call("PUT", "/api/v1/templates/order", changed, headers={**yaml, "If-None-Match": "*"}), 412)
        self.problem(self.admin.call("PUT", "/api/v1/templates/nowhere", changed.replace("workflow: order", "workflow: nowhere"), headers={**yaml, "If-Match": "*"}), 412)
        old = self.admin.ok("GET", f"/api/v1/templates/order?version={shown.json['version']}")
        equal(old["yaml"], shown.json["yaml"], "text of the version before")

    def finds_every_mistake(self):
        broken = ORDER.replace("needs: book\n", "needs: boook\n").replace("do: out.post", "do: out.psot", 1).replace("inputs.total >= 1000.0", "inputs.totl >= 1000.0")
        checked = self.admin.ok("POST", "/api/v1/templates/validate", broken, headers={"Content-Type": "application/yaml"})
        equal(checked["ok"], False, "ok of a broken template")
        errors = [one for one in checked["findings"] if one["severity"] == "error"]
        expect(len(errors) >= 3, f"expected three mistakes at once, came {errors}")
        text = json.dumps(errors)
        for hint in ("book", "post", "total"):
            expect(hint in text, f"no hint at {hint!r} in {text}")
        expect(all(one["line"] > 0 and one["rule"] for one in errors), f"findings without line or rule: {text}")
        before = self.admin.ok("GET", "/api/v1/templates/order")["version"]
        answer = self.admin.call("PUT", "/api/v1/templates/order", broken, headers={"Content-Type": "application/yaml"})
        body = self.problem(answer, 422)
        expect(len(body["errors"]) >= 3, f"errors of the refusal: {body}")
        equal(self.admin.ok("GET", "/api/v1/templates/order")["version"], before, "version after a refused template")

    # People.

    def asks_people(self):
        self.send("large-1", total=5000)
        key = "order-large-1"
        item = until("the approval", lambda: self.approval_of("large-1"))
        equal(item["step"], "agree", "step")
        why = self.admin.ok("GET", f"/api/v1/runs/{item['run']}/why")
        expect("agree" in json.dumps(why), f"why does not name the step: {why}")
        self.problem(self.admin.post(f"/api/v1/approvals/{item['id']}/approve", {"hash": "other"}), 409)
        equal(self.admin.get(f"/api/v1/approvals/{item['id']}/approve").status, 405, "GET never decides")
        decided = self.admin.ok("POST", f"/api/v1/approvals/{item['id']}/approve", {"comment": "fine"})
        equal(decided["status"], "approved", "status after the decision")
        self.finished(key)
        expect(self.admin.post(f"/api/v1/approvals/{item['id']}/reject", {"comment": "late"}).status == 409, "a second decision was taken")
        self.send("large-2", total=5000)
        item = until("the second approval", lambda: self.approval_of("large-2"))
        self.admin.ok("POST", f"/api/v1/approvals/{item['id']}/reject", {"comment": "no"})
        self.finished("order-large-2", "failed")

    def tells_who_lost_the_race(self):
        """Of decisions sent at once one is kept, and whoever was too late is told so."""
        self.send("race-1", total=5000)
        item = until("the approval", lambda: self.approval_of("race-1"))
        made = [self.admin.ok("POST", "/api/v1/tokens", {"name": f"racer-{n}", "role": "operator", "groups": ["ops"]})["token"] for n in range(6)]
        answers = {}

        def decide(number):
            verb = "approve" if number % 2 else "reject"
            answers[number] = Client(self.port, made[number]).post(f"/api/v1/approvals/{item['id']}/{verb}", {})

        threads = [threading.Thread(target=decide, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        taken = [number for number, answer in answers.items() if answer.status == 200]
        equal(len(taken), 1, f"decisions taken of {[answer.status for answer in answers.values()]}")
        expect(all(answers[number].status == 409 for number in answers if number not in taken), f"{[answer.status for answer in answers.values()]}")
        shown = self.admin.ok("GET", f"/api/v1/approvals/{item['id']}")
        equal([one["actor"] for one in shown["decisions"]], [f"token:racer-{taken[0]}"], "who decided")

    def says_that_a_run_is_open(self):
        """One run per key: the answer to why the second event started none."""
        self.send("twice-1", total=5000)
        run = self.run_of("order-twice-1")
        body = order("twice-1", total=5001)
        equal(self.nobody.post("/hooks/orders", body, headers=delivery(body, "twice-2")).status // 100, 2, "the second event")
        event = until("the event", lambda: [one for one in self.admin.all("/api/v1/events") if one.get("origin") == "twice-2"])[0]
        why = self.admin.ok("GET", f"/api/v1/events/{event['id']}/why?workflow=order")
        expect(why.get("open_run") == run["id"] and "one run per key" in why.get("note", ""), f"why: {why}")

    def keeps_requester_out(self):
        self.admin.ok("POST", "/api/v1/events", {"type": "order.placed", "id": "own-1", "data": {"id": "own-1", "total": 2000}})
        item = until("the approval", lambda: self.approval_of("own-1"))
        expect(item["id"] not in [one["id"] for one in self.admin.all("/api/v1/approvals?mine=true")], "what the requester may not decide waits for them")
        self.problem(self.admin.get("/api/v1/approvals?mine=true&status=approved"), 400)
        self.problem(self.admin.post(f"/api/v1/approvals/{item['id']}/approve", {}), 403)
        stranger = Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": "stranger", "role": "operator", "groups": ["legal"]})["token"])
        refusal = self.problem(stranger.post(f"/api/v1/approvals/{item['id']}/approve", {}), 403)
        expect('"ops"' in refusal["detail"] and "--group ops" in refusal["detail"], f"the group is not named: {refusal}")
        other = Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": "other", "role": "operator", "groups": ["legal", "ops"]})["token"])
        expect(item["id"] in [one["id"] for one in other.all("/api/v1/approvals?mine=true")], "what waits for another's word")
        equal(other.post(f"/api/v1/approvals/{item['id']}/approve", {}).status, 200, "another's decision")
        self.finished("own-1")

    def has_people_work(self):
        """A task is taken, refused with each value that does not fit, done, and done again; an approval by delegation keeps both names."""
        text = (
            "workflow: paged\non: [{ event: page.wanted }]\nsteps:\n"
            "  copy:\n    task: { by: { group: content }, title: \"Page ${trigger.data.id}\", form: { url: { format: uri, required: true }, words: { type: integer, minimum: 200 } } }\n"
            "  agree: { needs: copy, approve: { by: { group: board }, of: \"${steps.copy.output.url}\", ask: Agree?, on_reject: { return_to: copy } } }\n"
        )
        self.admin.ok("PUT", "/api/v1/templates/paged", text, headers={"Content-Type": "application/yaml"})
        made = {}
        for name, group in (("cy", "content"), ("bo", "content"), ("lea", "board"), ("max", "none")):
            made[name] = Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": name, "role": "approver", "groups": [group]})["token"])
        self.admin.ok("POST", "/api/v1/events", {"type": "page.wanted", "id": "page-1", "data": {"id": "page-1"}})
        task = until("the task", lambda: [one for one in made["cy"].all("/api/v1/tasks?mine=true") if one["title"] == "Page page-1"])[0]
        path = f"/api/v1/tasks/{task['id']}"
        expect(task["id"] not in [one["id"] for one in made["max"].all("/api/v1/tasks?mine=true")], "a task waits for one who may not do it")
        self.problem(made["max"].post(f"{path}/claim", {}), 403)
        equal(made["cy"].ok("POST", f"{path}/claim", {})["owner"], "token:cy", "who has it")
        self.problem(made["bo"].post(f"{path}/done", {"values": {"url": "https://a.example"}}), 409)
        refusal = self.problem(made["cy"].post(f"{path}/done", {"values": {"url": "a.example", "words": 3}}), 400)
        equal(sorted(one["pointer"] for one in refusal["errors"]), ["/values/url", "/values/words"], "what does not fit")
        self.problem(self.admin.post(f"{path}/claim", {"owner": "token:ob"}), 400)
        equal(self.admin.ok("POST", f"{path}/claim", {"owner": "token:bo"})["owner"], "token:bo", "whom an admin gave it to")
        equal(made["bo"].ok("POST", f"{path}/done", {"values": {"url": "https://a.example"}})["status"], "done", "status")
        asked = until("the approval", lambda: [one for one in made["lea"].all("/api/v1/approvals?mine=true") if one["run"] == task["run"]])[0]
        self.problem(made["max"].post(f"/api/v1/approvals/{asked['id']}/approve", {}), 403)
        made["lea"].ok("POST", f"/api/v1/approvals/{asked['id']}/reject", {"comment": "no source"})
        again = until("the task again", lambda: [one for one in made["bo"].all("/api/v1/tasks?mine=true") if one["id"] == task["id"]])[0]
        equal((again["owner"], again["reopened"]), ("token:bo", 1), "who is to do it again")
        equal(made["bo"].ok("GET", path)["reopened_because"], "no source", "why")
        made["bo"].ok("POST", f"{path}/done", {"values": {"url": "https://b.example"}})
        shown = until("the approval again", lambda: [one for one in [made["lea"].ok("GET", f"/api/v1/approvals/{asked['id']}")] if one["status"] == "open"])[0]
        equal(shown["changed"], [{"path": "", "before": "https://a.example", "after": "https://b.example"}], "what has changed")
        equal(shown["earlier"][0]["decisions"][0]["comment"], "no source", "what was decided before")
        self.problem(made["max"].post("/api/v1/delegations", {"person": "lea", "to": "max", "until": "2100-01-01T00:00:00Z"}), 403)
        self.problem(made["lea"].post("/api/v1/delegations", {"to": "max", "until": "2100-01-01T00:00:00Z"}), 400)
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
        given = made["lea"].ok("POST", "/api/v1/delegations", {"to": "max", "until": soon})
        expect(given["id"] in [one["id"] for one in made["max"].ok("GET", "/api/v1/delegations")["items"]], "whoever got it does not see it")
        decided = made["max"].ok("POST", f"/api/v1/approvals/{asked['id']}/approve", {})
        equal((decided["decisions"][0]["actor"], decided["decisions"][0]["for"]), ("token:max", "lea"), "both names")
        equal(made["lea"].call("DELETE", f"/api/v1/delegations/{given['id']}").status, 204, "end of the delegation")
        acts = lambda who: [(act["act"], act["object"]) for act in reversed(self.admin.ok("GET", f"/api/v1/audit?actor=token:{who}&limit=10")["items"])]  # noqa: E731
        equal(acts("cy"), [("tasks.claim", task["id"])], "what cy did")
        equal(acts("bo"), [("tasks.done", task["id"])] * 2, "what bo did")
        equal(acts("lea"), [("approvals.reject", asked["id"]), ("delegations.add", "lea"), ("delegations.end", "lea")], "what lea did")
        equal(acts("max"), [("approvals.approve", asked["id"])], "what max did")

    # Runs.

    def retries_failed(self):
        self.scene.simulator.control(fail=[{"path_prefix": "/http/doomed", "status": 422, "times": 1}])
        self.send("d-1", kind="doomed.placed")
        run = self.finished("order-d-1", "failed")
        why = self.admin.ok("GET", f"/api/v1/runs/{run['id']}/why?step=book")
        expect("422" in json.dumps(why), f"why a step failed: {why}")
        (attempt,) = self.admin.ok("GET", f"/api/v1/runs/{run['id']}")["steps"][0]["attempts"]
        exchange = attempt["exchange"]
        told = (attempt["attempt"], attempt["outcome"], exchange["method"], exchange["url"], exchange["status"], exchange["ms"] >= 0)
        equal(told, (1, "failed", "POST", self.scene.simulator.url("http") + "/doomed", 422, True), "what is told of an attempt")
        path = f"/api/v1/runs/{run['id']}/retry"
        self.foretells_a_retry(path, run)
        equal(self.admin.post(path, {}).status, 202, "retry")
        self.finished("order-d-1")
        shown = self.admin.ok("GET", path)
        expect(not shown["may"] and "nothing to retry" in shown["because"], f"a retry of what has succeeded: {shown}")
        (start,) = self.admin.ok("GET", f"{path}?from=start")["starts"]
        equal([(one["before"], one["again"]) for one in start["effects"]], [("done", "may_repeat")], "what a new run sends once more")
        journal = self.admin.ok("GET", f"/api/v1/runs/{run['id']}/journal")["items"]
        attempts = [transition.get("attempt", 1) for entry in journal for transition in entry["transitions"] if transition["is"] == "StepStarted"]
        equal(attempts, [1, 2], "attempts over a manual retry")
        attempts = self.admin.ok("GET", f"/api/v1/runs/{run['id']}")["steps"][0]["attempts"]
        equal([(one["attempt"], one["outcome"], "exchange" in one) for one in attempts], [(1, "failed", True), (2, "succeeded", False)], "the attempts that are told")
        asked = [request["key"] for request in self.scene.simulator.seen()["requests"] if request["target"] == "/http/doomed"]
        expect(len(asked) == 2 and asked[0] == asked[1] != "", f"keys over a manual retry: {asked}")
        expect(self.admin.post(f"/api/v1/runs/{run['id']}/retry", {}).status == 409, "a run that succeeded was retried")

    def foretells_a_retry(self, path, run):
        """What would be done again is told, and nothing is done."""
        sent = len(self.scene.simulator.seen()["requests"])
        shown = self.admin.ok("GET", path)
        told = {name: shown[name] for name in ("may", "version", "newest", "uses", "anew", "first", "then", "kept", "voided")}
        version = run["version"]
        equal(told, {"may": True, "version": version, "newest": version, "uses": version, "anew": False, "first": ["book"], "then": [], "kept": [], "voided": []}, "what a retry does again")
        (effect,) = shown["effects"]
        told = {name: effect[name] for name in ("step", "connection", "operation", "before", "attempts", "repeat", "again")}
        equal(told, {"step": "book", "connection": "out", "operation": "post", "before": "failed", "attempts": 1, "repeat": "by_key", "again": "retried"}, "what a retry sends")
        start = self.admin.ok("GET", f"{path}?from=start")
        equal((start["may"], [one["workflow"] for one in start["starts"]], start["version"]), (True, ["doomed"], version), "what a new run does")
        replay = self.admin.ok("GET", f"/api/v1/events/{start['event']}/replay")
        equal((replay["may"], replay["starts"]), (True, start["starts"]), "what a replay of its event does")
        own = self.admin.ok("GET", "/api/v1/events?type=baton.approval.decide")["items"][0]["id"]
        expect(not self.admin.ok("GET", f"/api/v1/events/{own}/replay")["may"], "an event that tells of a run is replayed")
        for wrong, status in (("from=end", 400), ("from=start&step=book", 400), ("step=nothing", 404)):
            self.problem(self.admin.get(f"{path}?{wrong}"), status)
        self.problem(self.admin.get("/api/v1/runs/run_0000000000000/retry"), 404)
        self.problem(self.admin.get("/api/v1/events/evt_0000000000000/replay"), 404)
        equal(len(self.scene.simulator.seen()["requests"]), sent, "requests that telling it has sent")

    def keeps_one_run_open_per_key(self):
        """A failed run is not opened again while another is open for its key."""
        self.scene.simulator.control(fail=[{"path_prefix": "/http/book", "status": 422, "times": 1}])
        self.send("d-2", total=5000)
        failed = self.finished("order-d-2", "failed")
        body = order("d-2", 5001)  # another body: the same signed one again is a repeat whatever its delivery id
        equal(self.nobody.post("/hooks/orders", body, headers=delivery(body, "d-2-again")).status // 100, 2, "the second event")
        until("the second run to wait for people", lambda: self.approval_of("d-2"))
        refusal = self.problem(self.admin.post(f"/api/v1/runs/{failed['id']}/retry", {}), 409)
        expect("another run is open" in refusal["detail"], f"refusal: {refusal}")
        equal(self.admin.ok("GET", "/api/v1/parked")["items"], [], "parked events")

    def retries_by_itself(self):
        self.scene.simulator.control(fail=[{"path_prefix": "/http/book", "status": 503, "times": 2}])
        key = self.send("flaky-1")
        run = self.finished(key)
        steps = {step["name"]: step for step in self.admin.ok("GET", f"/api/v1/runs/{run['id']}")["steps"]}
        equal(steps["book"]["attempt"], 3, "attempts of a step whose vendor failed twice")
        told = [(one["attempt"], one["outcome"], one.get("exchange", {}).get("status")) for one in steps["book"]["attempts"]]
        equal(told, [(1, "failed", 503), (2, "failed", 503), (3, "succeeded", None)], "what is told of them")

    def pauses(self):
        """A paused run takes what is decided, begins nothing by it, and goes on when it is resumed."""
        self.send("hold-1", total=5000)
        run = self.run_of("order-hold-1")
        path = f"/api/v1/runs/{run['id']}"
        item = until("the approval", lambda: self.approval_of("hold-1"))
        self.problem(self.admin.post(f"{path}/resume", {}), 409)
        equal(self.admin.post(f"{path}/pause", {"reason": "stocktaking"}).status, 202, "pause")
        until("the pause", lambda: self.admin.ok("GET", path)["status"] == "paused")
        expect("stocktaking" in self.admin.ok("GET", path)["reason"], "the reason of the pause")
        self.problem(self.admin.post(f"{path}/pause", {}), 409)
        self.admin.ok("POST", f"/api/v1/approvals/{item['id']}/approve", {})
        equal(self.admin.ok("GET", path)["status"], "paused", "status after the decision")
        equal(self.admin.post(f"{path}/resume", {}).status, 202, "resume")
        self.finished("order-hold-1")

    def replays(self):
        """An event that is replayed begins a run like the first; the same replay is not made twice."""
        self.send("again-1")
        run = self.finished("order-again-1")
        path = f"/api/v1/events/{run['trigger']}/replay"
        first = self.admin.post(path, headers={"Idempotency-Key": "once"})
        equal(first.status, 202, "replay")
        until("the second run", lambda: len(self.admin.ok("GET", "/api/v1/runs?key=order-again-1")["items"]) == 2)
        expect(self.admin.post(path, headers={"Idempotency-Key": "once"}).json["repeated"], "the same replay was made twice")
        own = [one for one in self.admin.all("/api/v1/events?type=baton.run.pause")][0]
        self.problem(self.admin.post(f"/api/v1/events/{own['id']}/replay"), 409)

    def cancels(self):
        self.send("stop-1", total=5000)
        run = self.run_of("order-stop-1")
        equal(self.admin.post(f"/api/v1/runs/{run['id']}/cancel", {"reason": "changed our mind"}).status, 202, "cancel")
        self.finished("order-stop-1", "cancelled")

    def pages(self):
        first = self.admin.ok("GET", "/api/v1/runs?limit=3")
        equal(len(first["items"]), 3, "items of a page of three")
        second = self.admin.ok("GET", f"/api/v1/runs?limit=3&cursor={first['next']}")
        both = [run["id"] for run in first["items"] + second["items"]]
        equal(len(set(both)), len(both), "runs shown twice over two pages")
        equal(both, sorted(both, reverse=True), "newest first")
        failed = self.admin.ok("GET", "/api/v1/runs?status=failed&limit=100")["items"]
        expect(failed and all(run["status"] == "failed" for run in failed), "filter by status")

    def finds_runs_by_query(self):
        """One language: terms, minus, lengths of time and words."""

        def keys(query):
            return [run["key"] for run in self.admin.all(f"/api/v1/runs?q={quote(query)}")]

        everything = keys("")
        failed = [run["key"] for run in self.admin.all("/api/v1/runs?status=failed&workflow=order")]
        expect("order-d-2" in failed, f"failed orders: {failed}")
        equal(keys("status:failed template:order"), failed, "terms")
        expect("order-stop-1" in keys("status:cancelled") and "order-stop-1" not in keys("-status:cancelled"), "a minus")
        unended = self.admin.all("/api/v1/runs?q=status:open")
        expect(unended and all(run["ended_at"] is None for run in unended), "open runs have not ended")
        expect("order-stop-1" in keys("-status:open") and "order-stop-1" not in keys("status:open"), "what has ended is not open")
        firsts = self.admin.all("/api/v1/runs?q=version:1")
        expect(firsts and all(run["version"] == 1 for run in firsts), "runs of the first version")
        equal(keys("version:<2"), keys("version:1"), "no version comes before the first")
        equal(keys("key:order-again-1 since:1h"), ["order-again-1"] * 2, "a key within an hour")
        equal(keys("age:>1d"), [], "runs of more than a day")
        equal(keys("age:<1d"), everything, "runs of less than a day")
        expect("order-stop-1" in keys("STOP") and all("stop" in key for key in keys("stop")), "a word")
        equal(keys("stop nowhere"), [], "each word must be there")
        for asked in ("q=template:ordr", "workflow=ordr"):
            nothing = self.admin.ok("GET", f"/api/v1/runs?{asked}")
            equal((nothing["items"], nothing["hint"]), ([], 'there is no workflow "ordr"; did you mean "order"?'), "a workflow that nobody has published")
        expect("hint" not in self.admin.ok("GET", "/api/v1/runs?q=template:order%20nowhere"), "the workflow that is asked for is there")
        refusal = self.problem(self.admin.get(f"/api/v1/runs?q={quote('acme statsu:failed age:soon')}"), 400)
        equal([(one["line"], one["column"]) for one in refusal["errors"]], [(1, 6), (1, 20)], "where the mistakes are")
        expect('did you mean "status"?' in refusal["errors"][0]["hint"], f"hint: {refusal}")
        page = self.admin.ok("GET", "/api/v1/runs?q=status:cancelled&limit=1")
        equal(page["total"], len(keys("status:cancelled")), "how many there are")

    def keeps_views(self):
        """A query under a name, for whoever asks and for nobody else."""
        ada, ben = (Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": name, "role": "viewer"})["token"]) for name in ("view-ada", "view-ben"))
        kept = ada.call("PUT", f"/api/v1/me/views/{quote('Échecs 100 %', safe='')}", {"q": "status:failed"})
        equal((kept.status, kept.json), (201, {"name": "Échecs 100 %", "q": "status:failed"}), "a view")
        equal(ada.call("PUT", f"/api/v1/me/views/{quote('Échecs 100 %', safe='')}", {"q": "status:failed age:>1d"}).status, 200, "in place of the one before")
        equal(ada.ok("GET", "/api/v1/me/views")["items"], [{"name": "Échecs 100 %", "q": "status:failed age:>1d"}], "what is kept")
        equal(ben.ok("GET", "/api/v1/me/views")["items"], [], "what somebody else sees")
        refusal = self.problem(ada.call("PUT", "/api/v1/me/views/Wrong", {"q": "statsu:failed"}), 400)
        expect('did you mean "status"?' in refusal["errors"][0]["hint"], f"hint: {refusal}")
        self.problem(ada.call("PUT", "/api/v1/me/views/Long", {"q": "x" * 2_001}), 413)
        self.problem(ben.call("DELETE", f"/api/v1/me/views/{quote('Échecs 100 %', safe='')}"), 404)
        equal(ada.call("DELETE", f"/api/v1/me/views/{quote('Échecs 100 %', safe='')}").status, 204, "forgotten")
        equal(ada.ok("GET", "/api/v1/me/views")["items"], [], "what is left")

    def keeps_drafts(self):
        """The draft of a template, for whoever asks and nobody else, until its text is published. Another tab does not overwrite it unseen."""
        ada, ben, eve = (Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": name, "role": role})["token"]) for name, role in (("draft-ada", "editor"), ("draft-ben", "operator"), ("draft-eve", "viewer")))
        path = "/api/v1/me/drafts/drafted"
        text = "workflow: drafted\non: [{event: never.comes}]\nsteps:\n  one: {set: {n: 1}}\n"
        self.problem(ada.call("PUT", path, {"text": text, "version": 0}, headers={"If-Match": "*"}), 412)
        kept = ada.call("PUT", path, {"text": text, "version": 0}, headers={"If-None-Match": "*"})
        equal((kept.status, kept.header("etag"), sorted(kept.json)), (200, f'"{kept.json["tag"]}"', ["name", "saved_at", "tag", "version"]), "a draft")
        shown = ada.get(path)
        equal((shown.json, shown.header("etag")), ({**kept.json, "text": text}, kept.header("etag")), "what is kept")
        equal(ada.ok("GET", "/api/v1/me/drafts")["items"], [kept.json], "the list, without texts")
        equal(ben.ok("GET", "/api/v1/me/drafts")["items"], [], "what somebody else sees")
        self.problem(ben.get(path), 404)
        equal(self.problem(eve.call("PUT", path, {"text": text, "version": 0}), 403)["role"], "operator", "whoever may have a draft checked may keep one")
        self.problem(ada.call("PUT", path, {"text": "mine", "version": 0}, headers={"If-None-Match": "*"}), 412)
        newer = ada.call("PUT", path, {"text": text + "# more\n", "version": 0}, headers={"If-Match": kept.header("etag")})
        equal(newer.status, 200, "by who knows it")
        refusal = self.problem(ada.call("PUT", path, {"text": "mine", "version": 0}, headers={"If-Match": kept.header("etag")}), 412)
        expect(newer.json["saved_at"] in refusal["detail"], f"the refusal says when the other was kept: {refusal}")
        self.problem(ada.call("DELETE", path, headers={"If-Match": kept.header("etag")}), 412)
        for wrong in ({"text": text}, {"text": 5, "version": 1}, {"text": text, "version": -1}, {"text": text, "version": "8"}, {"text": text, "version": 1.5}):
            self.problem(ada.call("PUT", path, wrong), 400)
        self.problem(ada.call("PUT", path, {"text": text, "version": 0}, headers={"If-Match": "no quotes"}), 400)
        refusal = self.problem(ada.call("PUT", path, {"text": "x" * 262_145, "version": 0}), 413)
        expect("at most 262144 bytes" in refusal["detail"], f"the limit is said: {refusal}")
        yaml = {"Content-Type": "application/yaml"}
        ada.ok("PUT", "/api/v1/templates/drafted", text, headers=yaml)
        equal(len(ada.ok("GET", "/api/v1/me/drafts")["items"]), 1, "drafts that say something else than what is published")
        ada.ok("PUT", "/api/v1/templates/drafted", text + "# more\n", headers=yaml)
        equal(ada.ok("GET", "/api/v1/me/drafts")["items"], [], "drafts once the text is published")
        again = ada.call("PUT", path, {"text": text, "version": 2})
        equal(ada.call("DELETE", path, headers={"If-Match": again.header("etag")}).status, 204, "discarded")
        self.problem(ada.call("DELETE", path), 404)

    def tells_what_events_did(self):
        """The list says what each event started; one event is explained for all workflows that take its type."""
        run = self.run_of("order-stop-1")
        event = [one for one in self.admin.all("/api/v1/events?type=order.placed") if one["id"] == run["trigger"]][0]
        equal([one["id"] for one in event["effect"]["started"]], [run["id"]], "what the event started")
        why = self.admin.ok("GET", f"/api/v1/events/{event['id']}/why")
        equal([one["runs"] for one in why["workflows"] if one["workflow"] == "order"], [[run["id"]]], "workflows that take it")
        expect(why["others"] >= 1, f"workflows that do not: {why}")
        found = self.admin.all(f"/api/v1/events?q={quote('type:order.* -source:nobody since:1h')}")
        expect(event["id"] in [one["id"] for one in found], "an event found by a query")
        equal(self.admin.ok("GET", "/api/v1/events?subject=no-such-thing")["items"], [], "events about nothing")
        self.problem(self.admin.get("/api/v1/events?q=status:failed"), 400)
        self.problem(self.admin.get(f"/api/v1/events?q=acme&after={event['id']}"), 400)

    def starts_by_hand(self):
        """A person starts a workflow without an event from outside; what does not fit is refused."""
        path = "/api/v1/templates/doomed/start"
        for body in ({"inputs": {}}, {"inputs": {"id": 5}}, {"inputs": {"id": "x", "idd": "y"}}, {"inputs": [1]}):
            self.problem(self.admin.post(path, body), 400)
        self.problem(self.admin.post("/api/v1/templates/nothing/start", {}), 404)
        body = {"inputs": {"id": "by-hand"}, "key": "by-hand-1"}
        answer = self.admin.post(path, body, headers={"Idempotency-Key": "hand-1"})
        equal(answer.status, 202, "start")
        run = self.finished("by-hand-1")
        equal(run["trigger"], answer.json["event"], "the event that started it")
        equal(self.admin.ok("GET", f"/api/v1/runs/{run['id']}")["inputs"], {"id": "by-hand"}, "inputs")
        equal(self.admin.post(path, body, headers={"Idempotency-Key": "hand-1"}).json["event"], answer.json["event"], "the same start again")
        equal(len(self.admin.ok("GET", "/api/v1/runs?key=by-hand-1")["items"]), 1, "runs of a start that was sent twice")

    def tries_expressions(self):
        run = self.run_of("order-stop-1")
        answer = self.admin.ok("POST", "/api/v1/expressions/evaluate", {"expression": "event.data.total > 100", "event": run["trigger"]})
        expect(answer["ok"] and answer["value"] is True and answer["tree"]["parts"], f"over a stored event: {answer}")
        answer = self.admin.ok("POST", "/api/v1/expressions/evaluate", {"expression": "${inputs.id}", "run": run["id"]})
        equal(answer.get("value"), "order-stop-1", "over a run")
        answer = self.admin.ok("POST", "/api/v1/expressions/evaluate", {"expression": "1 +", "event": {}})
        expect(not answer["ok"] and answer["findings"], f"a mistake: {answer}")
        self.problem(self.admin.post("/api/v1/expressions/evaluate", {"expression": "1", "event": "evt_0000000000000"}), 404)
        self.problem(self.admin.post("/api/v1/expressions/evaluate", {"expression": "1", "event": 5}), 400)

    def asks_routes(self):
        (route,) = self.admin.ok("GET", "/api/v1/routes")["items"]
        equal((route["name"], route["take"], route["rows"][0]["name"]), ("legal-review", "first", "board"), "the route that the program carries")
        path = "/api/v1/routes/legal-review/try"
        answer = self.admin.ok("POST", path, {"inputs": {"amount": 5, "region": "EMEA", "channel": "tv"}})
        equal([row["row"] for row in answer["chosen"]], ["television"], "the row that applies")
        expect("at least 50000" in answer["passed_over"][0]["because"], f"why not the first: {answer}")
        self.problem(self.admin.post(path, {"inputs": {"amount": "5"}}), 400)
        self.problem(self.admin.post("/api/v1/routes/nothing/try", {"inputs": {}}), 404)
        answer = self.admin.ok("POST", "/api/v1/expressions/evaluate", {"expression": "route('legal-review', {'amount': 1, 'region': 'AMER', 'channel': 'x'}).group"})
        equal(answer.get("value"), "legal", "in an expression")

    def keeps_facts(self):
        fact, _ = self.admin.ok("GET", "/api/v1/facts")["items"]
        equal((fact["name"], fact["keyed"], fact["values"]), ("budget", True, 0), "the first fact that the program carries")
        path, value = "/api/v1/facts/budget", {"remaining": 12000, "currency": "EUR"}
        answer = self.admin.post(path, {"key": "EMEA", "value": value, "note": "agreed"})
        equal(answer.status, 202, "a fact that is set")
        (kept,) = until("the fact", lambda: self.admin.ok("GET", f"{path}?key=EMEA")["items"])
        equal((kept["value"], kept["source"], kept["note"], kept["stale"]), (value, "api", "agreed", False), "what is kept")
        self.admin.post(path, {"key": "EMEA", "value": value | {"remaining": 9000}})
        history = until("its history", lambda: [was for was in [self.admin.all(f"{path}/history?key=EMEA")] if len(was) == 2])[0]
        equal([was["value"]["remaining"] for was in history], [9000, 12000], "what it was, the newest first")
        self.admin.post(path, {"key": "AMER", "value": value})
        until("a second key", lambda: len(self.admin.ok("GET", path)["items"]) == 2)
        first = self.admin.ok("GET", f"{path}?limit=1")
        second = self.admin.ok("GET", f"{path}?limit=1&cursor={quote(first['next'], safe='')}")
        equal([page["items"][0]["key"] for page in (first, second)], ["AMER", "EMEA"], "one key a page")
        answer = self.admin.ok("POST", "/api/v1/expressions/evaluate", {"expression": "facts.budget.EMEA.remaining"})
        equal(answer.get("value"), 9000, "in an expression")
        self.problem(self.admin.post(path, {"key": "EMEA", "value": {"remaining": "much", "currency": "EUR"}}), 400)
        self.problem(self.admin.post(path, {"value": value}), 400)
        self.problem(self.admin.post("/api/v1/facts/nothing", {"value": 1}), 404)
        viewer = Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": "looks", "role": "viewer"})["token"])
        self.problem(viewer.post(path, {"key": "EMEA", "value": value}), 403)
        acts = self.admin.ok("GET", "/api/v1/audit?act=facts.set")["items"]
        equal([act["object"] for act in acts], ["budget"] * 3, "who set it")

    def skips_a_step(self):
        """A run that failed goes on without its step; who said so, and why, is kept."""
        text = "workflow: skippable\non: [{ event: skip.wanted }]\nsteps:\n  book: { do: out.post, with: { path: /doomed }, retry: { attempts: 1 } }\n  must: { mandatory: true, set: { x: 1 } }\n  late: { sleep: { for: 9d } }\n"
        self.admin.ok("PUT", "/api/v1/templates/skippable", text, headers={"Content-Type": "application/yaml"})
        self.scene.simulator.control(fail=[{"path_prefix": "/http/doomed", "status": 404, "times": 9}])
        self.admin.ok("POST", "/api/v1/events", {"type": "skip.wanted"})
        run = until("a run that fails", lambda: next((one for one in self.admin.all("/api/v1/runs?workflow=skippable") if one["failing"]), None))["id"]
        path = f"/api/v1/runs/{run}/steps"
        shown = self.admin.ok("GET", f"{path}/book/skip")
        equal(shown, {"step": "book", "may": True, "with": [], "next": [], "kept": ["must"]}, "what a skip would bring about")
        must_not = self.admin.ok("GET", f"{path}/must/skip")
        expect(not must_not["may"] and "mandatory" in must_not["because"], f"why not: {must_not}")
        self.problem(self.admin.get(f"{path}/nothing/skip"), 404)
        self.problem(self.admin.get("/api/v1/runs/run_0000000000000/steps/book/skip"), 404)
        refused = self.problem(self.admin.post(f"{path}/must/skip", {}), 409)
        expect("mandatory" in refused["detail"], f"why not: {refused}")
        self.problem(self.admin.post(f"{path}/nothing/skip", {}), 404)
        self.problem(self.admin.post(f"{path}/book/skip", {"reason": "x"}), 400)
        viewer = Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": "skips-not", "role": "viewer"})["token"])
        self.problem(viewer.post(f"{path}/book/skip", {}), 403)
        equal(self.admin.post(f"{path}/book/skip", {"note": "not needed"}).status, 202, "a step is skipped")
        equal(self.admin.post(f"{path}/late/skip", {}).status, 202, "a sleep is skipped")
        ended = until("the end of the run", lambda: (one := self.admin.ok("GET", f"/api/v1/runs/{run}"))["status"] == "succeeded" and one)
        equal({step["name"]: step["status"] for step in ended["steps"]}, {"book": "skipped", "must": "succeeded", "late": "skipped"}, "steps")
        expect("not needed" in ended["steps"][0]["reason"], f"why it was skipped: {ended['steps'][0]}")
        expect([act for act in self.admin.ok("GET", "/api/v1/audit?act=runs.skip")["items"] if act["object"].startswith(run)], "the audit has it")

    def migrates_a_run(self):
        """An open run is migrated to another version after a look at what that would mean; what forbids it is named."""
        yaml = {"headers": {"Content-Type": "application/yaml"}}
        put = lambda steps: self.admin.ok("PUT", "/api/v1/templates/movable", f"workflow: movable\non: [{{ event: move.wanted }}]\nsteps:\n{steps}", **yaml)["version"]  # noqa: E731
        rest, legal = "  rest: { sleep: { for: 9d } }\n", "  legal: { needs: rest, mandatory: true, set: { x: 1 } }\n"
        first = put(rest + legal)
        for _ in range(2):
            self.admin.ok("POST", "/api/v1/events", {"type": "move.wanted"})
        runs = until("two runs", lambda: len(found := self.admin.all("/api/v1/runs?workflow=movable")) == 2 and found)
        run, other = (one["id"] for one in runs)
        wrong = put(rest.replace("9d", "8d") + legal)
        right = put(rest + legal + "  check: { set: { fine: true } }\n")
        path = f"/api/v1/runs/{run}/migrate"
        equal(self.admin.ok("GET", f"/api/v1/runs/{run}")["version"], first, "a new version touches no open run")
        shown = self.admin.ok("GET", f"{path}?to={right}")
        equal({name: shown[name] for name in ("may", "from", "to", "open", "added", "next", "dropped", "conflicts")},
              {"may": True, "from": first, "to": right, "open": ["rest"], "added": ["check"], "next": ["check"], "dropped": [], "conflicts": []}, "what it would mean")
        refused = self.problem(self.admin.post(path, {"to": wrong}), 409)
        expect('step "rest"' in refused["detail"] and refused["errors"][0]["pointer"] == "/to", f"what is in the way: {refused}")
        expect(not self.admin.ok("GET", f"{path}?to={wrong}")["may"], "and it is said before")
        self.problem(self.admin.post(path, {"to": 99}), 404)
        self.problem(self.admin.get(f"{path}?to=99"), 404)
        self.problem(self.admin.get(path), 400)
        for body in ({}, {"to": "2"}, {"to": 0}, {"to": right, "reason": "x"}):
            self.problem(self.admin.post(path, body), 400)
        viewer = Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": "migrates-not", "role": "viewer"})["token"])
        self.problem(viewer.post(path, {"to": right}), 403)
        equal(self.admin.post(path, {"to": right, "note": "a check was missing"}).status, 202, "a run is migrated")
        moved = until("the run to be of the new version", lambda: (one := self.admin.ok("GET", f"/api/v1/runs/{run}"))["version"] == right and one)
        equal({step["name"]: step["status"] for step in moved["steps"]}, {"rest": "waiting", "legal": "pending", "check": "succeeded"}, "steps")
        rows = [one for row in self.admin.all(f"/api/v1/runs/{run}/journal") for one in row["transitions"] if one["is"] == "RunMigrated"]
        equal([(row["from"], row["version"], row["note"]) for row in rows], [(first, right, "a check was missing")], "the journal has it")
        acts = [act for act in self.admin.ok("GET", "/api/v1/audit?act=runs.migrate")["items"] if act["object"] == run]
        equal([act["detail"].get("to") for act in acts], [right], "the audit has it")
        many = {"do": "migrate", "q": "template:movable", "to": right, "reason": "all of them"}
        self.problem(self.admin.post("/api/v1/runs/bulk", {**many, "to": None}), 400)
        dry = self.admin.ok("POST", "/api/v1/runs/bulk", {**many, "to": wrong, "dry_run": True})
        expect(len(dry["items"]) == 2 and all("problem" in one for one in dry["items"]), f"what could not be migrated: {dry}")
        dry = self.admin.ok("POST", "/api/v1/runs/bulk", {**many, "dry_run": True})
        equal([(one["id"], "problem" in one) for one in dry["items"]], [(other, False)], "what would be migrated")
        done = self.admin.ok("POST", "/api/v1/runs/bulk", many)
        expect(len(done["items"]) == 1 and "event" in done["items"][0], f"what was migrated: {done}")
        until("the other run to be of it too", lambda: self.admin.ok("GET", f"/api/v1/runs/{other}")["version"] == right)

    def tells_of_schedules_and_calendars(self):
        text = 'workflow: weekly\non: [{ schedule: { cron: "0 9 * * 1", timezone: Europe/Paris } }]\nsteps:\n  a: { gate: "facts.budget.EMEA.remaining > 5", set: { x: 1 } }\n'
        self.admin.ok("PUT", "/api/v1/templates/weekly", text, headers={"Content-Type": "application/yaml"})
        (schedule,) = self.admin.ok("GET", "/api/v1/templates/weekly/schedules?next=3")["items"]
        equal((schedule["line"], schedule["timezone"], len(schedule["next"])), (2, "Europe/Paris", 3), "when it fires next")
        days = [moment(at) for at in schedule["next"]]
        expect(all(day.weekday() == 0 for day in days) and days == sorted(days), f"Mondays: {schedule}")
        self.problem(self.admin.get("/api/v1/templates/nothing/schedules"), 404)
        self.problem(self.admin.get("/api/v1/templates/weekly/schedules?next=0"), 400)
        (reader,) = [one for one in self.admin.ok("GET", "/api/v1/facts/budget/readers")["items"] if one["workflow"] == "weekly"]
        equal((reader["step"], reader["place"], reader["named"]), ("a", "gate", True), "who reads the fact")
        self.problem(self.admin.get("/api/v1/facts/nothing/readers"), 404)
        names = [one["name"] for one in self.admin.ok("GET", "/api/v1/calendars")["items"]]
        expect("fr" in names and "default" in names, f"calendars: {names}")
        said = self.admin.ok("POST", "/api/v1/calendars/fr/try", {"when": "2026-12-25", "add": "1bd"})
        equal((said["kind"], said["hours"], "open" in said), ("holiday", [], False), "Christmas")
        expect(said["added"]["to"] > "2026-12-28", f"a business day later: {said}")
        self.problem(self.admin.post("/api/v1/calendars/fr/try", {"when": "Christmas"}), 400)
        self.problem(self.admin.post("/api/v1/calendars/fr/try", {"when": "2026-12-25", "add": "soon"}), 400)
        self.problem(self.admin.post("/api/v1/calendars/nothing/try", {"when": "2026-12-25"}), 404)

    def gathers_in_windows(self):
        """Two events of one key start one run; what a key still lacks is shown, and told of each event. A step and a run that take too long say so."""
        text = (
            "workflow: gathered\non: [{ window: { event: page.seen, by: event.data.k, within: 1h, at_least: 2 } }]\ndue: 1ms\nsteps:\n"
            "  agree: { approve: { by: { group: board }, ask: Agree? }, sla: { goal: 1ms, due: 9d } }\n"
        )
        self.admin.ok("PUT", "/api/v1/templates/gathered", text, headers={"Content-Type": "application/yaml"})
        for key in ("a", "b", "a"):
            sent = self.admin.ok("POST", "/api/v1/events", {"type": "page.seen", "data": {"k": key}})
        runs = until("a run of both events", lambda: self.admin.all("/api/v1/runs?workflow=gathered"))
        equal(len(runs), 1, "runs of two events")
        window = self.admin.ok("GET", "/api/v1/templates/gathered/windows")["windows"][0]
        equal([(one["key"], one["because"]) for one in window["keys"]], [("b", "it still lacks 1 event")], "what keys lack")
        why = self.admin.ok("GET", f"/api/v1/events/{sent['id']}/why?workflow=gathered")
        equal(why["windows"][0]["key"], "a", f"what the event was to the window: {why}")
        self.problem(self.admin.get("/api/v1/templates/nothing/windows"), 404)
        run = runs[0]["id"]
        until("a run that is late", lambda: self.admin.ok("GET", f"/api/v1/runs/{run}")["late"])
        step = until("a mark that is missed", lambda: next((one for one in self.admin.ok("GET", f"/api/v1/runs/{run}")["steps"] if one["sla"]["missed"]), None))
        equal((step["sla"]["state"], step["sla"]["missed"]), ("running", ["goal"]), "the clock of a step")
        told = self.admin.ok("GET", f"/api/v1/runs/{run}/why")
        expect("missed its goal" in told["steps"][0]["sla"]["because"] and told["late"], f"why a run is late: {told}")

    def lists_versions(self):
        items = self.admin.all("/api/v1/templates/order/versions")
        equal([one["version"] for one in items], sorted((one["version"] for one in items), reverse=True), "versions, newest first")
        equal(len([one for one in items if one["active"]]), 1, "active versions")
        self.problem(self.admin.get("/api/v1/templates/nothing/versions"), 404)

    def acts_on_many(self):
        """First which it would be, then what became of each."""
        for name in ("many-1", "many-2"):
            self.send(name, total=5000)
        runs = [self.run_of(f"order-{name}") for name in ("many-1", "many-2")]
        body = {"do": "cancel", "q": "template:order many since:1h", "reason": "too many"}
        dry = self.admin.ok("POST", "/api/v1/runs/bulk", {**body, "dry_run": True})
        equal(sorted(one["id"] for one in dry["items"]), sorted(run["id"] for run in runs), "what would be cancelled")
        expect(dry["dry_run"] and all("event" not in one for one in dry["items"]), f"a dry run: {dry}")
        done = self.admin.ok("POST", "/api/v1/runs/bulk", body)
        expect(len(done["items"]) == 2 and all("event" in one for one in done["items"]), f"what was cancelled: {done}")
        for name in ("many-1", "many-2"):
            self.finished(f"order-{name}", "cancelled")
        equal(self.admin.ok("POST", "/api/v1/runs/bulk", body)["items"], [], "what is left to cancel")
        again = self.admin.ok("POST", "/api/v1/runs/bulk", {"do": "retry", "ids": [runs[0]["id"], "run_0000000000000"]})
        equal([one["problem"]["code"] for one in again["items"]], ["conflict", "not_found"], "what cannot be retried")
        for wrong in ({"do": "stop", "q": "a"}, {"do": "retry"}, {"do": "retry", "q": "a", "ids": [runs[0]["id"]]}, {"do": "retry", "q": "statsu:x"}, {"do": "retry", "ids": ["x"]}):
            self.problem(self.admin.post("/api/v1/runs/bulk", wrong), 400)

    def has_figures(self):
        stats = self.admin.ok("GET", "/api/v1/stats")
        equal(len(stats["intervals"]), 48, "half hours of a day")
        for what in ("succeeded", "failed", "cancelled"):
            equal(stats[what], sum(one[what] for one in stats["intervals"]), what)
        expect(stats["started"] >= stats["runs"]["succeeded"] > 0 and stats["failed"] > 0, f"figures: {stats}")
        expect(stats["within_95"] > 0 and stats["events_last_minute"] > 0 and stats["usual"] is None, f"figures: {stats}")
        equal(stats["intervals"][-1]["open"], self.admin.ok("GET", "/api/v1/system")["counts"]["runs_open"], "open runs")
        equal(len(self.admin.ok("GET", "/api/v1/stats?step=60")["intervals"]), 24, "hours of a day")
        for wrong in ("from=yesterday", "step=5", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from=2000-01-01T00:00:00Z"):
            self.problem(self.admin.get(f"/api/v1/stats?{wrong}"), 400)
        items = self.admin.ok("GET", "/api/v1/attention")["items"]
        expect(self.run_of("order-d-3")["id"] in [one["id"] for one in items], "a failed run needs somebody")
        times = [one["updated_at"] for one in items]
        equal(times, sorted(times, reverse=True), "the newest cause first")

    def says_where_a_run_stands(self):
        """As data: what stopped it, and where its time went."""
        self.scene.simulator.control(clear=True)
        self.scene.simulator.control(
            fail=[{"path_prefix": "/http/doomed", "status": 422, "times": 1}], delay=[{"path_prefix": "/http/doomed", "ms": 30, "times": 1}]
        )
        self.send("d-3", kind="doomed.placed")
        run = self.finished("order-d-3", "failed")
        now = run["now"]
        equal((now["kind"], now["step"], now["connection"]), ("failed", "book", "out"), "now")
        expect("422" in now["code"] + now["cause"], f"cause: {now}")
        expect(run["id"] in [one["id"] for one in self.admin.all("/api/v1/runs?q=connection:out%20status:failed")], "connection:out")
        split, took = run["split"], (moment(run["ended_at"]) - moment(run["started_at"])).total_seconds() * 1000
        expect(abs(sum(split.values()) - took) < 5 and split["work"] >= 20, f"split {split} of {took} ms")
        step = self.admin.ok("GET", f"/api/v1/runs/{run['id']}")["steps"][0]
        equal((step["connection"], step["operation"], step["attempts_max"], step["needs"]), ("out", "post", 1, []), "what the template says of the step")

    def tells_where_time_went(self):
        run = self.run_of("order-d-3")
        latency = self.admin.ok("GET", f"/api/v1/runs/{run['id']}/latency")
        equal(sum(latency["split"].values()), latency["elapsed_ms"], "the parts of a run")
        self.problem(self.admin.get(f"/api/v1/runs/{run['id']}/forecast"), 409)
        self.problem(self.admin.get("/api/v1/runs/run_0000000000000/forecast"), 404)
        open_run = next(one for one in self.admin.all("/api/v1/runs") if not one["ended_at"])
        forecast = self.admin.ok("GET", f"/api/v1/runs/{open_run['id']}/forecast")
        expect(forecast["sentence"] and (forecast["closed"] == 0) == ("left_ms" not in forecast), f"forecast: {forecast}")
        expect(all(step["step"] and step["sentence"] and ("left_ms" in step) == ("ends" in step) for step in forecast["steps"]), f"its open steps: {forecast}")
        french = self.admin.ok("GET", f"/api/v1/runs/{open_run['id']}/forecast?lang=fr")["sentence"]
        expect("exécution" in french and french != forecast["sentence"], f"the forecast in French: {french}")
        for of_insight in (f"runs/{open_run['id']}/forecast", "insight/bottlenecks", "insight/teams", "detectors", "detectors/none"):
            self.problem(self.admin.get(f"/api/v1/{of_insight}?lang=de"), 404 if of_insight.endswith("none") else 400)
        late = self.admin.ok("GET", "/api/v1/runs?q=late:%3E50%25%20-late:%3C10%25")
        expect(all(0.5 < one["forecast"]["late"] and not one["ended_at"] for one in late["items"]), f"late runs: {late}")
        self.problem(self.admin.get("/api/v1/runs?q=late:%3E0.5"), 400)
        equal(sum(latency["business_split"].values()), latency["business_ms"], "the parts in working time")
        equal([step["step"] for step in latency["steps"]], ["book"], "steps")
        expect(latency["split"]["work"] >= 20 and latency["clock_set_back"] == 0, f"latency: {latency}")
        self.problem(self.admin.get(f"/api/v1/runs/{run['id']}/latency?calendar=mars"), 404)
        equal(self.admin.ok("GET", "/api/v1/detectors")["items"], [], "no detectors")
        expect(all(one["measured"] <= 1 and not one["overloaded"] for one in self.admin.ok("GET", "/api/v1/insight/teams")["items"]), "team loads")
        self.problem(self.admin.get("/api/v1/detectors/none"), 404)
        slower = self.admin.ok("GET", "/api/v1/insight/bottlenecks?days=7&before=30")
        equal((slower["items"], slower["next"]), ([], None), "a day of runs is too little to compare")
        expect(slower["too_few"] > 0 and slower["now"]["from"] > slower["before"]["to"], f"bottlenecks: {slower}")
        self.problem(self.admin.get("/api/v1/insight/bottlenecks?days=0"), 400)
        self.problem(self.admin.get("/api/v1/insight/bottlenecks?workflow=none"), 404)
        flow = self.admin.ok("GET", "/api/v1/insight/flow/doomed")
        expect(flow["runs"]["failed"] >= 1 and flow["runs"]["first_action"]["count"] >= 1, f"flow: {flow['runs']}")
        equal([(step["step"], step["failed"]) for step in flow["steps"]], [("book", flow["runs"]["failed"])], "steps")
        equal(flow["hand_offs"], [], "one step hands nothing off")
        whole = {one["workflow"]: one["runs"] for one in self.admin.ok("GET", "/api/v1/insight/flow")["items"]}
        equal(whole["doomed"], flow["runs"], "the runs of a workflow")
        equal(sum(day["failed"] for day in flow["days"]), flow["runs"]["failed"], "days")
        for wrong in ("from=yesterday", "from=2026-01-02&to=2026-01-01", "from=1990-01-01"):
            self.problem(self.admin.get(f"/api/v1/insight/flow?{wrong}"), 400)
        self.problem(self.admin.get("/api/v1/insight/flow/none"), 404)
        self.problem(self.admin.get("/api/v1/insight/flow/doomed?version=99"), 404)

    def says_where_values_come_from(self):
        run = self.run_of("order-d-3")
        path = f"/api/v1/runs/{run['id']}/provenance"
        (origin,) = self.admin.ok("GET", f"{path}?path=steps.book.input.body.order")["items"]
        equal((origin["kind"], origin["value"], origin["written"]), ("expression", "order-d-3", "${inputs.id}"), "origin")
        (asked,) = origin["from"]
        (event,) = asked["from"]
        equal((event["kind"], event["of"], event["event"]), ("event", "doomed.placed", run["trigger"]), "where it began")
        of_step = self.admin.ok("GET", f"{path}?step=book")["items"]
        expect({one["path"] for one in of_step} >= {"steps.book.input.path", "steps.book.input.body.order"}, f"of a step: {of_step}")
        self.problem(self.admin.get(f"{path}?path=inputs.nothing"), 404)
        self.problem(self.admin.get(f"{path}?step=nothing"), 404)

    def says_what_happened(self):
        run = self.run_of("order-d-3")
        path = f"/api/v1/runs/{run['id']}/summary"
        told = self.admin.ok("GET", path)
        known = {entry["sequence"] for entry in self.admin.all(f"/api/v1/runs/{run['id']}/journal")}
        expect(told["sentences"] and all(set(one["lines"]) <= known for one in told["sentences"]), f"each sentence names lines of the journal: {told}")
        (failed,) = [one for one in told["sentences"] if one["text"].startswith("“book” failed")]
        expect(any(one["text"].startswith("« book » a échoué") for one in self.admin.ok("GET", f"{path}?lang=fr&step=book")["sentences"]), "in French")
        equal((self.admin.ok("GET", f"{path}?most=1")["left_out"]), len(told["sentences"]) - 1, "left out")
        for wrong in ("lang=de", "most=0", "most=201"):
            self.problem(self.admin.get(f"{path}?{wrong}"), 400)
        self.problem(self.admin.get(f"{path}?step=nothing"), 404)
        written = [{"text": "The step failed.", "lines": failed["lines"]}, {"text": "The step failed because of Zebedee.", "lines": failed["lines"]}]
        held = self.admin.ok("POST", f"{path}/check", {"sentences": written})
        equal((held["sentences"], held["dropped"]), (written[:1], 1), "what holds")
        self.problem(self.admin.post(f"{path}/check", {"sentences": "none"}), 400)
        equal(self.admin.ok("GET", f"/api/v1/runs/{run['id']}/drafts?lang=fr")["drafts"], [], "too few runs have failed")
        self.problem(self.admin.get(f"/api/v1/runs/{run['id']}/drafts?lang=de"), 400)

    def says_what_needs_whoever_asks(self):
        run = self.run_of("order-d-3")
        found = self.admin.ok("GET", "/api/v1/me/attention?days=30")
        mine = [one for one in found["now"] if one["run"] == run["id"]]
        expect(mine and mine[0]["rule"] == "failed" and mine[0]["why"], f"attention: {found}")
        equal(found["approvals_left"], 0, "all open approvals were looked at")
        french = self.admin.ok("GET", "/api/v1/me/attention?days=30&lang=fr")
        expect(french["now"] and all("vous" in one["why"] for one in french["now"]), f"attention in French: {french}")
        for wrong in ("days=0", "days=31", "lang=de"):
            self.problem(self.admin.get(f"/api/v1/me/attention?{wrong}"), 400)

    def says_what_work_is_for(self):
        equal(self.admin.ok("GET", "/api/v1/goals")["items"], [], "no goals")
        orphans = self.admin.ok("GET", "/api/v1/goals/orphans")
        expect("doomed" in [one["workflow"] for one in orphans["items"]] and orphans["coverage"]["percent"] == 0, f"orphans: {orphans}")
        folder = self.scene.folder / "goals"
        folder.mkdir()
        (folder / "sales.yaml").write_text("goal: sales\nlinks: { jira: S-1 }\ninitiatives:\n  orders: { title: Orders, workflows: [order, doomed] }\n")
        self.scene.server.reload()
        goals = self.admin.ok("GET", "/api/v1/goals")["items"]
        equal([(one["name"], one["depth"], one["state"]) for one in goals], [("sales", 0, "at_risk"), ("orders", 1, "at_risk")], "goals")
        told = until("it is told that a goal is at risk", lambda: [one for one in self.admin.ok("GET", "/api/v1/events?type=baton.goal.at_risk")["items"] if one["subject"] == "orders"])
        equal(len(told), 1, "how often it is told")
        run = self.run_of("order-d-3")
        orders = self.admin.ok("GET", "/api/v1/goals/orders")
        expect(run["id"] in [one["run"] for one in orders["blocked_by"]] and "of Orders failed" in orders["sentence"], f"goal: {orders}")
        equal([one["name"] for one in orders["chain"]], ["orders", "sales"], "upwards")
        french = self.admin.ok("GET", "/api/v1/goals/orders?lang=fr")
        expect("de « Orders » en échec" in french["sentence"], f"the goal in French: {french}")
        listed = [one["sentence"] for one in self.admin.ok("GET", "/api/v1/goals?lang=fr")["items"]]
        expect(french["sentence"] in listed and all("en échec" in one for one in listed), f"goals in French: {listed}")
        for wrong in ("/api/v1/goals?lang=de", "/api/v1/goals/orders?lang=de"):
            self.problem(self.admin.get(wrong), 400)
        trace = self.admin.ok("GET", f"/api/v1/runs/{run['id']}/goal?step=book")
        equal([one["kind"] for one in trace["chain"]], ["action", "run", "workflow", "initiative", "goal"], "from the action up")
        self.problem(self.admin.get(f"/api/v1/runs/{run['id']}/goal?step=nope"), 404)
        equal([one["name"] for one in self.admin.ok("GET", "/api/v1/goals?link=jira:S-1")["items"]], ["sales"], "by its link")
        self.problem(self.admin.get("/api/v1/goals?link=jira:S-2"), 404)
        self.problem(self.admin.get("/api/v1/goals/sails"), 404)
        self.problem(self.admin.get(f"/api/v1/runs/{run['id']}/goal?step=none"), 404)
        backlog = self.admin.ok("GET", "/api/v1/goals/backlog?limit=500")
        equal({one["goal"] for one in backlog["items"]} <= {"sales", "orders"}, True, f"the backlog: {backlog}")
        equal([one["run"]["ended_at"] for one in backlog["items"]], [None] * len(backlog["items"]), "open runs alone")
        self.problem(self.admin.get("/api/v1/goals/backlog?limit=0"), 400)
        covered = self.admin.ok("GET", "/api/v1/goals/orphans")["coverage"]
        expect(0 < covered["actions_covered"] <= covered["actions"], f"coverage: {covered}")
        equal([one["actions"] for one in goals], 2 * [covered["actions_covered"]], "the actions that each is for")
        (folder / "sales.yaml").write_text("goal: sales\nparent: sales\n")
        self.scene.server.reload()
        equal(len(self.admin.ok("GET", "/api/v1/goals")["items"]), 2, "goals with a circle are not taken")

    def drafts_the_status_of_a_goal(self):
        path, run = "/api/v1/goals/orders/status", self.run_of("order-d-3")
        draft = self.admin.ok("GET", path)
        expect(draft["sentences"] and all(one["stands_on"] for one in draft["sentences"]), f"each sentence stands on something: {draft}")
        failed = [one for sentence in draft["sentences"] if sentence["about"] == "failed" for one in sentence["stands_on"] if one["run"] == run["id"]]
        expect(failed, f"the run that failed: {draft}")
        expect(failed[0]["line"] in [entry["sequence"] for entry in self.admin.all(f"/api/v1/runs/{run['id']}/journal")], "a line of its journal")
        french = self.admin.ok("GET", f"{path}?lang=fr")["sentences"]
        expect(french[0]["text"].startswith("Au ") and len(french) == len(draft["sentences"]), f"in French: {french}")
        equal((draft["published"], draft["last"]), (None, None), "nothing is published")
        week = draft["week"]
        for wrong in ("week=2026-48", "week=9999-W01", "lang=de", "day=1"):
            self.problem(self.admin.get(f"{path}?{wrong}"), 400)
        for wrong in ({"week": week, "text": " "}, {"week": week, "text": 7}, {"week": week}, {"text": "Well."}, {"week": "soon", "text": "Well."}, {"week": week, "text": "x" * 10_001}):
            self.problem(self.admin.post(path, wrong), 400)
        self.problem(self.admin.get("/api/v1/goals/none/status"), 404)
        self.problem(self.admin.post("/api/v1/goals/none/status", {"week": week, "text": "Well."}), 404)
        made = {role: Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": f"tells-{role}", "role": role})["token"]) for role in ("approver", "operator")}
        text = "d-3 failed; we try again."
        self.problem(made["approver"].post(path, {"week": week, "text": text}), 403)
        told = made["operator"].ok("POST", path, {"week": week, "text": text})
        again = self.admin.ok("POST", path, {"week": week, "text": text})
        equal((told["repeated"], again["repeated"], again["event"]), (False, True, told["event"]), "a repeat")
        events = self.admin.ok("GET", "/api/v1/events?type=baton.goal.status")["items"]
        equal([(one["id"], one["subject"]) for one in events], [(told["event"], "orders")], "the event")
        data = self.admin.ok("GET", f"/api/v1/events/{told['event']}")["data"]
        equal((data["goal"], data["title"], data["week"], data["text"], data["by"], data["state"]), ("orders", "Orders", week, text, "tells-operator", draft["state"]), "what it brings")
        published = self.admin.ok("GET", path)
        equal((published["published"]["text"], published["published"]["by"], published["last"]["event"]), (text, "tells-operator", told["event"]), "what was published")
        acts = self.admin.ok("GET", "/api/v1/audit?act=goals.publish_status")["items"]
        equal([(act["object"], act["actor"], act["detail"]["week"]) for act in acts], [("orders", "token:tells-operator", week)], "who published it")

    def says_what_is_measured(self):
        equal(self.admin.ok("GET", "/api/v1/kpis")["items"], [], "no KPIs")
        folder = self.scene.folder / "kpis"
        folder.mkdir()
        (folder / "failed.yaml").write_text("kpi: failed\nkind: error_rate\nworkflows: [doomed]\ntarget: { at_most: 1 }\n")
        (folder / "first.yaml").write_text("kpi: first\nkind: first_action\nfigure: p95\nunit: seconds\ntarget: { at_most: 3600 }\n")
        (folder / "nps.yaml").write_text("kpi: nps\nkind: nps\nfrom: { event: survey.answered, value: event.data.score }\n")
        (folder / "cost.yaml").write_text("kpi: cost\nkind: cost\nunit: EUR\nworkflows: [order]\ncosts: { out: 2 }\n")
        (self.scene.folder / "goals" / "sales.yaml").write_text("goal: sales\nkpis: [failed, first]\ninitiatives:\n  orders: { workflows: [order, doomed], kpis: [nps] }\n")
        for score in (10, 9, 7, 0):
            equal(self.admin.post("/api/v1/events", {"type": "survey.answered", "data": {"score": score}}).status, 202, "an answer")
        self.scene.server.reload()
        kpis = {one["name"]: one for one in self.admin.ok("GET", "/api/v1/kpis")["items"]}
        equal((kpis["failed"]["state"], kpis["first"]["state"]), ("missed", "reached"), f"states: {kpis}")
        equal(kpis["failed"]["goals"], ["sales"], "its goals")
        flow = self.admin.ok("GET", "/api/v1/insight/flow/doomed")["runs"]
        equal(kpis["failed"]["count"], flow["succeeded"] + flow["failed"], "it is from the runs that ended")
        ended = self.admin.ok("GET", "/api/v1/insight/flow/order")["runs"]["succeeded"]
        equal(kpis["cost"]["count"], ended, "it is for each run that succeeded")
        expect(kpis["cost"]["value"] >= 4, f"two actions a run, at 2 each: {kpis['cost']}")
        nps = until("old answers are counted", lambda: (lambda one: one if one["count"] == 4 else None)(self.admin.ok("GET", "/api/v1/kpis/nps")))
        equal((nps["value"], nps["state"], nps["too_few"], len(nps["days"])), (25, "no_target", True, 1), f"NPS: {nps}")
        equal(self.admin.post("/api/v1/events", {"type": "survey.answered", "data": {"score": 10}}).status, 202, "one more")
        until("it is counted", lambda: self.admin.ok("GET", "/api/v1/kpis/nps")["count"] == 5)
        self.problem(self.admin.get("/api/v1/kpis/npss"), 404)
        self.problem(self.admin.get("/api/v1/kpis/nps?from=2020-01-01"), 400)
        goal = self.admin.ok("GET", "/api/v1/goals/sales")
        equal(goal["kpi_states"], {"reached": 1, "missed": 1, "no_data": 0}, "KPIs of the goal and beneath")
        equal([one["name"] for one in goal["measured_by"]], ["failed", "first"], "its own KPIs")

    def exports_tables(self):
        def rows(table, form, **query):
            text, cursor, pages = b"", None, 0
            while cursor != "":
                given = "".join(f"&{name}={value}" for name, value in ({"limit": 3} | query | ({"cursor": cursor} if cursor else {})).items())
                answer = self.admin.get(f"/api/v1/export/{table}?format={form}{given}")
                equal(answer.status, 200, f"{table}: {answer.body[:200]!r}")
                text, cursor, pages = text + answer.body, answer.header("baton-next") or "", pages + 1
            expect(SECRET.encode() not in text and self.admin.token.encode() not in text, f"a secret is in the table {table}")
            return text.decode(), pages
        formula = "=HYPERLINK(\"https://example.com\")"
        equal(self.admin.post("/api/v1/events", {"type": "noted.only", "subject": formula, "data": {"n": 1}}).status, 202, "an event")
        text, pages = rows("events", "ndjson")
        events = [json.loads(line) for line in text.splitlines()]
        expect(pages > 2 and len({one["id"] for one in events}) == len(events) and events == sorted(events, key=lambda one: one["id"]), "events in order, each once")
        equal([one["id"] for one in events if one["subject"] == formula][0].split("_")[0], "evt", "the event")
        table = list(csv.DictReader(io.StringIO(rows("events", "csv")[0], newline="")))
        equal([one["subject"] for one in table if "HYPERLINK" in one["subject"]], ["'" + formula], "a formula is a text")
        runs = [json.loads(line) for line in rows("runs", "ndjson")[0].splitlines()]
        known = self.admin.all("/api/v1/runs")
        equal({one["id"] for one in runs}, {one["id"] for one in known}, "runs")
        status_of = {one["id"]: one["status"] for one in known}
        expect(all(status_of[one["id"]] == one["status"] for one in runs if one["ended_at"]), "how they ended")
        steps = [json.loads(line) for line in rows("steps", "ndjson")[0].splitlines()]
        equal({one["run"] for one in steps}, {one["id"] for one in runs}, "steps of all runs")
        for one in steps:
            if one["elapsed_ms"] is not None:
                split = sum(one[f"{phase}_ms"] for phase in ("queue", "work", "people", "vendor", "gate", "backoff"))
                expect(0 <= one["elapsed_ms"] - split <= 6, f"the phases add up, but for what rounding cuts off: {one}")
        kpis = list(csv.DictReader(io.StringIO(rows("kpis", "csv")[0], newline="")))
        expect({"failed", "nps"} <= {one["kpi"] for one in kpis}, f"KPIs: {kpis}")
        goals = {one["goal"]: one for one in csv.DictReader(io.StringIO(rows("goals", "csv", limit=1)[0], newline=""))}
        equal(set(goals), {one["name"] for one in self.admin.ok("GET", "/api/v1/goals")["items"]}, "goals")
        expect({one["goal"] for one in runs if one["goal"]} <= set(goals), "the goals of runs")
        expect(all(one["parent"] == "" and one["top"] == one["goal"] or one["top"] == goals[one["parent"]]["top"] for one in goals.values()), f"each goal with its parent: {goals}")
        acts = self.admin.ok("GET", "/api/v1/audit?act=export.read&limit=50")["items"]
        equal(sorted(act["object"] for act in acts), ["events", "goals", "kpis", "runs", "steps"], "one row of the audit for all pages of a table")
        act = acts[0]
        equal((act["object"], "since" in act["detail"]), ("goals", True), "it is in the audit")
        sender = self.admin.ok("POST", "/api/v1/tokens", {"name": "t-export", "role": "sender"})
        self.problem(Client(self.port, sender["token"]).get("/api/v1/export/runs"), 403)
        everything = rows("events", "ndjson", since="0001-01-01", until="9999-12-31", limit=10000)[0]
        expect(len(everything.splitlines()) >= len(events), "a time that no id can be made at is the nearest one")
        self.problem(self.admin.get("/api/v1/export/people"), 404)
        self.problem(self.admin.get("/api/v1/export/runs?format=xlsx"), 400)
        last_act = self.admin.ok("GET", "/api/v1/audit?act=export.read&limit=1")["items"][0]["sequence"]
        self.problem(self.admin.get("/api/v1/export/runs?cursor=" + "x" * 2000), 400)
        equal(self.admin.ok("GET", "/api/v1/audit?act=export.read&limit=1")["items"][0]["sequence"], last_act, "a page that nobody gets is not in the audit")
        expect(rows("runs", "csv", separator="%3B", limit=1000)[0].startswith("id;day;workflow;"), "semicolons between cells")
        self.problem(self.admin.get("/api/v1/export/runs?separator=%7C"), 400)
        self.problem(self.admin.get("/api/v1/export/runs?format=ndjson&separator=%3B"), 400)

    def serves_its_own_description(self):
        description = self.nobody.ok("GET", "/api/v1/openapi.json")
        expect(description["openapi"].startswith("3.1") and "/api/v1/runs" in json.dumps(description["paths"]), "openapi.json")
        expect("steps" in json.dumps(self.nobody.ok("GET", "/api/v1/schemas/workflow.json")), "workflow.json")
        for file in ("calendar", "fact", "route"):
            expect(file in self.nobody.ok("GET", f"/api/v1/schemas/{file}.json")["properties"], f"{file}.json")
        schema = self.nobody.ok("GET", "/api/v1/schemas/events/crm.opportunity.updated")
        equal(schema["$id"], "urn:baton:schema:events:crm.opportunity:1", "the schema of an event")
        self.problem(self.nobody.get("/api/v1/schemas/events/jira.sprint_started"), 404)


def main():
    runner = Runner("surface")
    surface = runner.make("the server boots", Surface)
    for name in (
        "boots", "refuses_strangers", "holds_roles", "takes_signed", "drops_repeats", "keeps_learned_secret_sealed", "refuses_unsigned", "shows_what_was_refused", "lists_the_connectors", "refuses_malformed", "refuses_oversized",
        "refuses_ambiguous_http", "answers_in_order", "says_what_is_allowed", "takes_cloudevents", "takes_plain_events", "keeps_template_versions",
        "finds_every_mistake", "asks_people", "tells_who_lost_the_race", "says_that_a_run_is_open", "keeps_requester_out", "has_people_work", "retries_failed", "keeps_one_run_open_per_key", "retries_by_itself", "pauses", "replays", "cancels", "pages", "finds_runs_by_query", "keeps_views", "keeps_drafts", "tells_what_events_did", "starts_by_hand", "tries_expressions", "asks_routes", "keeps_facts", "skips_a_step", "migrates_a_run", "tells_of_schedules_and_calendars", "gathers_in_windows", "lists_versions", "says_where_a_run_stands", "acts_on_many", "has_figures",
        "tells_where_time_went", "says_where_values_come_from", "says_what_happened", "says_what_needs_whoever_asks", "says_what_work_is_for", "drafts_the_status_of_a_goal", "says_what_is_measured", "exports_tables", "serves_its_own_description",
    ):
        runner.check(name.replace("_", " "), getattr(surface, name))
    runner.check("is still alive", lambda: expect(surface.scene.server.alive(), "the server died"))
    surface.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

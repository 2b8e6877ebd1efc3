#!/usr/bin/env python3
"""
What the server answers is what docs/openapi.yaml says: each operation is asked for at least once so that it succeeds, and refused in each way that all
share. The harness holds each answer against the description. Usage: test_contract.py [--build DIR]
"""

import http.client
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from api_contract import PROBLEM, Contract, Schemas  # noqa: E402
from harness import ANSWERS, Client, Runner, Scratch, Server, StandIn, config_folder, equal, expect, until  # noqa: E402
from scene import DOOMED, ORDER, SECRET, delivery, order  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
YAML = {"Content-Type": "application/yaml"}
CONSOLE = {"X-Baton-Console": "1"}
PASSWORD = "seven brown foxes dance"
# What a token that only sends events may ask for.
FOR_SENDERS = {("POST", "/events"), ("POST", "/api/v1/events"), ("GET", "/api/v1/me"), ("PUT", "/api/v1/me/password")}

CONNECTIONS = """\
connections:
  orders:
    connector: http
    webhook: { scheme: hmac, secret: { env: OUR_SECRET }, header: X-Signature, prefix: "sha256=", id_header: X-Delivery-Id }
  out: { connector: http, base_url: { env: OUT_URL }, allow_private: true }
  pager: { base_url: { env: OUT_URL }, allow_private: true }
  crm:
    base_url: { env: OUT_URL }
    allow_private: true
    auth: { kind: oauth2, client_id: env:OUR_SECRET, client_secret: env:OUR_SECRET, refresh_token: secret:crm_refresh }
  ads: { connector: http, webhook: { scheme: meta, secret: { env: OUR_SECRET }, verify_token: { env: OUR_SECRET } } }
  bus: { connector: cloudevents, webhook: { scheme: cloudevents, secret: { env: LONG_SECRET }, allowed_origins: ["*"] } }
"""
# Of the first nobody knows what became of it when its answer is lost; at the second a person logs in.
CONNECTORS = {
    "pager": "connector: pager\nauth: [{ kind: none }]\noperations:\n  page: { request: { method: POST, path: /page, json: {} }, output: {} }\n",
    "crm": (
        "connector: crm\nauth: [{ kind: oauth2, flow: refresh_token, token_url: /token, authorize_url: /authorize }]\n"
        "operations:\n  post: { request: { method: POST, path: /things, json: {} }, output: {} }\n"
    ),
}
TEMPLATES = {
    "order": ORDER,
    "doomed": DOOMED,
    "paged": "workflow: paged\non: [{ event: page.wanted }]\nsteps:\n  page: { do: pager.page, retry: { attempts: 1 } }\n",
    "many": (
        "workflow: many\non: [{ event: many.wanted }]\nsteps:\n"
        "  told: { each: \"${trigger.data.names}\", do: out.post, with: { path: \"/${item}\", json: {} }, retry: { attempts: 1 } }\n"
        "  begun: { each: \"${trigger.data.names}\", run: slow }\n"
    ),
    "asked": (
        "workflow: asked\non: [{ event: people.wanted }]\nsteps:\n"
        "  agreed: { approve: { by: { group: ops }, of: \"${trigger.data.what}\", ask: Agree? } }\n"
        "  seen: { approve: { by: { group: ops }, ask: Have you seen it? } }\n"
        "  copied: { task: { by: { group: ops }, title: Copy it, form: { url: { format: uri }, words: { type: integer, minimum: 200 } } } }\n"
    ),
    "watched": (
        "workflow: watched\non:\n  - schedule: { cron: \"0 9 * * 1\", timezone: Europe/Paris }\n  - window: { event: page.seen, by: event.data.k, within: 1h, at_least: 2 }\n"
        "  - window: { event: page.seen, by: event.data.k, within: 1h, distinct: { who: event.data.who }, at_least: { who: 3 } }\n"
        "  - { threshold: { event: page.seen, value: event.data.n, over: 1h, aggregate: sum, above: 100 } }\n"
        "steps:\n  held: { gate: \"facts.budget.EMEA.remaining > 5\", set: { x: 1 } }\n  slept: { sleep: { for: 9d }, sla: { goal: 1ms, due: 9d } }\n"
    ),
    "queued": (
        "workflow: queued\ndue: 9d\nconcurrency: { key: inputs.k, limit: 1 }\ninputs: { k: string }\n"
        "on: [{ event: queue.wanted, when: event.data.k != '', inputs: { k: '${event.data.k}' } }]\nsteps:\n  child: { run: slow }\n"
    ),
    "slow": "workflow: slow\nsteps:\n  rest: { sleep: { for: 9d } }\n",
    "gone": "workflow: gone\non: [{ event: gone.asked }]\nsteps: { okay: { approve: { by: { group: ops }, ask: \"May we ${trigger.data.what}?\" } } }\n",
}
FILES = {
    "goals/sales.yaml": "goal: sales\ndue: 2100-01-01\nkpis: [failed, nowhere]\nlinks: { jira: S-1 }\ninitiatives:\n  orders: { title: Orders, workflows: [order, doomed] }\n",
    "kpis/failed.yaml": "kpi: failed\nkind: error_rate\nworkflows: [doomed]\ntarget: { at_most: 1 }\n",
    "kpis/nps.yaml": "kpi: nps\nkind: nps\nfrom: { event: survey.answered, value: event.data.score }\n",
    "detectors/cost.yaml": "detector: cost\nowner: ads\nseries: { event: ads.report, by: event.data.campaign, value: event.data.cost }\n",
}


class Vendor(StandIn):
    """Takes everything, but what a page is asked for: that is done, and its answer is lost. Refuses `/doomed` while `refuses`."""

    refuses = True

    def do_GET(self):
        self.reply(200, {})

    def do_POST(self):
        self.body()
        if self.path == "/page":
            self.close_connection = True
        elif self.path == "/token":
            self.reply(200, {"access_token": "access-0123456789", "refresh_token": "refresh-0123456789", "expires_in": 3600})
        elif self.path == "/doomed" and Vendor.refuses:
            self.reply(422, {"error": "it cannot be"})
        else:
            self.reply(200, {})


class World:
    def __init__(self):
        self.scratch = Scratch("contract")
        self.vendor = Vendor.serve()
        folder = config_folder(self.scratch / "config", CONNECTIONS, {f"{name}.yaml": text for name, text in TEMPLATES.items()})
        for name, text in CONNECTORS.items():
            (folder / "connectors" / f"{name}.yaml").write_text(text)
        for name, text in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        key = self.scratch / "keys/baton.key"
        key.parent.mkdir(mode=0o700)
        environment = {
            "OUT_URL": f"http://127.0.0.1:{self.vendor.server_port}",
            "OUR_SECRET": SECRET,
            "LONG_SECRET": SECRET * 4,
            "BATON_SECRETS_KEY_FILE": str(key),
        }
        done = subprocess.run([BUILD / "baton", "secrets", "init"], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)
        equal(done.returncode, 0, f"a key for secrets: {done.stderr}")
        self.server = Server(BUILD, self.scratch / "data", folder, environment, log=self.scratch / "server.log")
        self.begin()

    def begin(self):
        self.admin = self.server.ready()
        self.nobody = Client(self.server.port)
        self.contract = ANSWERS.of(self.server.port)

    def restart(self):
        """Starts the server again, over data that may have changed meanwhile."""
        self.server = self.server.again()
        self.begin()

    def stop(self):
        self.server.kill()
        self.vendor.shutdown()

    def get(self, path, **more):
        return self.admin.ok("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.admin.ok("POST", path, body, **more)

    def send(self, kind, **data):
        return self.post("/api/v1/events", {"type": kind, "subject": "acme", "data": data})["id"]

    def run_of(self, workflow, status=None):
        """The newest run of a workflow, once it has this status."""

        def there():
            return next((run for run in self.get(f"/api/v1/runs?workflow={workflow}")["items"] if status in (None, run["status"])), None)

        return until(f"a run of {workflow}", there)

    def comes_to(self, path, status):
        until(f"the run to be {status}", lambda: self.get(path)["status"] == status)

    def status_of(self, method, path, body=None, expected=(), **more):
        answer = self.admin.call(method, path, body, **more)
        expect(answer.status in expected, f"{method} {path}: expected {expected}, came {answer.status} {answer.body[:300]!r}")
        return answer

    # What comes in.

    def takes_events(self):
        body = order("one", 5000)
        answer = self.nobody.post("/hooks/orders", body, headers=delivery(body, "one"))
        equal(answer.status // 100, 2, "a webhook")
        self.nobody.post("/hooks/orders", order("other"), headers=delivery(body, "one"))
        newer = order("one", 5001)
        equal(self.nobody.post("/hooks/orders", newer, headers=delivery(newer, "one")).status // 100, 2, "newer content")
        expect(self.get("/api/v1/redeliveries")["items"] and self.get("/api/v1/refusals")["items"], "a redelivery and a refusal")
        equal(self.nobody.get(f"/hooks/ads?hub.mode=subscribe&hub.challenge=c1&hub.verify_token={SECRET}").body, b"c1", "a handshake by GET")
        asked = {"WebHook-Request-Origin": "bus.example.com"}
        equal(self.nobody.call("OPTIONS", "/hooks/bus", headers=asked).header("webhook-allowed-origin"), "*", "a handshake by OPTIONS")
        equal(self.nobody.call("OPTIONS", "/events", headers=asked).status, 200, "the handshake of /events")
        event = {"specversion": "1.0", "id": "ce-1", "source": "admin", "type": "noted.only"}
        self.post("/events", json.dumps(event), headers={"Content-Type": "application/cloudevents+json"})
        self.post("/events", json.dumps([event]), headers={"Content-Type": "application/cloudevents-batch+json"})
        sent = self.send("noted.only", n=1)
        for more in ("", f"?after={sent}", "?q=acme", f"/{sent}", f"/{sent}/why", f"/{sent}/replay"):
            self.get(f"/api/v1/events{more}")
        for name in TEMPLATES:
            self.get(f"/api/v1/events/{sent}/why?workflow={name}")
        self.status_of("POST", f"/api/v1/events/{sent}/replay", expected=(202,))

    # Runs.

    def shows_runs(self):
        self.send("doomed.placed", id="d-1")
        failed = self.run_of("doomed", "failed")
        run = f"/api/v1/runs/{failed['id']}"
        shown = ("", "/journal", "/why", "/why?step=book", "/retry", "/retry?from=start", "/latency", "/provenance", "/provenance?step=book", "/summary")
        for more in (*shown, "/summary?step=book&lang=fr", "/drafts", "/goal?step=book"):
            self.get(run + more)
        sentence = self.get(f"{run}/summary")["sentences"][0]
        self.post(f"{run}/summary/check", {"sentences": [{"text": sentence["text"], "lines": sentence["lines"]}]})
        for path in ("/api/v1/runs", "/api/v1/runs?q=status:failed", "/api/v1/attention", "/api/v1/stats", "/api/v1/me/attention?days=30"):
            self.get(path)
        self.post("/api/v1/runs/bulk", {"do": "retry", "ids": [failed["id"], "run_0000000000000"], "dry_run": True})
        self.post("/api/v1/runs/bulk", {"do": "retry", "q": "status:failed", "dry_run": True})
        Vendor.refuses = False
        self.status_of("POST", f"{run}/retry", {}, (202,))
        self.run_of("doomed", "succeeded")
        self.post("/api/v1/runs/bulk", {"do": "retry", "ids": [failed["id"]]})

    def has_runs_go_on(self):
        self.send("page.wanted")

        def in_doubt():
            run = self.run_of("paged")
            return run if run["failing"] or run["status"] == "failed" or (run["now"] or {}).get("kind") == "unknown" else None

        doubtful = until("an action of which nobody knows", in_doubt)
        path = f"/api/v1/runs/{doubtful['id']}"
        for more in ("", "/why", "/why?step=page", "/retry"):
            self.get(path + more)
        self.status_of("POST", f"{path}/steps/page/resolve", {"as": "failed", "note": "they heard nothing"}, (202,))
        self.run_of("paged", "failed")
        self.get(f"{path}/steps/page/skip")
        self.status_of("POST", f"{path}/steps/page/skip", {"note": "not needed"}, (202,))
        self.run_of("paged", "succeeded")
        for _ in range(2):
            sent = self.send("queue.wanted", k="one")
        waits = until("two runs", lambda: (lambda all: all if len(all) == 2 else None)(self.get("/api/v1/runs?workflow=queued")["items"]))
        self.run_of("slow")
        self.get(f"/api/v1/events/{sent}/why")
        for run in waits:
            for more in ("", "/why", "/why?step=child", "/forecast", "/journal", "/latency"):
                self.get(f"/api/v1/runs/{run['id']}{more}")
        Vendor.refuses = True
        self.send("many.wanted", names=["doomed", "ben"])
        many = f"/api/v1/runs/{self.run_of('many')['id']}"
        until("an item that fails", lambda: self.get(many)["failing"])
        for more in ("", "/why", "/why?step=told", "/why?step=told.0", "/why?step=begun", "/journal", "/retry"):
            self.get(many + more)
        path = f"/api/v1/runs/{self.run_of('slow')['id']}"
        for verb, status in (("pause", "paused"), ("resume", "waiting"), ("cancel", "cancelled")):
            self.status_of("POST", f"{path}/{verb}", {} if verb == "resume" else {"reason": "stocktaking"}, (202,))
            self.comes_to(path, status)
        self.get(f"{path}/why")

    def asks_people(self):
        other = self.post("/api/v1/tokens", {"name": "other", "role": "admin", "groups": ["ops"], "scopes": ["read", "decide"]})
        people = Client(self.server.port, other["token"])
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
        given = people.ok("POST", "/api/v1/delegations", {"to": "admin", "until": soon})
        self.get("/api/v1/delegations")
        self.send("people.wanted", what={"budget": 12})
        path = "/api/v1/approvals?status=open"
        asked = until("approvals", lambda: {one["step"]: one for one in self.get(path)["items"] if one["workflow"] == "asked"})
        run = f"/api/v1/runs/{asked['agreed']['run']}"
        for more in ("", "/why", "/why?step=agreed", "/journal", "/drafts"):
            self.get(run + more)
        later = TEMPLATES["asked"] + "  noted: { needs: copied, set: { x: 1 } }\n"
        version = self.admin.ok("PUT", "/api/v1/templates/asked", later, headers=YAML)["version"]
        self.get(f"{run}/migrate?to={version}")
        self.status_of("POST", f"{run}/migrate", {"to": version, "note": "what comes of it is noted"}, (202,))
        until("the new version", lambda: self.get(run)["version"] == version)
        people.ok("GET", "/api/v1/approvals?mine=true")
        self.get(f"/api/v1/approvals/{asked['agreed']['id']}?lang=fr")
        people.ok("POST", f"/api/v1/approvals/{asked['agreed']['id']}/approve", {"comment": "fine"})
        people.ok("POST", f"/api/v1/approvals/{asked['seen']['id']}/reject", {"comment": "no"})
        self.get(run)
        task = until("a task", lambda: self.get("/api/v1/tasks?status=to-do")["items"])[0]
        path = f"/api/v1/tasks/{task['id']}"
        people.ok("GET", "/api/v1/tasks?mine=true")
        for verb, body in (("claim", {}), ("release", {"comment": "no time"}), ("claim", {})):
            people.ok("POST", f"{path}/{verb}", body)
        self.get(path)
        equal(people.post(f"{path}/done", {"values": {"url": "a.example", "words": 3}}).status, 400, "values that do not fit")
        people.ok("POST", f"{path}/done", {"values": {"url": "https://a.example"}})
        people.ok("POST", f"{path}/reopen", {"reason": "one more"})
        self.get(path)
        self.get(run)
        self.status_of("DELETE", f"/api/v1/delegations/{given['id']}", expected=(204,))
        self.status_of("DELETE", f"/api/v1/tokens/{other['id']}", expected=(204,))

    # Workflows, and what they ask.

    def publishes(self):
        text, path = TEMPLATES["order"], "/api/v1/templates/order"
        shown = self.admin.get(path)
        equal(self.admin.get(path, headers={"If-None-Match": shown.header("etag")}).status, 304, "what the client has already")
        self.admin.ok("PUT", path, text.replace("title: Order", "title: Orders"), headers=YAML)
        self.status_of("PUT", "/api/v1/templates/fresh", text.replace("workflow: order", "workflow: fresh"), (201,), headers=YAML)
        broken = text.replace("needs: book\n", "needs: boook\n")
        self.status_of("PUT", path, broken, (422,), headers=YAML)
        for name in ("validate", "simulate"):
            self.post(f"/api/v1/templates/{name}", text, headers=YAML)
        self.post("/api/v1/templates/validate", broken, headers=YAML)
        self.status_of("POST", "/api/v1/templates/simulate", broken, (422,), headers=YAML)
        self.get(f"{path}/versions")
        self.status_of("POST", "/api/v1/templates/doomed/start", {"inputs": {"id": "by-hand"}}, (202,))
        self.post("/api/v1/templates/fresh/retire")
        self.post("/api/v1/templates/validate", text.replace("workflow: order", "workflow: fresh"), headers=YAML)
        self.get("/api/v1/templates")
        self.get(f"/api/v1/events/{self.send('order.placed', id='o-1', total=5)}/why?workflow=fresh")
        self.post("/api/v1/templates/fresh/enable")

    def gathers_and_plans(self):
        for who in ("ada", "ben"):
            sent = self.send("page.seen", k="a", n=7, who=who)
        self.send("page.seen", k="b", n=7, who="ada")
        self.run_of("watched")
        self.get("/api/v1/templates/watched/windows")
        self.get("/api/v1/templates/watched/schedules?next=3")
        self.get(f"/api/v1/events/{sent}/why?workflow=watched")
        run = self.run_of("watched")["id"]
        until("a mark that is missed", lambda: any(one.get("sla", {}).get("missed") for one in self.get(f"/api/v1/runs/{run}")["steps"]))
        for more in ("/why", "/why?step=held", "/why?step=slept", "/journal"):
            self.get(f"/api/v1/runs/{run}{more}")
        for body in ({"expression": "1 + 1"}, {"expression": "1 +"}, {"expression": "event.data.k", "event": sent, "run": run}, {"expression": "1 / 0"}):
            self.post("/api/v1/expressions/evaluate", body)
        route = self.get("/api/v1/routes")["items"][0]
        self.post(f"/api/v1/routes/{route['name']}/try", {"inputs": {"amount": 5, "region": "EMEA", "channel": "tv"}})
        self.get("/api/v1/calendars")
        for body in ({"when": "2026-12-25", "add": "1bd"}, {"when": "2026-12-24T10:00:00Z"}):
            self.post("/api/v1/calendars/fr/try", body)
        self.status_of("POST", "/api/v1/facts/budget", {"key": "EMEA", "value": {"remaining": 1, "currency": "EUR"}, "note": "agreed"}, (202,))
        until("the fact", lambda: self.get("/api/v1/facts/budget")["items"])
        self.get(f"/api/v1/runs/{run}/why")
        for path in ("facts", "facts/budget/history?key=EMEA", "facts/budget/readers"):
            self.get(f"/api/v1/{path}")

    # What it is for.

    def measures(self):
        self.send("ads.report", campaign="spring", cost=12)
        self.send("survey.answered", score=9)
        until("an answer is counted", lambda: self.get("/api/v1/kpis/nps")["count"])
        until("a series", lambda: self.get("/api/v1/detectors/cost")["values"])
        for path in (
            "goals", "goals?link=jira:S-1", "goals/sales", "goals/orders", "goals/orphans", "goals/backlog", "goals/orders/status", "kpis", "kpis/failed", "detectors", "insight/bottlenecks", "insight/teams", "insight/flow",
            "insight/flow/doomed",
        ):
            self.get(f"/api/v1/{path}")
        week = self.get("/api/v1/goals/orders/status")["week"]
        self.status_of("POST", "/api/v1/goals/orders/status", {"week": week, "text": "All is well."}, (202,))
        self.get("/api/v1/goals/orders/status?lang=fr")
        for table in ("events", "runs", "steps", "kpis", "goals"):
            for form in ("csv", "ndjson"):
                equal(self.admin.get(f"/api/v1/export/{table}?format={form}").status, 200, f"{table} as {form}")

    # Who is there.

    def knows_people(self):
        made = self.post("/api/v1/users", {"name": "ada", "role": "admin", "title": "Ada A."})
        self.get("/api/v1/users")
        equal(self.nobody.ok("POST", "/api/v1/session/code", {"code": made["code"]}, headers=CONSOLE)["user"], "ada", "whose code it is")
        # What hashes a password takes long on a busy machine.
        patient, person = Client(self.server.port, self.admin.token), Client(self.server.port)
        equal(patient.call("POST", "/api/v1/users/ada/password", {"password": PASSWORD}, timeout=60).status, 200, "a password")
        self.admin.ok("PUT", "/api/v1/users/ada", {"title": "Ada B."})
        for verb in ("disable", "enable"):
            self.post(f"/api/v1/users/ada/{verb}")
        signed = person.call("POST", "/api/v1/session", {"user": "ada", "password": PASSWORD}, headers=CONSOLE, timeout=60)
        equal(signed.status, 201, "a sign-in")
        session = {**CONSOLE, "Cookie": signed.header("set-cookie").split(";")[0]}
        person.ok("GET", "/api/v1/me", headers=session)
        person.ok("POST", "/api/v1/me/code", headers=session)
        equal(person.call("PUT", "/api/v1/me/password", {"old": PASSWORD, "new": PASSWORD + " on"}, headers=session).status, 204, "another password")
        equal(person.call("DELETE", "/api/v1/session", headers=session).status, 204, "the sign-out")
        self.get("/api/v1/me")
        self.status_of("PUT", "/api/v1/me/views/Mine", {"q": "status:failed"}, (201,))
        self.get("/api/v1/me/views")
        self.status_of("DELETE", "/api/v1/me/views/Mine", expected=(204,))
        draft = "/api/v1/me/drafts/drafted"
        self.admin.ok("PUT", draft, {"text": "workflow: drafted", "version": 0})
        self.get("/api/v1/me/drafts")
        self.get(draft)
        self.status_of("PUT", draft, {"text": "mine", "version": 0}, (412,), headers={"If-None-Match": "*"})
        self.status_of("DELETE", draft, expected=(204,))
        for path in ("tokens", "audit", "audit?after=0", "audit/verify"):
            self.get(f"/api/v1/{path}")

    def keeps_secrets(self):
        path = "/api/v1/connections/crm/login"
        begun = self.post(path, {"redirect_uri": "http://127.0.0.1:9/callback"})
        state = dict(parse_qsl(urlsplit(begun["url"]).query))["state"]
        expect(self.post(f"{path}/{begun['id']}", {"code": "code-1", "state": state})["done"], "a log-in")
        self.admin.ok("PUT", "/api/v1/secrets/spare", {"value": "0123456789"})
        self.get("/api/v1/secrets")
        self.status_of("DELETE", "/api/v1/secrets/spare", expected=(204,))
        self.post("/api/v1/secret-key/rotate")

    # The server itself.

    def tells_of_itself(self):
        for path in ("connections", "connectors", "system", "openapi.json"):
            self.get(f"/api/v1/{path}")
        self.post("/api/v1/connections/out/test")
        for name in ("workflow.json", "calendar.json", "fact.json", "route.json", "events/ticket.created"):
            self.nobody.ok("GET", f"/api/v1/schemas/{name}")
        self.nobody.ok("GET", "/", headers={"Accept": "application/json"})
        for path in ("/healthz", "/readyz", "/metrics"):
            equal(self.admin.get(path).status, 200, path)
            equal(self.admin.call("HEAD", path).status, 200, f"HEAD {path}")
        equal(self.nobody.get("/", headers={"Accept": "text/html"}).status, 200, "the front for a browser")
        equal(self.admin.call("OPTIONS", "/api/v1/runs").status, 204, "what there is to ask for")

    def streams(self):
        path, schemas, seen = "/api/v1/stream?topics=runs,events", self.contract.schemas, set()
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {self.admin.token}"})
            stream = connection.getresponse()
            equal(self.contract.mistakes("GET", path, stream.status, {"content-type": stream.headers["Content-Type"]}, b""), [], "the head of a stream")
            self.send("many.wanted", names=["eve"])  # whose items are told
            for name, data in records(stream):
                kind = {"run": "RunRecord", "event": "EventRecord"}[name]
                equal(schemas.mistakes({"$ref": f"#/components/schemas/{kind}"}, data), [], f"a record `{name}`: {data}")
                seen.add(name)
                if seen == {"run", "event"} and any("item" in one for one in data.get("transitions", [])):
                    return
        finally:
            connection.close()

    def parks_and_takes_back(self):
        self.send("gone.asked", what="go")
        run = self.run_of("gone")["id"]
        self.edit("trigger.data.what", "gone(1)")
        expect("set_aside" in [one["status"] for one in self.get("/api/v1/templates")["items"]], "no template is set aside")
        equal(self.admin.get(f"/api/v1/runs/{run}/why").status, 409, "why of a run whose template is set aside")
        self.status_of("POST", f"/api/v1/runs/{run}/cancel", {}, (202,))
        parked = until("a command that is parked", lambda: self.get("/api/v1/parked")["items"])[0]
        self.edit("gone(1)", "trigger.data.what")
        self.status_of("POST", f"/api/v1/parked/{parked['event']}/replay", expected=(202,))

    def edit(self, old, new):
        self.server.kill()
        with sqlite3.connect(self.server.data / "baton.db") as database:
            database.execute("UPDATE templates SET yaml = replace(yaml, ?, ?) WHERE name = 'gone'", (old, new))
        self.restart()

    # What all operations share.

    def operations(self):
        for path, item in self.contract.document["paths"].items():
            for method, operation in item.items():
                if method != "parameters":
                    yield method.upper(), path, operation

    def refuses_in_each_way_that_all_share(self):
        sender = Client(self.server.port, self.post("/api/v1/tokens", {"name": "sends", "role": "sender"})["token"])
        for method, path, operation in self.operations():
            at = re.sub(r"\{\w+\}", "nothing", path)
            what, body = f"{method} {path}", b"" if method in ("POST", "PUT") else None
            stranger = self.nobody.call(method, at, body).status
            equal(self.nobody.call("PATCH", at, b"{}").status, 405, f"PATCH {path}")
            self.nobody.call("OPTIONS", at)
            if operation.get("security") == []:
                continue
            equal(stranger, 401, f"{what} without a token")
            if (method, path) not in FOR_SENDERS:
                equal(sender.call(method, at, body).status, 403, f"{what} by a sender")
            if method == "GET":
                expect(self.admin.get(f"{at}?surprise=1").status in (400, 404), f"{what} with a parameter that is not described")
            if "application/json" in operation.get("requestBody", {}).get("content", {}):
                expect(self.admin.call(method, at, {"surprise": 1}).status in (400, 404), f"{what} with a member that is not described")
            if body is not None:
                equal(Client(self.server.port, self.admin.token).call(method, at, b"x" * 1_200_000).status, 413, f"{what} with a body that is too large")

    def answered_each_operation(self):
        answered = {(method, path) for (method, path, status) in self.contract.asked if status < 400}
        missing = [f"{method} {path}" for method, path, _ in self.operations() if (method, path) not in answered]
        equal(missing, [], f"operations that were never answered with success, of {len(list(self.operations()))}")


def records(stream):
    """The records of a stream of server-sent events: name and data."""
    name, end = "", time.monotonic() + 20
    while time.monotonic() < end:
        line = stream.readline().decode().strip()
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
    raise TimeoutError("no such record came")


def described(document):
    """Each schema of the description that stands by itself, with where it stands."""

    def walk(node, at):
        if isinstance(node, dict):
            for name, part in node.items():
                if name == "schema":
                    yield f"{at}/schema", part
                elif name != "schemas":
                    yield from walk(part, f"{at}/{name}")
        elif isinstance(node, list):
            for place, part in enumerate(node):
                yield from walk(part, f"{at}/{place}")

    yield from walk(document["paths"], "/paths")
    yield from walk(document["components"], "/components")
    for name, part in document["components"]["schemas"].items():
        yield f"/components/schemas/{name}", part


def parts_of(schema, at):
    """A schema and those in it."""
    yield at, schema
    for name, part in schema.get("properties", {}).items():
        yield from parts_of(part, f"{at}/properties/{name}")
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from parts_of(schema[word], f"{at}/{word}")
    for word in ("oneOf", "anyOf", "allOf"):
        for place, part in enumerate(schema.get(word, [])):
            yield from parts_of(part, f"{at}/{word}/{place}")


def documented_examples_fit(world):
    schemas, count = world.contract.schemas, 0
    for at, whole in described(world.contract.document):
        for place, schema in parts_of(whole, at):
            for example in schema.get("examples", []) + ([schema["default"]] if "default" in schema else []):
                equal(schemas.mistakes(schema, example), [], f"the example {example!r} of {place}")
                count += 1
    expect(count >= 20, f"only {count} examples")


def every_schema_can_be_checked(world):
    """No word is passed over, each reference leads somewhere, and what is required is described."""
    schemas = world.contract.schemas
    for at, whole in described(world.contract.document):
        for place, schema in parts_of(whole, at):
            schemas.mistakes(schema, None)
            if "properties" in schema:
                missing = set(schema.get("required", [])) - set(schema["properties"])
                expect(not missing or "allOf" in place, f"{place} requires what it does not describe: {missing}")


# A description of nearly nothing, an answer that fits it, and answers that do not.
SMALL = {
    "components": {
        "schemas": {
            "Id": {"type": "string", "pattern": "^run_"},
            "Named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
            "Problem": {"type": "object", "required": ["status"], "properties": {"status": {"type": "integer"}}},
        },
        "responses": {"Problem": {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}},
    },
    "paths": {
        "/runs/{id}": {
            "get": {
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "allOf": [
                                        {"$ref": "#/components/schemas/Named"},
                                        {
                                            "type": "object",
                                            "required": ["id", "at"],
                                            "properties": {
                                                "id": {"$ref": "#/components/schemas/Id"},
                                                "at": {"type": ["string", "null"], "format": "date-time"},
                                                "count": {"type": "integer", "minimum": 1, "maximum": 9},
                                                "kind": {"enum": ["a", "b"]},
                                                "one": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Named"}]},
                                                "by": {"type": "object", "additionalProperties": {"type": "number"}},
                                                "free": {},
                                                "list": {"type": "array", "minItems": 1, "items": {"const": True}},
                                            },
                                        },
                                    ]
                                }
                            }
                        }
                    },
                    "204": {},
                    "404": {"$ref": "#/components/responses/Problem"},
                }
            }
        },
        "/runs/bulk": {"get": {"responses": {"204": {}}}},
        "/hooks/{connection}": {"post": {"responses": {"202": {"content": {"*/*": {"schema": {}}}}}}},
    },
}
FITS = {
    "name": "n", "id": "run_1", "at": "2026-01-02T03:04:05.678Z", "count": 3, "kind": "a", "one": {"name": "x"}, "by": {"any": 1.5}, "free": {"any": [1]}, "list": [True],
}
WRONG = {
    "a member that is missing": ({"id": None}, "/id"),
    "of another type": ({"name": 7}, "/name"),
    "true for a number": ({"count": True}, "/count"),
    "a fraction for a whole number": ({"count": 1.5}, "/count"),
    "too large": ({"count": 10}, "/count"),
    "none of an enumeration": ({"kind": "c"}, "/kind"),
    "an id of something else": ({"id": "evt_1"}, "/id"),
    "no moment": ({"at": "yesterday"}, "/at"),
    "none of the forms": ({"one": 5}, "/one"),
    "an unknown member of a form": ({"one": {"name": "x", "more": 1}}, "/one/more"),
    "of another type behind any name": ({"by": {"any": "1"}}, "/by/any"),
    "too few items": ({"list": []}, "/list"),
    "another constant": ({"list": [1]}, "/list/0"),
    "an unknown member": ({"surprise": 1}, "/surprise"),
}


def each_kind_of_mistake_is_found():
    contract = Contract(SMALL)

    def mistakes(body=FITS, path="/runs/run_1?limit=1", status=200, kind="application/json", method="GET", **headers):
        text = json.dumps(body).encode() if isinstance(body, dict) else body
        return contract.mistakes(method, path, status, {"content-type": kind, **headers}, text)

    equal(mistakes(), [], "an answer that fits")
    equal(mistakes({**FITS, "at": None, "one": "text"}), [], "another that fits")
    for what, (change, pointer) in WRONG.items():
        body = {name: value for name, value in {**FITS, **change}.items() if (name, value) != ("id", None)}
        found = mistakes(body)
        expect(len(found) == 1 and found[0].startswith(f"{pointer}:"), f"{what}: expected a mistake at {pointer}, came {found}")
    problem = {"status": 404}
    equal(mistakes(problem, status=404, kind=PROBLEM), [], "a refusal")
    equal(mistakes(problem, "/nowhere", 404, PROBLEM), [], "a path that is not described")
    equal(mistakes({"status": 405}, status=405, kind=PROBLEM, method="PUT", allow="GET"), [], "a method that is not described")
    equal(mistakes(b"", "/runs/bulk", 204, ""), [], "a path that is written out goes before one with a name")
    equal(mistakes(b"anything", "/hooks/a/b/c", 202, "text/xml", "POST"), [], "what a vendor reads")
    for what, found in {
        "a status that is not listed": mistakes(problem, status=409, kind=PROBLEM),
        "another media type": mistakes(kind="text/plain"),
        "no JSON": mistakes(b"{"),
        "a body where there is none": mistakes(b"{}", status=204),
        "the status of another refusal": mistakes({"status": 400}, status=404, kind=PROBLEM),
        "a refusal in another form": mistakes({"error": "no"}, status=404, kind=PROBLEM),
        "a path that is not described, and answers": mistakes(FITS, "/api/nowhere"),
        "405 without Allow": mistakes({"status": 405}, status=405, kind=PROBLEM, method="PUT"),
        "a method that is not described, and answers": mistakes(FITS, method="PUT", allow="GET"),
    }.items():
        expect(found, f"{what}: no mistake was found")
    try:
        Schemas(SMALL).mistakes({"dependentRequired": {}}, {})
    except ValueError as error:
        expect("dependentRequired" in str(error), f"which word is not known: {error}")
    else:
        expect(False, "a word that is not known was passed over")


def main():
    runner = Runner("contract")
    runner.check("each kind of mistake is found", each_kind_of_mistake_is_found)
    world = runner.make("the server boots", World)
    runner.check("every schema can be checked", every_schema_can_be_checked, world)
    runner.check("documented examples fit", documented_examples_fit, world)
    for name in (
        "takes_events", "shows_runs", "has_runs_go_on", "asks_people", "publishes", "gathers_and_plans", "measures", "knows_people", "keeps_secrets", "tells_of_itself", "streams", "parks_and_takes_back",
        "refuses_in_each_way_that_all_share", "answered_each_operation",
    ):
        runner.check(name.replace("_", " "), getattr(world, name))
    world.stop()
    runner.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The server's door, asked from outside: who speaks for whom, how much one client may hold, what is decided before a body is read.
Usage: test_door.py [--build DIR]"""

import http.client
import json
import socket
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Client, Runner, Scratch, equal, expect, until  # noqa: E402
from scene import Scene, delivery, order  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()

# Starts only from what came, signed, through the hook "orders"; the other from any sender.
SIGNED = """\
workflow: signed
on: [{ event: order.paid, from: orders, key: event.data.id }]
steps: { note: { set: { id: "${trigger.data.id}" } } }
"""


class Door:
    def __init__(self, settings=None):
        self.scene = Scene(BUILD, Scratch("door"), settings=settings)
        self.admin = self.scene.admin
        self.port = self.scene.server.port
        self.nobody = Client(self.port)
        self.admin.ok("PUT", "/api/v1/templates/signed", SIGNED, headers={"Content-Type": "application/yaml"})

    def token(self, name, role="sender", **more):
        return Client(self.port, self.admin.ok("POST", "/api/v1/tokens", {"name": name, "role": role, **more})["token"])

    def problem(self, answer, *expected):
        expect(answer.status in expected, f"expected {expected}, came {answer.status} {answer.body[:300]!r}")
        expect(answer.header("content-type").startswith("application/problem+json"), f"no problem+json: {answer.headers}")
        return answer.json

    def runs(self, workflow):
        return self.admin.ok("GET", f"/api/v1/runs?workflow={workflow}")["items"]

    # Who speaks for whom.

    def nobody_speaks_as_a_connection(self):
        sender, wide = self.token("spoof"), self.token("spoof-all", sources=["*"])
        for client in (sender, wide, self.admin):
            for source in ("orders", "board", "out", "baton", "api", "workflow/order"):
                event = {"type": "order.paid", "source": source, "id": "d-1", "data": {"id": "spoofed"}}
                body = self.problem(client.post("/api/v1/events", event), 403)
                expect(source in body["detail"], f"the source is not named: {body}")
                cloud = {"specversion": "1.0", **event}
                for kind, text in (("cloudevents+json", cloud), ("cloudevents-batch+json", [{**cloud, "source": "spoof"}, cloud])):
                    self.problem(client.post("/events", json.dumps(text), headers={"Content-Type": f"application/{kind}"}), 403)
                binary = {"Content-Type": "application/json", "ce-specversion": "1.0", "ce-id": "d-1", "ce-source": source, "ce-type": "order.paid"}
                self.problem(client.post("/events", '{"id":"spoofed"}', headers=binary), 403)
        body = order("genuine", kind="order.paid")
        equal(self.nobody.post("/hooks/orders", body, headers=delivery(body, "d-1")).status // 100, 2, "the genuine webhook under the same id")
        until("its run", lambda: self.runs("signed"))
        equal(len(self.runs("signed")), 1, "runs of what only the connection may start")

    def a_token_speaks_under_its_own_name(self):
        till = self.token("till")
        sent = till.ok("POST", "/api/v1/events", {"type": "till.opened", "id": "one"})
        equal(self.admin.ok("GET", f"/api/v1/events/{sent['id']}")["source"], "till", "source of an event that names none")
        equal(till.post("/api/v1/events", {"type": "till.opened", "source": "till", "id": "two"}).status, 202, "its own name")
        body = self.problem(till.post("/api/v1/events", {"type": "till.opened", "source": "shop", "id": "three"}), 403)
        expect("--source" in body["detail"], f"no hint: {body}")
        shop = self.token("shop-floor", sources=["shop", "/shop/1"])
        for source in ("shop", "/shop/1", "shop-floor"):
            equal(shop.post("/api/v1/events", {"type": "till.opened", "source": source, "id": "four"}).status, 202, source)
        self.problem(shop.post("/api/v1/events", {"type": "till.opened", "source": "till", "id": "five"}), 403)
        listed = {token["name"]: token["sources"] for token in self.admin.ok("GET", "/api/v1/tokens")["items"]}
        equal((listed["till"], listed["shop-floor"]), ([], ["shop", "/shop/1"]), "sources in the list of tokens")

    def ids_belong_to_their_sender(self):
        """Two senders choose the same id; an id and an Idempotency-Key read alike: none takes another's place."""
        first, second = self.token("first"), self.token("second")
        for client, data in ((first, 1), (second, 2)):
            answer = client.ok("POST", "/api/v1/events", {"type": "noted.only", "id": "order-17", "data": data})
            equal(answer["repeated"], False, "an id that another sender has used")
        answer = first.ok("POST", "/api/v1/events", {"type": "noted.only", "id": "key:k", "data": 1})
        equal(answer["repeated"], False, "an id that reads like a key")
        answer = first.ok("POST", "/api/v1/events", {"type": "noted.only", "data": 2}, headers={"Idempotency-Key": "k"})
        equal(answer["repeated"], False, "the key that the id reads like")
        answer = first.ok("POST", "/api/v1/events", {"type": "noted.only", "data": 2}, headers={"Idempotency-Key": "k"})
        equal(answer["repeated"], True, "the key again")

    def tokens_that_could_send_nothing_are_refused(self):
        for wrong in (
            {"name": "orders", "role": "sender"}, {"name": "x1", "role": "sender", "sources": ["orders"]}, {"name": "x2", "role": "sender", "sources": ["baton"]},
            {"name": "x3", "role": "viewer", "sources": ["shop"]}, {"name": "x4", "role": "sender", "sources": [""]},
        ):
            self.problem(self.admin.post("/api/v1/tokens", wrong), 400)

    def takes_types_that_can_be_named(self):
        for wrong in ("hello said", "a..b", "..", "*", "a.*", "ünï", ".a", "a.", "a\tb", "x" * 1025):
            body = self.problem(self.admin.post("/api/v1/events", {"type": wrong}), 400, 413)
            cloud = {"specversion": "1.0", "id": "n", "source": "s", "type": wrong}
            self.problem(self.admin.post("/events", json.dumps(cloud), headers={"Content-Type": "application/cloudevents+json"}), 400, 413)
        expect("letters" in body["detail"] or "1024" in body["detail"], f"the pattern is not named: {body}")
        named = 'workflow: routed\non: [{ event: "com.vmware.event.router/event" }]\nsteps: { note: { set: { a: 1 } } }\n'
        self.admin.ok("PUT", "/api/v1/templates/routed", named, headers={"Content-Type": "application/yaml"})
        self.admin.ok("POST", "/api/v1/events", {"type": "com.vmware.event.router/event"})
        until("the run of a type with a slash", lambda: self.runs("routed"))

    def takes_bytes_that_are_text(self):
        answer = self.admin.post("/api/v1/events", {"type": "noted.only"}, headers={"Idempotency-Key": b"\xff\xfe"})
        self.problem(answer, 400)
        equal(self.admin.get("/api/v1/events").status, 200, "the list of events afterwards")


    # What is decided on the head.

    def raw(self, text, source="127.0.0.1"):
        connection = socket.create_connection(("127.0.0.1", self.port), 10, (source, 0))
        connection.sendall(text.encode() if isinstance(text, str) else text)
        return connection

    def status_of(self, text, seconds=3, source="127.0.0.1"):
        """The status of the answer to a request whose body never comes; None when nothing comes."""
        with self.raw(text, source) as connection:
            connection.settimeout(seconds)
            try:
                return int(connection.recv(4096).split(b" ")[1])
            except (socket.timeout, IndexError):
                return None

    def answers_before_the_body(self):
        auth = f"Authorization: Bearer {self.admin.token}\r\n"
        viewer = f"Authorization: Bearer {self.token('eyes', 'viewer').token}\r\n"
        cases = (
            ("POST /nowhere", "", 404), ("POST /api/v1/events", "", 401), ("POST /api/v1/events", "Authorization: Bearer x\r\n", 401),
            ("POST /api/v1/events", viewer, 403), ("PUT /api/v1/events", auth, 405), ("POST /hooks/nowhere", "", 404), ("POST /api/v1/tokens", viewer, 403),
            ("POST /api/v1/events", auth + auth, 400), ("POST /api/v1/templates/validate", viewer, 403),
        )
        for line, fields, expected in cases:
            for length in (1_000, 1_000_000):
                head = f"{line} HTTP/1.1\r\nHost: a\r\n{fields}Content-Length: {length}\r\n"
                equal(self.status_of(head + "\r\n"), expected, f"{line} with {length} bytes to come")
                equal(self.status_of(head + "Expect: 100-continue\r\n\r\n"), expected, f"{line} that waits to be asked for {length} bytes")
            chunked = f"{line} HTTP/1.1\r\nHost: a\r\n{fields}Transfer-Encoding: chunked\r\n\r\n"
            equal(self.status_of(chunked), expected, f"{line} with chunks to come")
        ask = f"POST /api/v1/events HTTP/1.1\r\nHost: a\r\n{auth}Expect: 100-continue\r\nContent-Length: "
        equal(self.status_of(ask + "20\r\n\r\n"), 100, "a body that is wanted")
        equal(self.status_of(ask + "2000000\r\n\r\n"), 413, "a body that is too large")

    def goes_on_after_a_refusal_on_the_head(self):
        for body in ('{"type":"a.b"}', "x" * 16_000):
            with self.raw(f"POST /api/v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n") as connection:
                expect(connection.recv(4096).startswith(b"HTTP/1.1 401 "), "not refused at once")
                connection.sendall(body.encode() + b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                expect(b"200 OK" in connection.recv(4096), "the connection does not go on")

    def says_what_a_body_may_be(self):
        body = self.problem(self.admin.post("/api/v1/events", "x" * 1_100_000), 413)
        expect("1048576" in body["detail"] and "http.body_bytes_max" in body["detail"], f"neither limit nor setting: {body}")

    def strangers_take_no_room(self):
        """Large bodies of those without a token, to any path, and unsigned ones to a hook, keep nobody out."""
        crowd = []
        for number in range(150):
            path = ("/api/v1/events", "/nowhere", "/hooks/orders")[number % 3]
            connection = self.raw(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n")
            connection.setblocking(False)
            rest = b"x" * (1_048_576 - 500)
            for _ in range(400):
                try:
                    rest = rest[connection.send(rest) :]
                except BlockingIOError:
                    time.sleep(0.0005)
                except OSError:
                    break
                if not rest:
                    break
            crowd.append(connection)
        time.sleep(1.2)  # who has been sending for a second gives way
        for size in (20_000, 100_000, 900_000):
            event = {"type": "noted.only", "data": "y" * size}
            equal(self.admin.post("/api/v1/events", event).status, 202, f"an event of {size} bytes")
        for number in range(20):
            body = json.dumps({"type": "order.noted", "id": f"roomy-{number}", "fill": "z" * 60_000})
            equal(self.nobody.post("/hooks/orders", body, headers=delivery(body, f"roomy-{number}")).status // 100, 2, "a signed webhook of 60 KB")
        for connection in crowd:
            connection.close()

    # Streams.

    def stream(self, token, query="", last=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Authorization": f"Bearer {token}", **({"Last-Event-ID": last} if last else {})}
        connection.request("GET", "/api/v1/stream" + query, headers=headers)
        answer = connection.getresponse()
        return answer

    @staticmethod
    def records(answer, count, seconds=5):
        """(id, event, data) of the next records."""
        found, record, end = [], {}, time.monotonic() + seconds
        while len(found) < count and time.monotonic() < end:
            line = answer.readline().decode().rstrip("\n")
            if not line:
                if "data" in record:
                    found.append((record.get("id"), record.get("event"), json.loads(record["data"])))
                record = {}
                if answer.isclosed():
                    break
            elif ": " in line:
                name, value = line.split(": ", 1)
                record[name] = value
        return found

    def a_stream_ends_with_its_token(self):
        made = self.admin.ok("POST", "/api/v1/tokens", {"name": "watcher", "role": "viewer"})
        answer = self.stream(made["token"])
        equal(answer.status, 200, "stream")
        equal(self.admin.call("DELETE", f"/api/v1/tokens/{made['id']}").status, 204, "revoked")
        began = time.monotonic()
        self.admin.ok("POST", "/api/v1/events", {"type": "noted.only", "data": "after the token was revoked"})
        rest = answer.read()
        expect(time.monotonic() - began < 2, "the stream went on for two seconds")
        expect(b"noted.only" not in rest, f"told after the token was revoked: {rest!r}")

    def a_stream_resumes_where_it_was(self):
        answer = self.stream(self.admin.token, "?topics=events")
        sent = [self.admin.ok("POST", "/api/v1/events", {"type": "noted.only", "data": n})["id"] for n in range(4)]
        told = [record for record in self.records(answer, 4) if record[2]["type"] == "noted.only"]
        equal([record[2]["id"] for record in told], sent, "events of the stream")
        answer.close()
        between = self.admin.ok("POST", "/api/v1/events", {"type": "noted.only", "data": "between"})["id"]
        again = self.records(self.stream(self.admin.token, "?topics=events", told[1][0]), 3)
        equal([record[2]["id"] for record in again], sent[2:] + [between], "events after Last-Event-ID")
        both = self.records(self.stream(self.admin.token, "", "0," + sent[0]), 3)
        equal([record[2]["id"] for record in both], sent[1:], "events of both topics after Last-Event-ID")

    def a_stream_says_what_it_cannot_give(self):
        for ahead in ("99999999", "evt_7zzzzzzzzzzzz", "99999999,evt_0000000000001"):
            answer = self.stream(self.admin.token, "", ahead)
            equal(answer.status, 409, f"Last-Event-ID: {ahead}")
        equal(self.stream(self.admin.token, "", "yesterday").status, 400, "Last-Event-ID: yesterday")

    def a_replay_tells_what_was_true_then(self):
        answer = self.stream(self.admin.token, "?topics=runs")
        self.send_order("replayed")
        live = []
        while not any(one["is"] == "RunSucceeded" for record in live for one in record[2]["transitions"]):
            live += self.records(answer, 1)
        answer.close()
        before = str(live[0][2]["sequence"] - 1)
        again = self.records(self.stream(self.admin.token, "?topics=runs", before), len(live))
        for (_, _, then), (_, _, now) in zip(live, again):
            equal(now["transitions"], then["transitions"], "transitions of a replayed row")
            ended = any(one["is"].startswith("RunSucceeded") for one in now["transitions"])
            expect(ended or now.get("status") != "succeeded", f"an older row has today's status: {now}")

    def send_order(self, name, total=50):
        body = order(name, total)
        answer = self.nobody.post("/hooks/orders", body, headers=delivery(body, name))
        expect(answer.status // 100 == 2, f"hook: {answer.status} {answer.body[:300]!r}")
        return answer

    def one_token_has_half_of_the_streams(self):
        viewer, other = self.token("greedy", "viewer"), self.token("modest", "viewer")
        answers = [self.stream(viewer.token) for _ in range(60)]
        equal(sum(answer.status == 200 for answer in answers), 50, "streams of one token")
        expect(all(answer.status == 429 for answer in answers[50:]), "too many streams of one token")
        more = [self.stream(other.token) for _ in range(41)]
        opened = sum(answer.status == 200 for answer in more)  # streams of checks before may not be quite closed
        expect(30 <= opened <= 40, f"streams of another token, from the same address: {opened}")
        expect("from this address" in more[-1].read().decode(), "one address takes all there are")
        for answer in answers + more:
            answer.close()

    # Webhooks that come again.

    def a_redelivery_with_newer_content_is_a_repeat(self):
        first = self.send_order("again", 50)
        event = first.header("baton-event")
        expect(event.startswith("evt_"), f"no Baton-Event: {first.headers}")
        second = self.send_order("again", 77)
        equal(second.header("baton-event"), event, "the event of the redelivery")
        shown = self.admin.ok("GET", f"/api/v1/events/{event}")
        equal(shown["data"]["total"], 50, "what came first stays")
        kept = self.admin.ok("GET", "/api/v1/redeliveries")["items"]
        equal([(one["event"], one["connection"], one["data"]["total"]) for one in kept[:1]], [(event, "orders", 77)], "what is kept to look at")
        expect(b'baton_redelivered_newer_total{connection="orders"}' in self.admin.get("/metrics").body, "it is not counted")
        equal(self.admin.ok("POST", "/api/v1/events", {"type": "noted.only", "id": "mine", "data": 1})["repeated"], False, "an event")
        self.problem(self.admin.post("/api/v1/events", {"type": "noted.only", "id": "mine", "data": 2}), 409)

    # The rest.

    def pages_end_by_bytes(self):
        """Events of 240 KB, each of 48,000 values: a page holds a few of them, all pages all of them, and memory stays small."""
        sender, data = self.token("bulk"), "[" + "1234," * 47_999 + "1]"
        sent = []
        for number in range(20):
            sent.append(sender.ok("POST", "/api/v1/events", '{"type":"bulk.sent","id":"%d","data":%s}' % (number, data), headers={"Content-Type": "application/json"})["id"])
        found, cursor, pages = [], "", 0
        while pages == 0 or cursor:
            answer = self.admin.get(f"/api/v1/events?type=bulk.sent&limit=500&cursor={cursor}")
            expect(len(answer.body) < 2_097_152 + 300_000, f"a page of {len(answer.body)} bytes")
            found += [event["id"] for event in answer.json["items"]]
            cursor, pages = answer.json["next"] or "", pages + 1
        equal(found, sent[::-1], "events over all pages")
        expect(pages >= 2, f"{pages} pages")
        tail = self.admin.ok("GET", f"/api/v1/events?type=bulk.sent&after={sent[0]}&limit=500")
        equal([event["id"] for event in tail["items"]], sent[1 : 1 + len(tail["items"])], "a tail")
        expect(0 < len(tail["items"]) < 19 and tail["next"] == tail["items"][-1]["id"], "a tail is no page")

    def answers_that_nobody_reads_have_an_end(self):
        greedy, other = self.token("unread", "viewer"), self.token("reads", "viewer")
        for number in range(12):
            self.admin.ok("POST", "/api/v1/events", {"type": "long.sent", "id": str(number), "data": "x" * 240_000})
        crowd = []
        for _ in range(16):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", self.port))
            head = f"GET /api/v1/events?type=long.sent&limit=500 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {greedy.token}\r\n\r\n"
            connection.sendall(head.encode() * 10)
            crowd.append(connection)
        until("the token to have no more", lambda: greedy.get("/api/v1/runs?limit=1", timeout=60).status == 503, 60, 0.2)
        equal(other.get("/api/v1/runs?limit=1", timeout=60).status, 200, "another token's page")
        peak = next(line for line in Path(f"/proc/{self.scene.server.process.pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
        expect(int(peak.split()[1]) < 300_000, f"memory: {peak}")
        for connection in crowd:
            connection.close()
        until("the token to be served again", lambda: greedy.get("/api/v1/runs?limit=1", timeout=60).status == 200, 60, 0.2)

    def a_run_that_holds_much_comes_in_parts(self):
        steps = "".join(f"  s{n}: {{ set: {{ a: \"${{trigger.data.fill}}\" }} }}\n" for n in range(4))
        self.admin.ok("PUT", "/api/v1/templates/filled", "workflow: filled\non: [{ event: filled.up }]\nsteps:\n" + steps, headers={"Content-Type": "application/yaml"})
        self.admin.ok("POST", "/api/v1/events", {"type": "filled.up", "data": {"fill": "x" * 900_000}})
        run = until("the run", lambda: [one for one in self.runs("filled") if one["status"] == "succeeded"])[0]["id"]
        names, after, parts = [], "", 0
        while parts == 0 or after:
            answer = self.admin.get(f"/api/v1/runs/{run}?after={after}")
            names += [step["name"] for step in answer.json["steps"]]
            after, parts = answer.json["next"] or "", parts + 1
            expect(len(answer.body) < 5_000_000, f"a part of {len(answer.body)} bytes")
        equal((names, parts > 1), ([f"s{n}" for n in range(4)], True), "steps over all parts")
        rows, after = [], 0
        while after is not None:
            page = self.admin.ok("GET", f"/api/v1/runs/{run}/journal?after={after}&limit=500")
            rows, after = rows + page["items"], page["next"]
        equal([row["sequence"] for row in rows], sorted({row["sequence"] for row in rows}), "rows over all pages of the journal")

    def who_made_a_token_is_kept(self):
        made = self.admin.ok("POST", "/api/v1/tokens", {"name": "short-lived", "role": "viewer"})
        self.admin.call("DELETE", f"/api/v1/tokens/{made['id']}")
        row = next(token for token in self.admin.ok("GET", "/api/v1/tokens")["items"] if token["id"] == made["id"])
        equal((row["created_by"], row["revoked_by"]), ("token:admin", "token:admin"), "who made and who revoked it")
        log = self.scene.server.error_text()
        expect(made["id"] in (self.scene.scratch / "scene-server.log").read_text(), f"the log does not name it: {log}")

    def a_refused_login_leaves_a_line(self):
        self.problem(self.nobody.get("/api/v1/runs", token="bt_" + "A" * 43), 401)
        text = (self.scene.scratch / "scene-server.log").read_text()
        line = [one for one in text.splitlines() if "401 GET /api/v1/runs from 127.0.0.1" in one]
        expect(line, f"no line about the refusal: {text[-500:]}")
        for _ in range(200):
            self.nobody.get("/api/v1/runs", token="bt_" + "A" * 43)
        lines = [one for one in (self.scene.scratch / "scene-server.log").read_text().splitlines() if "refused:" in one]
        expect(len(lines) < 90, f"{len(lines)} lines about refusals")

    def tells_which_runs_went_on(self):
        template = """\
workflow: resumed
on: [{ event: cart.filled, key: event.data.id }]
steps: { paid: { wait: { event: cart.paid, when: event.data.id == trigger.data.id } } }
"""
        self.admin.ok("PUT", "/api/v1/templates/resumed", template, headers={"Content-Type": "application/yaml"})
        self.admin.ok("POST", "/api/v1/events", {"type": "cart.filled", "data": {"id": "c1"}})
        run = until("the run", lambda: self.runs("resumed"))[0]
        until("the wait", lambda: self.runs("resumed")[0]["status"] == "waiting")
        event = self.admin.ok("POST", "/api/v1/events", {"type": "cart.paid", "data": {"id": "c1"}})["id"]
        until("its end", lambda: self.runs("resumed")[0]["status"] == "succeeded")
        shown = self.admin.ok("GET", f"/api/v1/events/{event}")
        equal((shown["runs"], shown["resumed"]), ([], [{"id": run["id"], "workflow": "resumed"}]), "runs of an event that a wait took")

    def why_knows_the_workflow_it_is_asked_for(self):
        event = self.admin.ok("POST", "/api/v1/events", {"type": "noted.only"})["id"]
        self.problem(self.admin.get(f"/api/v1/events/{event}/why?workflow=nowhere"), 404)

    def tells_all_mistakes_of_an_event(self):
        body = self.problem(self.admin.post("/api/v1/events", {"tpye": "a.b", "id": 5, "time": "noon"}), 400)
        equal(sorted(error["pointer"] for error in body["errors"]), ["/id", "/time", "/tpye", "/type"], "places of mistakes")

    def the_front_is_a_page(self):
        equal(self.nobody.ok("GET", "/")["name"], "Baton", "GET /")

    def a_long_check_holds_up_nobody(self):
        steps = "".join(f"  s{n}: {{ set: {{ a: \"${{'x'.matches('(?:a?b?c?d?e?){{900}}N{n}')}}\" }} }}\n" for n in range(400))
        text = "workflow: dear\non: [{ event: dear.go }]\nsteps:\n" + steps
        operator = self.token("checker", "operator")
        done = []
        thread = threading.Thread(target=lambda: done.append(operator.post("/api/v1/templates/validate", text, headers={"Content-Type": "application/yaml"}, timeout=60)))
        thread.start()
        slowest, asked = 0.0, 0
        while thread.is_alive():
            began = time.monotonic()
            equal(self.nobody.get("/healthz").status, 200, "/healthz meanwhile")
            slowest, asked = max(slowest, time.monotonic() - began), asked + 1
            time.sleep(0.01)
        thread.join()
        expect(asked >= 10, f"inconclusive: the check was over after {asked} requests")
        expect(done[0].status in (200, 503), f"validate: {done[0].status}")
        expect(slowest < 0.5, f"/healthz took {slowest:.2f} s meanwhile")


CHECKS = (
    "a_refused_login_leaves_a_line", "nobody_speaks_as_a_connection", "a_token_speaks_under_its_own_name", "ids_belong_to_their_sender", "tokens_that_could_send_nothing_are_refused",
    "takes_types_that_can_be_named", "takes_bytes_that_are_text", "answers_before_the_body", "goes_on_after_a_refusal_on_the_head", "says_what_a_body_may_be",
    "strangers_take_no_room", "a_stream_ends_with_its_token", "a_stream_resumes_where_it_was", "a_stream_says_what_it_cannot_give",
    "a_replay_tells_what_was_true_then", "one_token_has_half_of_the_streams", "a_redelivery_with_newer_content_is_a_repeat", "who_made_a_token_is_kept", "pages_end_by_bytes",
    "answers_that_nobody_reads_have_an_end", "a_run_that_holds_much_comes_in_parts",
    "tells_which_runs_went_on", "why_knows_the_workflow_it_is_asked_for", "tells_all_mistakes_of_an_event", "the_front_is_a_page", "a_long_check_holds_up_nobody",
)


def main():
    runner = Runner("door")
    door = runner.make("the server boots", Door)
    for name in CHECKS:
        runner.check(name.replace("_", " "), getattr(door, name))
    runner.check("is still alive", lambda: expect(door.scene.server.alive(), "the server died"))
    door.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

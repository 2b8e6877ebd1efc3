#!/usr/bin/env python3
"""The server's door, asked from outside: who speaks for whom, how much one client may hold, what is decided before a body is read.
Usage: test_door.py [--build DIR]"""

import json
import sys
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


CHECKS = (
    "nobody_speaks_as_a_connection", "a_token_speaks_under_its_own_name", "ids_belong_to_their_sender", "tokens_that_could_send_nothing_are_refused",
    "takes_types_that_can_be_named", "takes_bytes_that_are_text",
)


def main():
    runner = Runner("door")
    made = []
    if not runner.check("the server boots", lambda: made.append(Door())):
        runner.finish()
    door = made[0]
    for name in CHECKS:
        runner.check(name.replace("_", " "), getattr(door, name))
    runner.check("is still alive", lambda: expect(door.scene.server.alive(), "the server died"))
    door.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The vendors' own npm clients as senders: what they sign is taken, what was altered afterwards is refused, and each delivery is one event.

Usage: senders.py [--build DIR] [--baton DIR] [--keep]   The last line is `N passed, N failed`.
senders.js makes the deliveries. Each is also judged by its client, so that Baton and the client must agree; Bolt, which takes what Slack
sends and sends nothing, answers it beside Baton.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from world import HERE, ROOT, Failure, Scratch, Server, config_folder, modules  # noqa: E402
from harness import Runner, equal, expect  # noqa: E402

SECONDS_MAX = 120
PUBLIC = "https://hooks.example.com"
# Each connection: its secret, the member of its events by which a delivery is told apart, its connector and its webhook.
HUBSPOT = f"scheme: hubspot, public_url: {PUBLIC}, signature_version"
CONNECTIONS = {
    "senders_standard": ("whsec_YmF0b24tc3RhbmRhcmQtd2ViaG9va3Mta2V5LTAwMDAx", "origin", "http", "scheme: standard_webhooks"),
    "senders_github": ("gh-secret-of-the-tests", "origin", "github", "scheme: github"),
    "senders_stripe": ("whsec_secret_of_the_tests", "origin", "http", "scheme: t_v1, header: Stripe-Signature, id_member: id"),
    "senders_hubspot_v3": ("3b2a1c0d-0000-4e5f-9a8b-7c6d5e4f3a2b", "property", "hubspot", f"{HUBSPOT}: v3"),
    "senders_hubspot_v2": ("3b2a1c0d-0000-4e5f-9a8b-7c6d5e4f3a2b", "property", "hubspot", f"{HUBSPOT}: v2"),
    "senders_hubspot_v1": ("3b2a1c0d-0000-4e5f-9a8b-7c6d5e4f3a2b", "property", "hubspot", f"{HUBSPOT}: v1"),
    "senders_cloudevents": ("token-of-the-tests", "origin", "cloudevents", "scheme: cloudevents"),
    "senders_slack": ("8f742231b10e8888abcd99baton00001", "origin", "slack", "scheme: slack"),
}


def secret_variable(name):
    return f"{name.upper()}_SECRET"


def connections():
    text = "connections:\n"
    for name, (_, _, connector, webhook) in CONNECTIONS.items():
        auth = "    auth: { kind: none }\n" if connector == "http" else ""
        text += f"  {name}:\n    connector: {connector}\n{auth}    webhook: {{ {webhook}, secret: env:{secret_variable(name)} }}\n"
    return text


class Senders:
    def __init__(self, options):
        self.scratch = Scratch("senders", keep=options.keep)
        self.modules = modules(options.build)
        environment = {secret_variable(name): secret for name, (secret, *_) in CONNECTIONS.items()}
        folder = config_folder(self.scratch / "config", connections(), {})
        self.server = Server(options.baton, self.scratch / "data", folder, environment, log=self.scratch / "server.log")
        self.admin = self.server.ready(60)
        self.deliveries = self.send()

    def send(self):
        """What became of each delivery of senders.js."""
        keys = {name: secret for name, (secret, *_) in CONNECTIONS.items()}
        spec = {"url": f"http://127.0.0.1:{self.server.port}", "public": PUBLIC, "keys": keys}
        command = ["node", str(HERE / "senders.js"), str(self.modules), json.dumps(spec)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise Failure(f"senders.js ended with {done.returncode}: {done.stderr[-1500:]}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def events(self, connection):
        """How a delivery is known again, of each event of a connection."""
        member = CONNECTIONS[connection][1]
        found = self.admin.all(f"/api/v1/events?source={connection}")
        return [str(event[member] if member == "origin" else event["data"][member]) for event in found]

    def is_judged(self, one):
        """Baton and the client say the same of it, and what it was made to be."""
        if one["library"] is not None:
            equal(one["library"], one["valid"], f"whether {one['client']} takes it")
        if one["status"] is not None:
            expect(one["status"] in one["expected"], f"expected {one['expected']}, came {one['status']} {one['body'][:300]}")
        came = sum(known.endswith(one["id"]) for known in self.events(one["connection"])) if one["id"] else 0
        equal(came, 1 if one["valid"] and one["id"] else 0, "events of it")
        if one["valid"] and one["answer"]:
            self.is_answered_alike(one)

    def is_answered_alike(self, one):
        """What Slack gets is what it gets from Bolt: anything else in the answer would be shown to people as a message."""
        answer = one["answer"]
        equal(one["status"], answer["status"], "the status that Bolt answers")
        parsed = [json.loads(text) if text.startswith("{") else text for text in (one["body"], answer["body"])]
        equal(parsed[0], parsed[1], "the body that Bolt answers")

    def refusals_are_counted(self):
        """What was refused can be looked up, and nothing besides."""
        for connection in CONNECTIONS:
            wanted = sum(not one["valid"] for one in self.deliveries if one["connection"] == connection)
            listed = self.admin.ok("GET", f"/api/v1/refusals?connection={connection}")["items"]
            equal(len(listed), wanted, f"refusals of {connection}")

    def every_client_was_there(self):
        """A client that sent nothing would otherwise pass."""
        told = {(one["connection"], one["valid"]) for one in self.deliveries}
        equal(told, {(name, valid) for name in CONNECTIONS for valid in (True, False)}, "connections that got good and altered deliveries")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--baton", type=Path, help="the folder of the program, when it is not the build folder")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.build = options.build.resolve()
    options.baton = options.baton or options.build
    runner = Runner("senders")
    senders = runner.make("the clients send", lambda: Senders(options))
    runner.check("every client was there", senders.every_client_was_there)
    for one in senders.deliveries:
        runner.check(f"{one['client']}: {one['what']}", senders.is_judged, one)
    runner.check("refusals are counted", senders.refusals_are_counted)
    senders.server.kill()
    runner.finish()


if __name__ == "__main__":
    main()

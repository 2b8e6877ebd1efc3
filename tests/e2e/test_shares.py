#!/usr/bin/env python3
"""One vendor is down with more actions than memory has places for: the actions of another go out as ever. Usage: test_shares.py [--build DIR]"""

import json
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Client, Runner, Scratch, Server, Simulator, config_folder, equal, expect, until  # noqa: E402
from scene import SECRET, delivery, order  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
PLACES = 100
DOWN = 400  # events that act on the vendor that is down
UP = 100
HELD_MS = 8_000

CONNECTIONS = """\
connections:
  orders:
    connector: http
    webhook: { scheme: hmac, secret: { env: ORDERS_SECRET }, header: X-Signature, prefix: "sha256=", id_header: X-Delivery-Id }
  down: { connector: http, base_url: { env: OUT_URL }, allow_private: true, limits: { concurrency: 4 } }
  up: { connector: http, base_url: { env: OUT_URL }, allow_private: true, limits: { concurrency: 4 } }
"""

TEMPLATE = """\
workflow: {name}
on:
  - event: {name}.placed
    key: event.data.id
    inputs: {{ id: "${{event.data.id}}" }}
inputs:
  id: {{ type: string }}
steps:
  act:
    do: {name}.post
    with: {{ path: /{name}, body: {{ order: "${{inputs.id}}" }} }}
    retry: {{ attempts: 20, initial: 50ms, factor: 2, max: 1s }}
"""


class Shares:
    def __init__(self):
        scratch = Scratch("shares")
        self.simulator = Simulator(BUILD, log=scratch / "simulator.log")
        templates = {f"{name}.yaml": TEMPLATE.format(name=name) for name in ("down", "up")}
        settings = f"runtime:\n  actions_waiting_max: {PLACES}\n"
        folder = config_folder(scratch / "config", CONNECTIONS, templates, settings)
        environment = {"ORDERS_SECRET": SECRET, "OUT_URL": self.simulator.url("http"), "BATON_ALLOW_PRIVATE": "1"}
        self.server = Server(BUILD, scratch / "data", folder, environment, log=scratch / "server.log")
        self.admin = self.server.ready()

    def send(self, name, count):
        client = Client(self.server.port)
        for number in range(count):
            body = order(f"{name}-{number}", kind=f"{name}.placed")
            status = client.post("/hooks/orders", body, headers=delivery(body, f"{name}-{number}")).status
            expect(status in (200, 202), f"{name} {number} was answered {status}")

    def ended(self, name):
        return sum(run["status"] == "succeeded" for run in self.admin.all(f"/api/v1/runs?workflow={name}"))

    def up_goes_on(self):
        self.simulator.control(delay=[{"path_prefix": "/http/down", "ms": HELD_MS, "times": 1_000}])
        self.send("down", DOWN)
        began = time.monotonic()
        self.send("up", UP)
        until(f"{UP} actions on the vendor that is up", lambda: self.ended("up") == UP, HELD_MS / 2_000, 0.05)
        took = time.monotonic() - began
        held = DOWN - self.ended("down")
        expect(held > PLACES, f"inconclusive: only {held} actions wait for the vendor that is down")
        print(f"     {UP} events sent and acted on in {took:.2f} s while {held} wait, with {PLACES} places", flush=True)

    def recovers(self):
        """The places are shared after a kill too, and what waited on disk goes out once the vendor is up."""
        self.server.process.kill()
        self.server.wait()
        self.server = self.server.again()
        self.admin = self.server.ready()
        expect(DOWN - self.ended("down") > PLACES, "inconclusive: too few wait after the restart")
        self.simulator.control(clear=True)
        until("everything to end", lambda: self.ended("down") == DOWN, 30, 0.1)
        actions = self.simulator.seen()["actions"]
        equal(len({json.loads(action["subject"])["order"] for action in actions}), DOWN + UP, "orders acted on")
        doubled = [action["key"] for action in actions if action["effects"] != 1]
        expect(not doubled, f"effects more than once: {doubled[:5]}")
        again = sum(action["asked"] > 1 for action in actions)
        expect(again <= 8, f"{again} were asked for again, at most the 8 under way at the kill were expected")

    def stop(self):
        self.server.kill()
        self.simulator.kill()


def main():
    runner = Runner("shares")
    shares = runner.make("the server boots", Shares)
    if runner.check("a vendor that is down delays no other", shares.up_goes_on):
        runner.check("what waited goes out once, also over a kill", shares.recovers)
    shares.stop()
    runner.finish()


if __name__ == "__main__":
    main()

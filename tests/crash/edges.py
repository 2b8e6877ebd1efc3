"""Drills of what lies between Baton and the systems it acts on: a vendor that takes so many a second, a configuration that lacks
something at a restart. Each server is a real one.
"""

import json
import threading
import time

from adapters import Baton
from harness import config_folder
from wire import Closed, Listener

RATE, WINDOW, RETRY_AFTER = 10, 1.0, 2
BURST = 400
ALLOWED = 1.1


class Edge(Baton):
    """A Baton with workflows of one step each: `{name: the step's lines}`, and with `workflows` that are whole: `{name: text}`."""

    def __init__(self, build, folder, url, steps, connections, connectors=None, workflows=None):
        super().__init__(build, folder, url)
        self.steps, self.connections, self.connectors, self.workflows = steps, connections, connectors or {}, workflows or {}
        self.environ = {}
        self.write_config()

    def write_config(self):
        """A new folder for each start, so that what changed is all that changed."""
        number = len(list(self.folder.glob("edge-*")))
        templates = {
            f"{name}.yaml": f"workflow: {name}\non:\n  - {{ event: go.{name}, inputs: {{ id: '${{event.data.id}}' }} }}\n"
            f"inputs: {{ id: string }}\nsteps:\n  act:\n{step}\n"
            for name, step in self.steps.items()
        }
        templates |= {f"{name}.yaml": text for name, text in self.workflows.items()}
        connections = "connections:\n" + "".join(self.connections.values())
        self.config = config_folder(self.folder / f"edge-{number}", connections, templates, "log:\n  level: info\n")
        for name, text in self.connectors.items():
            (self.config / "connectors" / name).write_text(text)

    def settings(self):
        return {**super().settings(), **self.environ}

    def send(self, name, ids):
        peer = self.connect()
        for one in ids:
            body = json.dumps({"type": f"go.{name}", "source": "drill", "id": f"{name}-{one}", "data": {"id": str(one)}}).encode()
            fields = {**self.fields(), "Content-Type": "application/json"}
            for _ in range(60):  # told to come back, a sender does
                status, _, answer = peer.ask("POST", "/api/v1/events", body, fields)
                if status != 503:
                    break
                time.sleep(0.5)
            if status not in (200, 202):
                raise RuntimeError(f"event {one}: {status} {answer[:200]!r}")
        peer.close()

    def ask(self, method, path, body=None):
        peer = self.connect()
        data = json.dumps(body).encode() if body is not None else b""
        status, _, answer = peer.ask(method, path, data, {**self.fields(), "Content-Type": "application/json"})
        peer.close()
        return status, answer

    def states(self):
        found = {}
        for run in self.all("/api/v1/runs"):
            found.setdefault(run["workflow"], {}).setdefault(run["status"], []).append(run["id"])
        return found

    def wait_ended(self, seconds):
        end = time.monotonic() + seconds
        while self.open_runs() and time.monotonic() < end:
            time.sleep(0.1)
        return self.open_runs() == 0

    def wait_succeeded(self, workflow, count, seconds):
        end = time.monotonic() + seconds
        while (done := len(self.states()[workflow].get("succeeded", []))) < count and time.monotonic() < end:
            time.sleep(0.3)
        return done == count

    def up(self, drill):
        self.launch()
        if not self.wait_ready():
            drill.problems.append("the server does not start")
            return False
        return True


class Vendor:
    """Listens, and asks `reply(method, path, fields, body)` what to do: (status, body, fields), or None for a cut."""

    def __init__(self, reply):
        self.reply, self.lock, self.requests = reply, threading.Lock(), 0
        self.listener = Listener(self.serve)
        self.url = f"http://127.0.0.1:{self.listener.port}"

    def serve(self, peer):
        while True:
            line, fields, body = peer.read()
            method, path = line.split(" ")[:2]
            with self.lock:
                self.requests += 1
                answer = self.reply(method, path, fields, body)
            if answer is None:
                raise Closed
            status, text, more = answer
            peer.answer(status, json.dumps(text).encode(), more)

    def close(self):
        self.listener.close()


def wait(condition, seconds, every=0.1):
    """Whether `condition` came true in time."""
    end = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < end:
        time.sleep(every)
    return bool(held)


def plain(name, url="env:SINK_URL", more=""):
    return f"  {name}:\n    connector: http\n    base_url: {url}\n    allow_private: true\n{more}"


def throttle(drill):
    """400 events in a second to a vendor that takes 10 a second and answers the rest with 429, Retry-After: 2; a kill -9 and a
    restart in the middle. All succeed, hardly more is asked than the vendor takes, and only what was under way at the kill may be
    sent twice."""
    taken, keys, early = [], {}, 0
    closed_until = 0.0

    def reply(method, path, fields, body):
        nonlocal closed_until, early
        now = time.monotonic()
        while taken and taken[0] <= now - WINDOW:
            taken.pop(0)
        early += now < closed_until - 0.05
        if len(taken) >= RATE:
            closed_until = now + RETRY_AFTER
            return 429, {"error": "slow down"}, {"Retry-After": str(RETRY_AFTER)}
        taken.append(now)
        key = json.loads(body)["id"]
        keys[key] = keys.get(key, 0) + 1
        return 200, {"ok": True}, None

    vendor = Vendor(reply)
    step = "    do: vendor.post\n    with: { path: /, body: { id: '${inputs.id}' } }\n    retry: { attempts: 2 }"
    baton = Edge(drill.build, drill.folder, vendor.url, {"burst": step}, {"vendor": plain("vendor")})
    try:
        if not baton.up(drill):
            return
        began = time.monotonic()
        baton.send("burst", range(BURST))
        sent_in = time.monotonic() - began
        time.sleep(12)
        before_kill = vendor.requests
        baton.kill()
        down = time.monotonic()
        time.sleep(1)
        if not baton.up(drill):
            return
        ended = baton.wait_ended(BURST / RATE * 3)
        took = time.monotonic() - began
        states = baton.states().get("burst", {})
        attempts = [run for run in states.get("succeeded", []) if first_step(baton, run)["attempt"] != 1]
    finally:
        baton.kill()
        vendor.close()
    done = len(states.get("succeeded", []))
    drill.figures |= {
        "events": BURST, "in s": round(sent_in, 1), "succeeded": done, "requests": vendor.requests, "second attempts": len(attempts),
        "while closed": early, "s in all": round(took), "down s": round(time.monotonic() - down - (took - (down - began)), 1),
    }
    if done != BURST or not ended:
        drill.problems.append(f"{done} of {BURST} succeeded: { {name: len(ids) for name, ids in states.items()} }")
    if vendor.requests > ALLOWED * BURST:
        drill.problems.append(f"{vendor.requests} requests for {BURST} actions")
    if vendor.requests < BURST or before_kill >= BURST:
        drill.inconclusive.append("the vendor had nothing to refuse, or the kill came too late")
    if len(attempts) > 20:
        drill.problems.append(f"{len(attempts)} actions were taken for sent after the kill though their lane was held back")
    twice = sum(count > 1 for count in keys.values())
    if len(keys) != BURST or twice > 20:
        drill.problems.append(f"{len(keys)} of {BURST} actions reached the vendor, {twice} of them twice")
    if early > 3:  # what was on its way when it closed
        drill.problems.append(f"{early} requests while it had asked to be left alone")


def first_step(baton, run):
    return baton.get(f"/api/v1/runs/{run}")["steps"][0]


LACKING = 20
MANIFEST = """connector: lab
title: Lab
auth: [{ kind: none }]
operations:
  OPERATION:
    title: Make something.
    input: { type: object, additionalProperties: false, properties: { id: {} } }
    request: { method: POST, path: /lab, json: { id: "${input.id}" } }
    idempotency: { header: Idempotency-Key }
"""


def config(drill):
    """Runs wait for a retry; a restart without a secret, without a secret's file, without a connection, without an operation:
    nothing fails, it is said why, and all goes on by itself when they are back; for the file, without another restart."""
    vendor_open, effects = [False], {}

    def reply(method, path, fields, body):
        if not vendor_open[0]:
            return 503, {"error": "down"}, None
        effects.setdefault(fields.get("idempotency-key"), 0)
        effects[fields["idempotency-key"]] += 1
        return 200, {"id": 1}, None

    vendor = Vendor(reply)
    act = "    do: {}\n    with: {}\n    retry: {{ attempts: 20, initial: 300ms, factor: 1.5, max: 3s }}"
    post = "{ path: /, body: { id: '${inputs.id}' } }"
    steps = {
        "secret": act.format("secret.post", post), "file": act.format("file.post", post), "gone": act.format("gone.post", post),
        "operation": act.format("lab.make", "{ id: '${inputs.id}' }"),
    }
    bearer = "    auth: {{ kind: bearer, token: {} }}\n"
    secret_file = drill.folder / "lab.token"
    whole = {
        "secret": plain("secret", more=bearer.format("env:LAB_TOKEN")), "gone": plain("gone"),
        "file": plain("file", more=bearer.format(f"file:{secret_file}")),
        "lab": "  lab:\n    connector: lab\n    base_url: env:SINK_URL\n    allow_private: true\n",
    }
    baton = Edge(drill.build, drill.folder, vendor.url, steps, whole, {"lab.yaml": MANIFEST.replace("OPERATION", "make")})
    baton.environ = {"LAB_TOKEN": "a-token-for-the-lab-7c41"}
    secret_file.write_text(baton.environ["LAB_TOKEN"])
    try:
        if not baton.up(drill):
            return
        for name in steps:
            baton.send(name, range(LACKING))
        time.sleep(1.5)
        baton.kill()

        baton.environ, baton.connectors = {}, {"lab.yaml": MANIFEST.replace("OPERATION", "renamed")}
        baton.connections = {name: text for name, text in whole.items() if name != "gone"}
        baton.write_config()
        secret_file.unlink()
        vendor_open[0] = True
        if not baton.up(drill):
            return
        time.sleep(4)
        held = baton.states()
        failed = sum(len(found.get("failed", [])) for found in held.values())
        told = told_of(drill, baton, held)
        during = sum(effects.values())
        secret_file.write_text("a-token-for-the-lab-7c41")
        by_itself = baton.wait_succeeded("file", LACKING, 15)
        baton.kill()

        baton.environ, baton.connectors = {"LAB_TOKEN": "a-token-for-the-lab-7c41"}, {"lab.yaml": MANIFEST.replace("OPERATION", "make")}
        baton.connections = whole
        baton.write_config()
        back = time.monotonic()
        if not baton.up(drill):
            return
        ended = baton.wait_ended(30)
        took = time.monotonic() - back
        states = baton.states()
    finally:
        baton.kill()
        vendor.close()
    succeeded = sum(len(found.get("succeeded", [])) for found in states.values())
    drill.figures |= {
        "pending": len(steps) * LACKING, "failed meanwhile": failed, "sent meanwhile": during, "places that say why": told,
        "succeeded": succeeded, "back after s": round(took, 1),
    }
    if failed or not ended or succeeded != len(steps) * LACKING:
        drill.problems.append(f"{failed} failed for want of configuration, {succeeded} of {len(steps) * LACKING} succeeded in the end")
    if not by_itself:
        drill.problems.append("the connection whose secret file came back did not go on by itself")
    if len(effects) != len(steps) * LACKING:
        drill.problems.append(f"{len(effects)} keys at the vendor for {len(steps) * LACKING} actions")


def told_of(drill, baton, held):
    """How many of why, system, readiness and metrics say what is lacking."""
    told = 0
    for name in held:
        why = json.dumps(baton.get(f"/api/v1/runs/{next(iter(held[name].values()))[0]}/why?step=act"))
        told += "held: " in why
    lanes = baton.get("/api/v1/system")["lanes"]
    told += len([lane for lane in lanes if lane["state"] == "held"])
    status, text = baton.ask("GET", "/readyz")
    told += status == 200 and text.startswith(b"degraded")
    _, metrics = baton.ask("GET", "/metrics")
    told += b"baton_lanes_held 4" in metrics
    told += b"baton_connections_faulty 1" in metrics
    if told != 11:
        drill.problems.append(f"only {told} of 11 places say what is lacking: lanes {lanes}, /readyz {text[:200]!r}")
    return told


DRILLS = {"throttle": throttle, "config": config}

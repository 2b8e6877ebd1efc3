"""Drills of connections: a system that is down for a while, and connectors that are replaced under load. Each server is a real one."""

import json
import signal
import time

from edges import Edge, Vendor, plain

DOWN_S = 13
PENDING = 300


def outage(drill):
    """A system answers 503 for 13 seconds while 300 actions wait for it: it is hardly asked, another connection is not slowed down,
    and all are done once it is back."""
    down, asked, done = [True], [], {}

    def reply(method, path, fields, body):
        if path == "/well":
            return 200, {"ok": True}, None
        if down[0]:
            asked.append(time.monotonic())
            return 503, {"error": "down"}, None
        name = json.loads(body)["id"]
        done[name] = done.get(name, 0) + 1
        return 200, {"ok": True}, None

    vendor = Vendor(reply)
    retry = "\n    retry: { attempts: 8, initial: 200ms, max: 2s }"
    steps = {
        "ill": "    do: ill.post\n    with: { path: /ill, body: { id: '${inputs.id}' } }" + retry,
        "well": "    do: well.post\n    with: { path: /well, body: { id: '${inputs.id}' } }" + retry,
    }
    baton = Edge(drill.build, drill.folder, vendor.url, steps, {"ill": plain("ill"), "well": plain("well")})
    slowest, others = 0.0, 0
    try:
        if not baton.up(drill):
            return
        began = time.monotonic()
        baton.send("ill", range(PENDING))
        while time.monotonic() - began < DOWN_S:
            sent = time.monotonic()
            baton.send("well", [others])
            others += 1
            baton.wait_succeeded("well", others, 10)
            slowest = max(slowest, time.monotonic() - sent)
        during, why = len(asked), baton.get("/api/v1/system")["lanes"]
        down[0] = False
        ended = baton.wait_ended(60)
        took = time.monotonic() - began - DOWN_S
        states = {name: len(ids) for name, ids in baton.states().get("ill", {}).items()}
    finally:
        baton.kill()
        vendor.close()
    told = [lane for lane in why if lane.get("connection") == "ill" and lane.get("state") not in (None, "open")]
    drill.figures |= {
        "actions": PENDING, **states, "asked while down": during, "others meanwhile": others, "slowest of them ms": round(slowest * 1000),
        "s until all were done": round(took, 1),
    }
    if not ended or states != {"succeeded": PENDING} or len(done) != PENDING:
        drill.problems.append(f"runs: {states}, {len(done)} of {PENDING} done")
    if during > 64:  # what was under way when it opened, and a few tries
        drill.problems.append(f"{during} requests to a system that was down")
    if slowest > 2:
        drill.problems.append(f"an action of another connection took {slowest:.1f} s")
    if not told:
        drill.problems.append(f"the system says nothing of what waits: {why}")
    if during < 10:
        drill.inconclusive.append(f"the system was asked {during} times only while it was down")


VERSIONED = """connector: lab
title: Lab
auth: [{ kind: none }]
operations:
  make:
    title: Make something.
    input: { type: object, additionalProperties: false, properties: { id: {} } }
    request: { method: POST, path: /lab, json: { id: "${input.id}", version: VERSION } }
    idempotency: { header: Idempotency-Key }
"""


def reload(drill):
    """The manifest of a connector is replaced again and again, every third time by one that is broken, and every second time the
    connections are read again, all under load: no action fails or is sent twice, and each good manifest is used."""
    versions = 120 if drill.long else 8
    keys, used = {}, set()

    def reply(method, path, fields, body):
        keys[fields["idempotency-key"]] = keys.get(fields["idempotency-key"], 0) + 1
        used.add(json.loads(body)["version"])
        return 200, {"ok": True}, None

    vendor = Vendor(reply)
    step = "    do: lab.make\n    with: { id: '${inputs.id}' }\n    retry: { attempts: 2 }"
    connection = "  lab:\n    base_url: env:SINK_URL\n    allow_private: true\n    limits: {{ concurrency: {} }}\n"
    baton = Edge(drill.build, drill.folder, vendor.url, {"make": step}, {"lab": connection.format(8)}, {"lab.yaml": VERSIONED.replace("VERSION", "0")})
    sent, refused, began = 0, 0, time.monotonic()

    def put(name, text):
        """Replaces a file of the configuration at once, as people are told to."""
        new = baton.config / (name + ".new")
        new.write_text(text)
        new.rename(baton.config / name)

    def load(until, seconds):
        """Sends until `until` is true; whether it was in time."""
        nonlocal sent
        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end:
            baton.send("make", range(sent, sent + 5))
            sent += 5
            time.sleep(0.1)
        return bool(until())

    try:
        if not baton.up(drill):
            return
        load(lambda: 0 in used, 10)
        for version in range(1, versions + 1):
            broken = version % 3 == 0
            put("connectors/lab.yaml", "connector: lab\noperations: [\n" if broken else VERSIONED.replace("VERSION", str(version)))
            if version % 2:  # else the manifest is picked up by itself
                put("connections.yaml", "connections:\n" + connection.format(2 + version % 7))
                baton.process.send_signal(signal.SIGHUP)
            lab = lambda: baton.get("/api/v1/connections")["items"][0]  # noqa: E731
            if broken:
                refused += load(lambda: lab().get("refused"), 15)
            elif not load(lambda: version in used, 15):
                drill.problems.append(f"version {version} was not used within 15 s")
        ended = baton.wait_ended(30)
        states = {name: len(ids) for name, ids in baton.states().get("make", {}).items()}
    finally:
        baton.kill()
        vendor.close()
    twice = sum(count > 1 for count in keys.values())
    drill.figures |= {
        "runs": sent, **states, "versions used": len(used), "broken ones refused": refused, "sent twice": twice, "s": round(time.monotonic() - began),
    }
    if not ended or states != {"succeeded": sent} or len(keys) != sent:
        drill.problems.append(f"runs of {sent}: {states}, {len(keys)} keys at the vendor")
    if twice:
        drill.problems.append(f"{twice} were sent twice")
    if refused != versions // 3:
        drill.problems.append(f"{refused} of {versions // 3} broken manifests were refused by name")


DRILLS = {"outage": outage, "reload": reload}

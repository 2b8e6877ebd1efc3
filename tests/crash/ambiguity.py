"""The drill of answers that are lost: a vendor that cuts them, or answers an error though it acted, and whose search lags behind."""

import json
import random
import time

from edges import Edge, Vendor

SEARCHED = """connector: ledger
title: Ledger
auth: [{ kind: none }]
limits: { concurrency: 64 }
operations:
  enter:
    title: Enter something.
    input: { type: object, additionalProperties: false, properties: { id: {} } }
    request: { method: POST, path: /enter, json: { id: "${input.id}", ref: "${key}" } }
    success: 201
    output: { number: "${body.number}" }
    idempotency:
      find:
        request: { path: /search, query: { ref: "${key}" } }
        found: size(body.entries) > 0
        output: { number: "${body.entries[0].number}" }
        after: 500ms
        again: 2s
        until: 7s
  keep:
    title: Enter something under a key, by which the ledger knows it again.
    input: { type: object, additionalProperties: false, properties: { id: {} } }
    request: { method: POST, path: /keep, json: { id: "${input.id}" } }
    success: 201
    output: { number: "${body.number}" }
    idempotency: { header: Idempotency-Key }
"""
LAG_MAX = 5.0


class Ledger:
    """A vendor that cuts answers before and after it acted and answers 5xx though it acted, until it has cut so many. What was entered
    is found by its reference, up to LAG_MAX seconds late; what was entered under a key is known again by it."""

    def __init__(self, seed, wanted):
        self.chance, self.wanted = random.Random(seed), wanted
        self.entries, self.kept = {}, {}
        self.counts = {"cuts": 0, "cuts after it acted": 0, "5xx": 0, "looks": 0}

    def cuts(self):
        return self.counts["cuts"] + self.counts["cuts after it acted"]

    def calm(self):
        return self.cuts() >= self.wanted

    def act(self, enter):
        """What is answered to a request that `enter` would perform."""
        draw, calm = self.chance.random(), self.calm()
        if draw < 0.45 and not calm:
            self.counts["cuts"] += 1
            return None
        enter()
        if draw < 0.75 and not calm:
            self.counts["cuts after it acted"] += 1
            return None
        if draw < 0.85 and not calm:
            self.counts["5xx"] += 1
            return self.chance.choice([500, 502, 504]), {"error": "something broke"}, None
        return 201, {"number": len(self.entries)}, None

    def reply(self, method, path, fields, body):
        if path == "/enter":
            ref = json.loads(body)["ref"]
            return self.act(lambda: self.entries.setdefault(ref, []).append(time.monotonic() + self.chance.random() * LAG_MAX))
        if path == "/keep":
            key, name = fields["idempotency-key"], json.loads(body)["id"]
            return self.act(lambda: self.kept.setdefault(name, set()).add(key))
        self.counts["looks"] += 1
        if self.chance.random() < 0.05 and not self.calm():
            return 500, {"error": "search is down"}, None
        shown = [one for one in self.entries.get(path.partition("ref=")[2], []) if one <= time.monotonic()]
        return 200, {"entries": [{"number": 1}] * min(len(shown), 1)}, None

    def doubled(self):
        return [name for made in (self.entries, self.kept) for name, entered in made.items() if len(entered) > 1]


def ambiguity(drill):
    """A vendor whose search lags up to 5 s behind, that cuts answers before and after it acted, answers 5xx though it acted, and a
    few kills of Baton in between: nothing is entered twice, neither what is looked for nor what has a key. 10,000 cuts with --long."""
    wanted, kills = (10_000, 20) if drill.long else (400, 3)
    ledger, kills_in_all = Ledger(drill.seed, wanted), kills
    vendor = Vendor(ledger.reply)
    step = "    do: ledger.{}\n    with: {{ id: '${{inputs.id}}' }}\n    retry: {{ attempts: 30, initial: 100ms, max: 1s }}"
    connection = "  ledger:\n    connector: ledger\n    base_url: env:SINK_URL\n    allow_private: true\n"
    steps = {"entry": step.format("enter"), "keyed": step.format("keep")}
    baton = Edge(drill.build, drill.folder, vendor.url, steps, {"ledger": connection}, {"ledger.yaml": SEARCHED})
    sent, began = 0, time.monotonic()
    try:
        if not baton.up(drill):
            return
        while not ledger.calm() and time.monotonic() - began < wanted:
            for name in steps:
                baton.send(name, range(sent, sent + 50))
            sent += 50
            for _ in range(600):
                if baton.open_runs() < 100:
                    break
                time.sleep(0.1)
            if kills and ledger.cuts() > wanted * (1 - kills / kills_in_all):
                kills -= 1
                baton.kill()
                if not baton.up(drill):
                    return
        ended = baton.wait_ended(240)
        states = {f"{name} {state}": len(ids) for name, found in baton.states().items() for state, ids in found.items()}
    finally:
        baton.kill()
        vendor.close()
    doubled = ledger.doubled()
    drill.figures |= {"runs": 2 * sent, **states, **ledger.counts, "entered twice": len(doubled), "s": round(time.monotonic() - began)}
    if doubled:
        drill.problems.append(f"{len(doubled)} of {len(ledger.entries) + len(ledger.kept)} were entered twice, such as {doubled[0]}")
    if not ended or states != {f"{name} succeeded": sent for name in steps}:
        drill.problems.append(f"of {sent} runs each: {states}")
    if not ledger.calm() or not ledger.counts["5xx"]:
        drill.inconclusive.append(f"only {ledger.cuts()} cuts and {ledger.counts['5xx']} answers with 5xx")


DRILLS = {"ambiguity": ambiguity}

#!/usr/bin/env python3
"""What one sender may make of the server's memory and time. Usage: bounds.py size|breadth [--build DIR] [--seed N]

size     large events, large values that steps keep and publish, long keys, pages of large rows, readers that never read,
         many readers of the largest runs there may be: each against a server of its own, whose memory stays under 300 MB
breadth  workflows that start each other: one event causes a bounded number of others, and an innocent workflow goes on meanwhile
"""

import socket
import sys
import threading
import time
from pathlib import Path

from hostile import AckLimit, Runner, Victim, arguments, equal, expect, until

RSS_MB = 300
PAGE_BYTES = 2_097_152
PAGE_SLACK_BYTES = 1_200_000  # the row that reaches the limit is whole: at most one event of 1 MiB
KEY_BYTES = 1_024
DESCENDANTS = 10_000
TOLD = []


def tell(text):
    TOLD.append(text)
    print(text, flush=True)


def workflow(name, event, steps, more=""):
    return f"workflow: {name}\non:\n  - event: {event}\n{more}steps:\n{steps}"


def large_event(number, kind="large.came", kilobytes=240, values=48_000):
    """An event of many small values: in memory it is some ten times as large as on the wire."""
    each = max(1, kilobytes * 1000 // values - 2)
    return {"type": kind, "id": f"{kind}-{number}", "data": {"number": number, "list": [10 ** (each - 1)] * values}}


class Acks:
    """Senders beside the trouble: each sends one small event after another, and each acknowledgement is timed."""

    SENDERS, LEAST = 4, 400

    def __init__(self, victim):
        self.victim, self.stopped, self.took, self.wrong = victim, False, [], []
        self.limit = AckLimit(victim, pages=4_000)  # as many as a checkpoint copies
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(self.SENDERS)]
        for thread in self.threads:
            thread.start()

    def run(self):
        client = type(self.victim.admin)(self.victim.port, self.victim.token)
        while not self.stopped:
            began = time.monotonic()
            try:
                answer = client.post("/api/v1/events", {"type": "bounds.innocent", "data": {"at": began}}, timeout=60)
                if answer.status != 202:
                    self.wrong.append(answer.status)
            except OSError as error:
                self.wrong.append(str(error))
            self.took.append((time.monotonic() - began) * 1000)
            time.sleep(0.01)

    def p99(self):
        until("enough acknowledgements", lambda: len(self.took) >= self.LEAST or not any(thread.is_alive() for thread in self.threads), 60)
        self.stopped = True
        for thread in self.threads:
            thread.join(60)
        expect(len(self.took) >= self.LEAST, f"inconclusive: only {len(self.took)} acknowledgements")
        expect(not self.wrong, f"an innocent sender was refused: {self.wrong[:3]}")
        return sorted(self.took)[int(len(self.took) * 0.99)]


def peak(victim, what):
    victim.healthy()
    most = victim.status_mb("VmHWM")
    tell(f"{what}: {most:.0f} MB")
    expect(most < RSS_MB, f"{what}: expected under {RSS_MB} MB, came {most:.0f}")
    victim.stop()


def victim(options, name, **templates):
    return Victim(options, name, templates={f"{each}.yaml": text for each, text in templates.items()})


# --- size ---


def open_runs(options):
    one = victim(options, "open-runs", keeper=workflow("keeper", "large.came", "  hold:\n    wait: { event: never.comes }\n"))
    for number in range(400):
        equal(one.admin.post("/api/v1/events", large_event(number), timeout=60).status, 202, "status of a large event")
    until("all runs to be open", lambda: one.admin.ok("GET", "/api/v1/system")["counts"]["runs_open"] == 400, 60)
    peak(one, "400 open runs of events with 48,000 values")


def pages(options):
    one = victim(options, "pages")
    for number in range(500):
        equal(one.admin.post("/api/v1/events", large_event(number), timeout=60).status, 202, "status of a large event")
    acks = Acks(one)
    for _ in range(3):
        answer = one.admin.get("/api/v1/events?limit=500", timeout=60)
        equal(answer.status, 200, "status of a page")
        expect(len(answer.body) < PAGE_BYTES + PAGE_SLACK_BYTES, f"a page of {len(answer.body)} bytes")
        expect(answer.json["next"], "a page that is cut has no cursor")
    seen, cursor = set(), ""
    while cursor is not None:
        page = one.admin.ok("GET", "/api/v1/events?type=large.came&limit=500" + (f"&cursor={cursor}" if cursor else ""), timeout=60)
        seen |= {item["origin"] for item in page["items"]}
        cursor = page["next"]
    equal(len(seen), 500, "events over all pages")
    p99 = acks.p99()
    tell(f"acks beside pages of large events: {acks.limit.hold(p99)}")
    peak(one, "pages over 500 events of 240 KB")


def readers_that_never_read(options):
    one = victim(options, "never-read")
    for number in range(60):
        one.admin.ok("POST", "/api/v1/events", {"type": "wide.came", "id": f"w-{number}", "data": "x" * 600_000}, timeout=60)
    sockets = []
    for _ in range(16):
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.connect(("127.0.0.1", one.port))
        request = f"GET /api/v1/events?limit=500 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {one.token}\r\n\r\n"
        peer.sendall(request.encode() * 20)
        sockets.append(peer)
    time.sleep(2)
    most = one.status_mb("VmHWM")
    for peer in sockets:
        peer.close()
    expect(most < RSS_MB, f"readers that never read: expected under {RSS_MB} MB, came {most:.0f}")
    peak(one, "16 readers that never read 320 pages of large events")


def values_that_steps_keep(options):
    steps = "".join(f"  s{number}:\n    set: {{ kept: \"${{trigger.data}}\" }}\n" for number in range(100))
    one = victim(options, "kept", hoarder=workflow("hoarder", "hoard.began", steps))
    one.admin.ok("POST", "/api/v1/events", {"type": "hoard.began", "data": "x" * 900_000})
    run = until("the run to end", lambda: next((run for run in one.admin.all("/api/v1/runs") if run["status"] in ("failed", "succeeded")), None), 30)
    equal(run["status"], "failed", "status of a run that keeps 90 MB")
    expect("8 MiB" in run["now_at"] or "8388608" in run["now_at"] or "8,388,608" in run["now_at"], f"the limit is not named: {run['now_at']!r}")
    peak(one, "a run of 100 steps that each keep 0.9 MB")


def values_that_steps_publish(options):
    grow = "".join(f"  s{number}:\n    needs: s{number - 1}\n    set: {{ t: \"${{steps.s{number - 1}.output.t}}${{steps.s{number - 1}.output.t}}\" }}\n" for number in range(1, 8))
    steps = '  s0:\n    set: { t: "${trigger.data}" }\n' + grow + '  out:\n    needs: s7\n    emit: { event: grown.out, data: { t: "${steps.s7.output.t}" } }\n'
    one = victim(options, "published", grower=workflow("grower", "grow.began", steps))
    one.admin.ok("POST", "/api/v1/events", {"type": "grow.began", "data": "x" * 100_000})
    run = until("the run to end", lambda: next((run for run in one.admin.all("/api/v1/runs") if run["status"] in ("failed", "succeeded")), None), 30)
    equal(run["status"], "failed", "status of a run whose value grows past 1 MiB")
    expect("1 MiB" in run["now_at"] or "1048576" in run["now_at"] or "1,048,576" in run["now_at"], f"the limit is not named: {run['now_at']!r}")
    expect(not one.admin.all("/api/v1/events?type=grown.out"), "an event past the limit is in the log")
    peak(one, "values that double in each step")


LARGE_RUNS = 4
LARGE_COPIES = 12  # more than a run may hold: the last of them are refused
READERS = 64


def large_runs(options, name, data):
    """Runs that keep as much as a run may, all of it in one turn: one entry of the journal each. Returns the server and one of them."""
    steps = "".join(f'  s{number}:\n    set: {{ kept: "${{trigger.data}}" }}\n' for number in range(LARGE_COPIES))
    one = victim(options, "large-runs", keeper=workflow("keeper", "keep.began", steps + "  hold:\n    wait: { event: never.comes }\n"))
    for _ in range(LARGE_RUNS):
        one.admin.ok("POST", "/api/v1/events", {"type": "keep.began", "data": data}, timeout=60)
    runs = until("the runs to wait", lambda: [run["id"] for run in one.admin.all("/api/v1/runs") if run["status"] == "waiting"][:LARGE_RUNS], 60)
    journal = one.admin.get(f"/api/v1/runs/{runs[0]}/journal", timeout=60)
    entries = [[transition["is"] for transition in entry["transitions"]] for entry in journal.json["items"]]
    expect(len(entries) == 1 and entries[0].count("StepSucceeded") > 2, f"inconclusive: the run's entries are {[len(entry) for entry in entries]}")
    tell(f"{LARGE_RUNS} runs of {name}, each an entry of {len(journal.body) / 1e6:.1f} MB: {one.status_mb('VmHWM'):.0f} MB")
    return one, runs[0]


class SlowReader:
    """Asks for the same thing often over one connection, and reads at once, some bytes at a time, or nothing."""

    def __init__(self, victim, path, more, pace):
        self.socket = socket.socket()
        if pace != "fast":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(60)
        self.socket.connect(("127.0.0.1", victim.port))
        request = f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {victim.token}\r\n{more}\r\n"
        self.socket.sendall(request.encode() * 8)
        self.pace, self.answers = pace, 0
        if pace != "never":
            threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        try:
            while part := self.socket.recv(1_000_000):
                self.answers += part.count(b"HTTP/1.1 200 ")
                if self.pace == "slow":
                    time.sleep(0.02)
        except OSError:
            pass  # closed, by us or by the server: that is its right


def busy_seconds(one):
    return sum(int(field) for field in Path(f"/proc/{one.pid}/stat").read_text().rpartition(")")[2].split()[11:13]) / 100


def idle(one):
    """Waits until what was asked has been worked off: it does nothing for half a second."""
    before = [busy_seconds(one) - 1]

    def quiet():
        now = busy_seconds(one)
        rests, before[0] = now - before[0] < 0.1, now
        return rests

    until("the server to be idle", quiet, 120, every=0.5)


def readers_of_large_runs(options):
    """All that can be asked about runs as large as they may be, by many at once, who read fast, slowly and never."""
    for name, data in (("long texts", "x" * 900_000), ("numbers", [1] * 48_000), ("objects", [{"a": 1}] * 24_900), ("empty objects", [{}] * 49_000)):
        one, run = large_runs(options, name, data)
        asked = ((f"/api/v1/runs/{run}/journal", ""), (f"/api/v1/runs/{run}", ""), (f"/api/v1/runs/{run}/why", ""), ("/api/v1/stream?topics=runs", "Last-Event-ID: 0\r\n"), ("/api/v1/events?limit=500", ""))
        most = one.status_mb("VmHWM")
        for path, more in asked:
            one.forget_peak()
            readers = [SlowReader(one, path, more, ("fast", "slow", "never")[number % 3]) for number in range(READERS)]
            what = path.replace(run, "RUN")
            until(f"an answer to a reader of {what}", lambda: sum(reader.answers for reader in readers), 60)
            time.sleep(3)
            got = sum(reader.answers for reader in readers)
            for reader in readers:
                reader.socket.close()
            idle(one)
            now = one.status_mb("VmHWM")
            most = max(most, now)
            tell(f"{READERS} readers of {what} ({name}): {now:.0f} MB, {got} answers")
        expect(most < RSS_MB, f"readers of large runs of {name}: expected under {RSS_MB} MB, came {most:.0f}")
        one.healthy()
        one.stop()


def pages_that_grow(options):
    """Small events say nothing about the size of the next ones."""
    one = victim(options, "pages-that-grow")
    for number in range(120):
        equal(one.admin.post("/api/v1/events", large_event(number), timeout=60).status, 202, "status of a large event")
    for number in range(250):
        one.admin.ok("POST", "/api/v1/events", {"type": "small.came", "id": f"s-{number}", "data": 1})
    threads = [threading.Thread(target=lambda: type(one.admin)(one.port, one.token).get("/api/v1/events?limit=500", timeout=60)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    peak(one, "8 readers of a page of 250 small events before many of 48,000 values")


def long_keys(options):
    one = victim(options, "keys", keyed="workflow: keyed\non:\n  - event: key.came\n    key: event.data\nsteps:\n  hold:\n    wait: { event: never.comes }\n")
    for number in range(60):
        one.admin.ok("POST", "/api/v1/events", {"type": "key.came", "id": f"k-{number}", "data": str(number) + "k" * 900_000})
    one.admin.ok("POST", "/api/v1/events", {"type": "key.came", "data": "k" * KEY_BYTES})
    until("the run with a key of 1 KiB to be there", lambda: len(one.admin.all("/api/v1/runs")) >= 1, 20)
    time.sleep(0.2)
    answer = one.admin.get("/api/v1/runs?limit=500")
    equal(len(answer.json["items"]), 1, "runs: one whose key is within its limit")
    expect(len(answer.body) < 20_000, f"a page of one run has {len(answer.body)} bytes")
    peak(one, "60 events with keys of 0.9 MB")


# --- breadth ---


def runs_of(one):
    return one.admin.ok("GET", "/api/v1/system")["counts"]["runs"]


def settled(one, what):
    """Waits until no more runs begin; fails when there is no end to them."""
    before, since, limit = -1, time.monotonic(), time.monotonic() + 90
    while time.monotonic() - since < 3:
        expect(time.monotonic() < limit, f"{what}: no end: {before} runs and going on")
        now = runs_of(one)
        if now != before:
            before, since = now, time.monotonic()
        time.sleep(0.2)
    return before


def innocent_beside(options, name, templates, trigger, heard_by=1):
    """`heard_by`: how many workflows start from each event that is caused."""
    innocent = workflow("innocent", "bounds.innocent", "  one:\n    set: { done: true }\n")
    one = victim(options, name, innocent=innocent, **templates)
    acks = Acks(one)
    one.admin.ok("POST", "/api/v1/events", trigger)
    until("an innocent run to end", lambda: any(run["status"] == "succeeded" for run in one.admin.ok("GET", "/api/v1/runs?workflow=innocent&limit=5")["items"]), 60)
    runs_before_stop = runs_of(one)
    p99 = acks.p99()
    total = settled(one, name)
    innocent_runs = len(one.admin.all("/api/v1/runs?workflow=innocent"))
    caused = total - innocent_runs
    tell(f"{name}: one event caused {caused} runs; acks of others {acks.limit.hold(p99)}")
    expect(runs_before_stop > 0 and caused > 100, f"inconclusive: only {caused} runs were caused")
    most = DESCENDANTS * heard_by + 100
    expect(caused <= most, f"one event caused {caused} runs; expected at most {most}")
    return one


def told_of_every_run(options):
    listener = "workflow: {name}\non:\n  - event: baton.run.*\n    when: event.data.workflow != \"{name}\" && event.data.workflow != \"innocent\"\nsteps:\n  note:\n    set: {{ seen: true }}\n"
    templates = {name: listener.format(name=name) for name in ("left", "right", "third")}
    templates["first"] = workflow("first", "tell.began", "  one:\n    set: { done: true }\n")
    peak(innocent_beside(options, "told of every run", templates, {"type": "tell.began", "id": "t-1", "data": {}}, heard_by=2), "three that hear of each other")


def emits_its_own_trigger(options):
    steps = "".join(f"  e{number}:\n    emit: {{ event: again.began, data: {{ n: {number} }} }}\n" for number in range(4))
    one = innocent_beside(options, "emits its own trigger", {"again": workflow("again", "again.began", steps)}, {"type": "again.began", "id": "a-1", "data": {}})
    failed = one.admin.ok("GET", "/api/v1/runs?workflow=again&status=failed&limit=500")["items"]
    expect(failed, "no run failed where the limit was met")
    run = one.admin.ok("GET", f"/api/v1/runs/{failed[0]['id']}")
    codes = {(step.get("error") or {}).get("code") for step in run["steps"]}
    expect(codes & {"causation_width", "causation_depth"}, f"the limit is not told: {codes}")
    peak(one, "one that starts itself four times")


CHECKS = {
    "size": [open_runs, pages, readers_that_never_read, values_that_steps_keep, values_that_steps_publish, readers_of_large_runs, pages_that_grow, long_keys],
    "breadth": [told_of_every_run, emits_its_own_trigger],
}


if __name__ == "__main__":
    name = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ""
    if name not in CHECKS:
        sys.exit(__doc__ if "--help" in sys.argv else f"error: expected one of {', '.join(CHECKS)}")
    options = arguments(__doc__)
    runner = Runner(name, holds_answers=False)
    for check in CHECKS[name]:
        runner.check(check.__name__.replace("_", " "), check, options)
    print("; ".join([*TOLD, f"{runner.passed} passed, {runner.failed} failed"]))
    sys.exit(1 if runner.failed else 0)

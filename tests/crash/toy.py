"""A toy server to test the verifier with: events in, a durable log, actions out. Correct by default, or broken on purpose.

usage: toy.py PORT DATA [BROKEN]     BROKEN: one of the codes of check.py, or NOSYNC, which forgets to sync
The log is one JSON line a fact: ["event", run, id, kind, value, lane], ["done", run, step], ["end", run]. A fact
counts once its line is whole and synced. Events of one lane are worked on one after another, in the order of the log; a slot
has as many places as lanes use it. What a parcel does beside its own steps is in ["leg", run], ["late", run] and
["counted", event]; of the last, each EVERY-th parcel of a slot has one.
"""

import json
import os
import queue
import random
import signal
import sys
import threading
import time

from wire import Closed, Listener, Peer

ITEMS = ["pick0", "pick1", "pick2"]
STEPS = {"order": ["a", "b", "c", "d"], "nap": ["late"], "parcel": [*ITEMS, "leg", "hand_over"]}
EVERY = 5
PORT, DATA, BROKEN = int(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else ""
SINK, SECRET = int(os.environ["SINK_URL"].rsplit(":", 1)[1]), os.environ["CRASH_SECRET"]


class Run:
    def __init__(self, number, event, kind, value, lane):
        self.number, self.event, self.kind, self.value, self.lane = number, event, kind, value, lane
        self.done, self.state, self.revision = [], "open", 1


class Toy:
    def __init__(self):
        self.lock = threading.RLock()
        self.runs, self.by_event, self.lanes, self.lines = [], {}, {}, queue.Queue()
        self.counts, self.crowds, self.legs, self.lates = {}, {}, [], []
        self.stopping, self.requests, self.working = False, 0, 0
        os.makedirs(DATA, exist_ok=True)
        self.load(os.path.join(DATA, "log"))

    def load(self, path):
        """Reads the log; a last line that is not whole was never acknowledged, and is cut off."""
        self.log = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        data = b""
        while part := os.read(self.log, 1 << 20):
            data += part
        whole = data.rfind(b"\n") + 1
        # A torn middle cannot be told from a torn end here: the facts up to the first unreadable line count.
        end = 0
        for line in data[:whole].splitlines(keepends=True):
            try:
                self.replay(json.loads(line))
            except (ValueError, KeyError, IndexError):
                break
            end += len(line)
        os.ftruncate(self.log, end)
        os.lseek(self.log, end, os.SEEK_SET)
        os.fsync(self.log)
        if BROKEN == "SLOW_RECOVERY" and end:
            time.sleep(1.5)
        if BROKEN == "LOST":
            threading.Thread(target=self.write_lazily, daemon=True).start()

    def replay(self, fact):
        if fact[0] == "event":
            run = Run(*fact[1:])
            self.runs.append(run)
            if BROKEN != "DUP_RUN":
                self.by_event[run.event] = run
            if BROKEN != "WINDOW":
                self.count(run)
        elif fact[0] == "counted":
            self.crowds[fact[1]] = "done"
        elif fact[0] in ("leg", "late"):
            (self.legs if fact[0] == "leg" else self.lates).append(fact[1])
        else:
            run = next((one for one in reversed(self.runs) if one.number == fact[1]), None)
            if run is None:
                return
            run.revision += 1
            if fact[0] == "done":
                run.done.append(fact[2])
            else:
                run.state = "done"

    def count(self, run):
        """Each so many parcels of a slot make a crowd; true when this one does."""
        if run.kind != "parcel":
            return False
        slot = self.slot(run.event)
        self.counts[slot] = self.counts.get(slot, 0) + 1
        if self.counts[slot] % EVERY:
            return False
        self.crowds.setdefault(run.event, "open")
        return True

    @staticmethod
    def slot(event):
        return f"lane{int(event.split('-')[1]) % 3}"

    def keep(self, *fact):
        """The fact is on disk when this returns."""
        line = json.dumps(fact).encode() + b"\n"
        if BROKEN == "LOST" and fact[0] == "event":
            self.lines.put(line)
            return
        os.write(self.log, line)
        if BROKEN != "NOSYNC":
            os.fsync(self.log)

    def write_lazily(self):
        while True:
            line = self.lines.get()
            time.sleep(0.02)
            with self.lock:
                os.write(self.log, line)

    def take(self, body):
        """The status and the answer for one event."""
        asked = json.loads(body)
        with self.lock:
            known = self.by_event.get(asked["id"])
            if known:
                return 202, b"repeated"
            run = Run(f"{len(self.runs):06}", asked["id"], asked["type"], asked["value"], asked["lane"])
            if BROKEN == "VANISHED":
                run.number = f"{random.getrandbits(48):012x}"
                self.show(run)
                self.lock.release()
                time.sleep(0.03)
                self.lock.acquire()
            self.keep("event", run.number, run.event, run.kind, run.value, run.lane)
            if BROKEN != "VANISHED":
                self.show(run)
            if self.count(run):
                self.begin_crowd(run)
            self.queue(run)
        if BROKEN == "GHOST" and random.random() < 0.05:
            return 503, b""
        return 202, b""

    def show(self, run):
        self.runs.append(run)
        self.by_event[run.event] = run

    def queue(self, run):
        heedless = BROKEN == "ORDER" or (BROKEN == "SLOT" and run.kind == "parcel")
        lane = f"{random.random()}" if heedless else run.lane
        if lane not in self.lanes:
            self.lanes[lane] = queue.Queue()
            threading.Thread(target=self.work, args=(self.lanes[lane],), daemon=True).start()
        self.lanes[lane].put(run)

    def work(self, lane):
        if BROKEN == "ORDER":
            time.sleep(random.random() * 0.05)
        while True:
            run = lane.get()
            with self.lock:
                self.working += 1
            if not self.stopping:
                self.perform(run)
            with self.lock:
                self.working -= 1

    def perform(self, run):
        if run.kind == "nap" and not run.done:
            time.sleep(0.05)
        if run.kind == "parcel":
            self.pick(run)
            if BROKEN == "SLOT":
                time.sleep(0.1)
        for step in STEPS[run.kind]:
            if step == "leg":
                self.begin_leg(run)
            if step not in run.done and not self.step(run, step):
                return
        with self.lock:
            self.keep("end", run.number)
            run.state, run.revision = "done", run.revision + 1

    def pick(self, run):
        """The items of a parcel, two at once."""
        left = [step for step in ITEMS if step not in run.done]

        def work():
            while True:
                with self.lock:
                    if not left:
                        return
                    step = left.pop(0)
                if not self.step(run, step):
                    return

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def begin_leg(self, run):
        """A parcel has one leg, and is told to be late once."""
        with self.lock:
            if run.number not in self.legs and not (BROKEN == "ORPHAN" and random.random() < 0.3):
                self.keep("leg", run.number)
                self.legs.append(run.number)
            for _ in range(2 if BROKEN == "SLA" and random.random() < 0.3 else 1):
                if run.number not in self.lates or BROKEN == "SLA":
                    self.keep("late", run.number)
                    self.lates.append(run.number)

    def begin_crowd(self, run):
        threading.Thread(target=self.crowd, args=(run,), daemon=True).start()

    def crowd(self, run):
        if self.deliver(f"own/{run.event}", run.value, "count"):
            with self.lock:
                self.keep("counted", run.event)
                self.crowds[run.event] = "done"

    def step(self, run, step):
        """False when the server is told to stop."""
        if not (BROKEN == "MISSING_ACTION" and random.random() < 0.1) and not self.deliver(run.event, run.value, step):
            return False
        if BROKEN == "DUP_UNEXPLAINED" and random.random() < 0.02:
            self.deliver(run.event, run.value, step)
        with self.lock:
            if BROKEN != "REGRESSED" or step != "b":
                self.keep("done", run.number, step)
            run.done.append(step)
            run.revision += 1
        return True

    def deliver(self, event, value, step):
        """Until the sink says yes; false when the server is told to stop."""
        key = f"{event}/{step}" + (f"/{os.getpid()}" if BROKEN == "KEY_UNSTABLE" else "")
        body = json.dumps({"id": event, "value": value, "step": step}).encode()
        while not self.stopping:
            try:
                peer = Peer.to(SINK)
                status, _, _ = peer.ask("POST", f"/{step}", body, {"Idempotency-Key": key})
                peer.close()
                if status == 200:
                    return True
            except (OSError, Closed):
                pass
            time.sleep(0.01)
        return False

    def serve(self, peer):
        while True:
            line, fields, body = peer.read()
            method, path, _ = line.split(" ", 2)
            if path == "/readyz":
                peer.answer(200)
            elif path == "/runs":
                with self.lock:
                    rows = [[run.number, run.event, run.state, run.revision] for run in self.runs]
                    rows += [[f"crowd {event}", "own/crowd", state, 1 + (state == "done")] for event, state in self.crowds.items()]
                peer.answer(200, json.dumps(rows).encode())
            elif path == "/beside":
                with self.lock:
                    peer.answer(200, json.dumps(self.beside()).encode())
            elif fields.get("x-secret") != SECRET:
                peer.answer(401)
            elif self.stopping:
                peer.answer(503)
            else:
                self.requests += 1
                if BROKEN == "CRASHED" and self.requests > 40:
                    os._exit(3)
                peer.answer(*self.take(body))

    def beside(self):
        parcels = [run for run in self.runs if run.kind == "parcel"]
        return {
            "log": [[run.event, self.slot(run.event)] for run in parcels], "parcels": [run.number for run in parcels],
            "leg": [[number, "done"] for number in self.legs], "late": [[number, "done"] for number in self.lates],
            "crowd": [[event, state] for event, state in self.crowds.items()],
        }

    def stop(self, *_):
        self.stopping = True

    def run(self):
        signal.signal(signal.SIGTERM, self.stop)
        if BROKEN == "SECRET_LEAK":
            print(f"the secret is {SECRET}", file=sys.stderr, flush=True)
        for run in self.runs:
            if run.state == "open" and BROKEN != "STUCK":
                self.queue(run)
        for run in self.runs:
            if self.crowds.get(run.event) == "open" and BROKEN != "STUCK":
                self.begin_crowd(run)
        listener = Listener(self.serve, PORT)
        while not self.stopping:
            time.sleep(0.01)
        listener.close()
        while self.working:
            time.sleep(0.005)
        os._exit(1 if BROKEN == "BAD_DRAIN" else 0)


Toy().run()

"""Concurrent senders. Each send is acknowledged, refused, or unknown; an unknown one is sent again under the same id.

Besides new events there are repeats (must change nothing), other content under a known id (must be said to be a repeat, or be
refused), and what must never be taken in: wrong signatures and broken bodies. A first send that is refused is given up, so that a refusal that ran
is seen as GHOST.
"""

import random
import threading
import time

from wire import Closed

RETRY_SECONDS = 0.01
WAIT_MAX = 30.0


class Load:
    def __init__(self, adapter, history, sink, seed, threads=8, window=60, pause=0.002, prefix="e", rich=0):
        self.adapter, self.history, self.sink, self.rich = adapter, history, sink, rich
        self.seed, self.window, self.pause, self.prefix = seed, window, pause, prefix
        self.acked, self.lock = [], threading.Lock()
        self.running = True
        self.failed = None
        self.threads = [threading.Thread(target=self.run, args=(number,), daemon=True) for number in range(threads)]
        for thread in self.threads:
            thread.start()

    def run(self, number):
        try:
            Sender(self, number).run()
        except Exception as error:  # The verifier's own fault: shown at the end, never taken for the server's.
            self.failed = error

    def held(self):
        """Senders hold while much is under way, so that a run can end between two kills."""
        return len(self.acked) - len(self.sink.finished) > self.window

    def stop(self):
        """Ends the load. The node must be up: what is unknown is sent until it is known."""
        self.running = False
        end = time.monotonic() + WAIT_MAX
        for thread in self.threads:
            thread.join(max(0.1, end - time.monotonic()))
        if self.failed:
            raise self.failed


class Sender:
    def __init__(self, load, number):
        self.load, self.number, self.count = load, number, 0
        self.random = random.Random(f"{load.seed}/{number}")
        self.peer = None

    def run(self):
        while self.load.running:
            if self.load.held():
                time.sleep(0.003)
                continue
            draw = self.random.random()
            if draw < 0.84 or not self.load.acked:
                self.new()
            elif draw < 0.92:
                self.send(*self.known(), "v0", "repeat")
            elif draw < 0.96:
                self.send(*self.known(), "v1", "conflict")
            else:
                self.new("v0", self.random.choice(self.load.adapter.bad))
            time.sleep(self.load.pause * (0.5 + self.random.random()))

    def new(self, value="v0", bad=None):
        self.count += 1
        event = f"{self.load.prefix}-{self.number}-{self.count}"
        kind = "nap" if self.count % 8 == 0 else "order"
        if self.load.rich and self.count % self.load.rich == self.load.rich // 2:
            kind = "parcel"
        if self.send(event, kind, value, bad or "new", bad) == "ack":
            with self.load.lock:
                self.load.acked.append((event, kind))

    def known(self):
        """One acknowledged before: mostly a young one, sometimes any."""
        with self.load.lock:
            acked = self.load.acked
            young = self.random.random() < 0.7
            return acked[-self.random.randint(1, min(50, len(acked)))] if young else self.random.choice(acked)

    def send(self, event, kind, value, why, bad=None):
        end = time.monotonic() + WAIT_MAX
        while time.monotonic() < end:
            outcome, status, repeated, began = self.once(event, kind, value, bad)
            if outcome is None:
                time.sleep(RETRY_SECONDS)
                if not self.load.running and why != "again":
                    return None
                continue
            lane = f"{self.load.prefix}-{self.number}"
            self.load.history.add(
                "send", id=event, type=kind, value=value, why=why, outcome=outcome, status=status, repeated=repeated, lane=lane,
                t0=began, t1=self.load.history.now(),
            )
            if outcome == "refusal" and status in (429, 503):
                time.sleep(RETRY_SECONDS)
            if outcome == "ack" or (outcome == "refusal" and (why != "again" or status not in (429, 503))):
                return outcome
            if outcome == "unknown" and why in ("new", "repeat"):
                why = "again"
            elif outcome == "unknown":
                return outcome
        return "unknown"

    def once(self, event, kind, value, bad):
        """One attempt: outcome, status, whether the answer says that it was there before, when it began. (None, …) when nothing was
        sent at all."""
        began = self.load.history.now()
        try:
            if self.peer is None:
                self.peer = self.load.adapter.connect()
        except OSError:
            return None, 0, False, began
        try:
            status, repeated = self.load.adapter.post(self.peer, event, kind, value, bad)
        except (OSError, Closed):
            self.peer.close()
            self.peer = None
            return "unknown", 0, False, began
        if 200 <= status < 300:
            return "ack", status, repeated, began
        return "refusal", status, False, began

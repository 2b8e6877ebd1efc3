"""The vendor that actions go to, and a bad one: it records a delivery, then answers late, wrongly, by halves or not at all.

What it does to a delivery follows from the seed, the key and how often the key was seen, so the same seed is the same
vendor. It turns good after three faults for one key, so that every run can end. It never says "not now", which would stop
all that goes to it: that is for the drill `throttle`.
"""

import hashlib
import json
import threading

from wire import Listener, answer

FAULTS_MAX = 3
SLOW_SECONDS = 0.25
FAULTS = ["unavailable", "drop_before", "drop_half", "slow", "garbage"]
OK = answer(200, b'{"ok":true}')


class Sink:
    def __init__(self, history, seed, faulty=0.2, last_steps=("d",)):
        self.history, self.seed, self.faulty, self.last_steps = history, seed, faulty, set(last_steps)
        self.lock = threading.Lock()
        self.seen, self.finished = {}, set()
        self.leaving, self.holding = threading.Event(), False
        self.listener = Listener(self.serve)
        self.url = f"http://127.0.0.1:{self.listener.port}"

    def serve(self, peer):
        while True:
            _, fields, body = peer.read()
            action = json.loads(body)
            key = fields.get("idempotency-key", "")
            with self.lock:
                count = self.seen[key] = self.seen.get(key, 0) + 1
            fault = self.choose(key, count)
            what = {"id": action["id"], "value": action["value"], "step": action["step"], "key": key}
            self.history.add("delivery", **what, fault=fault)
            if not self.reply(peer, fault, what):
                return

    def choose(self, key, count):
        if self.holding:
            return "held"
        if count > FAULTS_MAX or not self.faulty:
            return None
        draw = hashlib.blake2b(f"{self.seed}/{key}/{count}".encode(), digest_size=8).digest()
        if int.from_bytes(draw[:4], "big") >= self.faulty * 2**32:
            return None
        return FAULTS[draw[4] % len(FAULTS)]

    def reply(self, peer, fault, what):
        """Answers as the fault says; false when the connection is over."""
        if fault == "slow":
            self.leaving.wait(SLOW_SECONDS)
        elif fault == "unavailable":
            peer.answer(503, b'{"error":"try later"}')
            return True
        elif fault == "held":
            while self.holding and not self.leaving.wait(0.05):
                pass
            return False
        elif fault == "drop_before":
            return False
        elif fault == "drop_half":
            peer.socket.sendall(OK[:25])
            return False
        elif fault == "garbage":
            peer.socket.sendall(b"\x16\x03\x01 this is not HTTP\r\n\r\n\x00\xff")
            return False
        began = self.history.now()
        peer.socket.sendall(OK)
        self.history.add("answered", t=began, **what)
        if what["step"] in self.last_steps:
            self.finished.add(what["id"])
        return True

    def cut(self):
        """The node that spoke to us is gone: all it had sent is read now, so that none of it is taken for the next one's."""
        self.leaving.set()
        if not self.listener.wait_none_open(10):
            raise RuntimeError("connections of an ended node stay open")
        self.leaving.clear()

    def good(self):
        """From now on a good vendor, so that what is under way can end."""
        self.faulty, self.holding = 0.0, False

    def close(self):
        self.listener.close()

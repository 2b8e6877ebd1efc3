"""What the drill of insight sends and reads while its server is killed: events, comments, decisions, and tables page by page."""

import hashlib
import hmac
import json
import random
import threading
import time
from datetime import datetime, timedelta, timezone

from wire import Closed

AGAIN_SECONDS = 0.01
ANSWER_SECONDS = 30


def moment(when):
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Worker(threading.Thread):
    """One of those who work at a server that is killed: what has no answer is asked again, until it has one."""

    def __init__(self, baton, seed):
        super().__init__(daemon=True)
        self.baton, self.random = baton, random.Random(f"{seed}/{type(self).__name__}")
        self.running, self.failed, self.peer = True, None, None

    def run(self):
        try:
            self.work()
        except Exception as error:  # shown at the end, and never taken for the server's
            self.failed = error

    def stop(self):
        self.running = False
        self.join(ANSWER_SECONDS)
        if self.failed or self.is_alive():
            raise self.failed or RuntimeError(f"{type(self).__name__} has no answer within {ANSWER_SECONDS} s")

    def pause(self, seconds):
        time.sleep(seconds * (0.5 + self.random.random()))

    def ask(self, method, path, body=b"", fields=None):
        """The header fields and the body of an answer with 2xx."""
        end = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < end:
            try:
                self.peer = self.peer or self.baton.connect()
                status, answer, text = self.peer.ask(method, path, body, fields)
                if 200 <= status < 300:
                    return answer, text
                if status not in (429, 503):
                    raise RuntimeError(f"{method} {path}: {status} {text[:300]!r}")
            except (OSError, Closed):
                if self.peer:
                    self.peer.close()
                self.peer = None
            time.sleep(AGAIN_SECONDS)
        raise RuntimeError(f"{method} {path}: no answer within {ANSWER_SECONDS} s")

    def send(self, kind, name, **data):
        """One event, through the signed webhook."""
        body = json.dumps({"type": kind, "id": name, **data}).encode()
        signature = "sha256=" + hmac.new(self.baton.canaries["hook"].encode(), body, hashlib.sha256).hexdigest()
        self.ask("POST", "/hooks/desk", body, {"Content-Type": "application/json", "X-Signature": signature, "X-Delivery-Id": name})

    def rest(self, method, path, body=None, token=None):
        fields = {"Authorization": f"Bearer {token}"} if token else self.baton.fields()
        text = json.dumps(body).encode() if body is not None else b""
        return json.loads(self.ask(method, path, text, {**fields, "Content-Type": "application/json"})[1])


class Orders(Worker):
    """Work that goes well, and now and then some that fails."""

    orders = broken = 0

    def work(self):
        while self.running:
            self.orders += 1
            self.send("work.asked", f"work-{self.orders}")
            if self.orders % 50 == 1:
                self.broken += 1
                self.send("broken.asked", f"broken-{self.broken}")
            self.pause(0.03)


class Visitors(Worker):
    """What KPIs over events count."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.depths, self.scores = [], []

    def work(self):
        while self.running:
            depth = self.random.randint(1, 9)
            self.rest("POST", "/api/v1/events", {"type": "site.visited", "id": f"visit-{len(self.depths)}", "data": {"n": depth}})
            self.depths.append(depth)
            if self.random.random() < 0.3:
                score = self.random.randint(0, 10)
                self.rest("POST", "/api/v1/events", {"type": "survey.answered", "id": f"answer-{len(self.scores)}", "data": {"score": score}})
                self.scores.append(score)
            self.pause(0.03)


class Team(Worker):
    """Asks for briefs, comments on them, and decides about most of them."""

    def __init__(self, baton, seed, token):
        super().__init__(baton, seed)
        self.token, self.comments, self.open = token, {}, set()  # by brief: (author, text)

    def work(self):
        while self.running:
            name = f"brief-{len(self.comments)}"
            self.send("brief.asked", name)
            said = [(self.random.choice(("Lea", "Tom")), f"word {number} about {name}") for number in range(self.random.randint(0, 3))]
            for number, (author, text) in enumerate(said):
                self.send("brief.commented", f"{name}-{number}", key=name, comment={"author": author, "text": text})
            self.comments[name] = said
            if len(self.comments) % 12 == 0:
                self.open.add(name)
            else:
                self.decide(name)
            self.pause(0.05)

    def decide(self, name):
        while not (runs := self.rest("GET", f"/api/v1/runs?workflow=brief&key={name}")["items"]):
            time.sleep(AGAIN_SECONDS)
        self.rest("POST", f"/api/v1/approvals/{runs[0]['id']}.agree/approve", {"comment": "as ever"}, self.token)


class Ads(Worker):
    """Series of numbers, each of which ends with one that is far off."""

    CAMPAIGNS, VALUES, HOURS = 6, 46, 6

    def __init__(self, *arguments):
        super().__init__(*arguments)
        last = datetime.now(timezone.utc).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
        self.days = [last - timedelta(hours=self.HOURS * back) for back in reversed(range(self.VALUES))]
        self.sent = {f"c{number}": [] for number in range(self.CAMPAIGNS)}

    def work(self):
        for day in self.days:
            for campaign, sent in self.sent.items():
                cost = round(10 * self.random.gauss(1, 0.03), 3) * (30 if day == self.days[-1] else 1)
                self.send("ads.report", f"ad-{campaign}-{len(sent)}", campaign=campaign, date=moment(day), cost=cost)
                sent.append(cost)
                self.pause(0.08)


class Waiters(Worker):
    """Runs that always take longer than they may: at first thirty, from which the server learns that, then one after the other."""

    FIRST, TAKES_S = 30, 9

    def work(self):
        asked, number = [], 0
        while self.running:
            for _ in range(1 if number else self.FIRST):
                number += 1
                self.send("awaited.asked", f"awaited-{number}")
                asked.append((time.monotonic(), f"awaited-{number}"))
            while asked and asked[0][0] < time.monotonic() - self.TAKES_S:
                self.send("awaited.came", "came-" + asked[0][1], key=asked.pop(0)[1])
            self.pause(0.7)


class Reader(Worker):
    """Exports one table after the other in small pages, each up to a moment that is over."""

    SETTLED = timedelta(seconds=2)  # what was received before is stored, or was never acknowledged
    KEYS = {"events": ("id",), "runs": ("id",), "steps": ("run", "step")}

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.walks, self.kills = [], 0  # (table, since and until, its rows, how many kills came in between)

    def work(self):
        since = datetime.now(timezone.utc) - timedelta(hours=1)
        while self.running:
            for table in self.KEYS:
                span = f"since={moment(since)}&until={moment(datetime.now(timezone.utc) - self.SETTLED)}"
                before = self.kills
                rows = self.walk(table, span, 20)
                if rows is not None:
                    self.walks.append((table, span, rows, self.kills - before))

    def walk(self, table, span, limit, whole=False):
        """The keys of all rows; None when it was told to stop on the way."""
        rows, cursor = [], ""
        while self.running or whole:
            path = f"/api/v1/export/{table}?format=ndjson&limit={limit}&{span}" + (f"&cursor={cursor}" if cursor else "")
            answer, text = self.ask("GET", path, b"", self.baton.fields())
            lines = [json.loads(line) for line in text.splitlines()]
            rows += [tuple(line[name] for name in self.KEYS[table]) for line in lines]
            cursor = answer.get("baton-next")
            if not cursor:
                return rows
        return None

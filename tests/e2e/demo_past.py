"""What the demo shows of work that has a past: a forecast, a bottleneck, a goal at risk with its chain, and a summary that cites its lines.

The server makes one finished and one open campaign through all of its own code, and ends. Their rows are copied under other ids and times, by a seed,
into a back-log of half a year in which legal takes four days longer since a month ago. Then the server starts again, and counts its figures anew from
the journals. bench/long_history.py makes a long history in the same way.
"""

import json
import random
import sqlite3
import time
from contextlib import closing
from datetime import date, timedelta
from math import exp
from statistics import NormalDist

from harness import Client, Failure, Server, config_folder, expect, until

WORKFLOW = """\
workflow: campaign
title: Campaign
on: [{ event: campaign.ordered, key: event.data.client, inputs: { client: "${event.data.client}" } }]
inputs: { client: { type: string } }
context:
  why: "${inputs.client} ordered a campaign."
  require: [why]
due: 8d
steps:
  copy: { title: Write the copy, team: web, task: { by: { group: web }, title: "Copy for ${inputs.client}" } }
  legal: { title: Agree the claims, team: legal, needs: copy, approve: { by: { group: legal }, ask: "Agree the claims for ${inputs.client}?" } }
  live: { needs: legal, set: { client: "${inputs.client}" } }
"""
GOALS = {
    "growth.yaml": "goal: growth\ntitle: Grow by a tenth\nowner: management\n",
    "retention.yaml": "goal: retention-2026\ntitle: Keep the customers\nowner: marketing-ops\nparent: growth\n"
    "initiatives:\n  refonte-ux:\n    title: Refonte UX\n    owner: web\n    due: DUE\n    workflows: [campaign]\n",
}
SETTINGS = "retention: { every: 1s, runs: 400d, events: 400d }\ninsight: { every: 10s }\n"
DAY = 86_400_000_000  # microseconds
LOW_BITS = 21  # of an id: the milliseconds stand above them
BEFORE, LATELY, OPEN = 180, 60, 5  # how many campaigns ended before the last 30 days and in these, and how many wait for legal
SLOWER_DAYS = 4
TABLES = ("runs", "journal", "events", "steps", "alarms", "waits", "approvals", "tasks")
COUNTED = ("run_counts", "run_tallies", "flow")


class Original:
    """A campaign that the server made, with its rows."""

    def __init__(self, database, run):
        self.run = dict(run)
        self.event = dict(database.execute("SELECT * FROM events WHERE id = ?", (run["trigger"],)).fetchone())
        self.entries = [dict(row) for row in database.execute("SELECT * FROM journal WHERE run = ? ORDER BY sequence", (run["id"],))]
        self.others = {table: [dict(row) for row in database.execute(f"SELECT * FROM {table} WHERE run = ?", (run["id"],))] for table in TABLES[3:]}


class Campaign:
    """A campaign of the back-log: when it was ordered, and how long the copy and legal took."""

    def __init__(self, original, number, begin, copy, legal):
        self.original, self.number, self.client = original, number, f"Client {number:03}"
        self.begin, self.written, self.end = begin, begin + copy, begin + copy + legal
        self.id = begin // 1000 << LOW_BITS | 1 << 8

    def at(self, moment):
        """When what happened at this moment of the original happened here: it was ordered, written, or agreed."""
        done = [entry["at"] for entry in self.original.entries if "TaskDone" in entry["transitions"]]
        decided = [entry["at"] for entry in self.original.entries if "ApprovalDecided" in entry["transitions"]]
        if moment is None:
            return None
        if decided and moment >= decided[0]:
            return self.end
        return self.written if done and moment >= done[0] else self.begin

    def rows(self):
        """The rows of all tables but the journal. What an alarm and a deadline say stays as the journal of the original has it."""
        run, event = dict(self.original.run), dict(self.original.event)
        over = run["over"] and self.end + run["over"] - run["ended_at"]
        own = {"id": self.id, "trigger": self.id, "key": self.client, "title": f"Campaign · {self.client}", "started_at": self.begin, "over": over}
        standing = json.loads(run["standing"])
        if "since" in standing:
            standing["since"] = self.at(standing["since"])
        yield "runs", {**run, **own, "updated_at": self.at(run["updated_at"]), "ended_at": self.at(run["ended_at"]), "standing": json.dumps(standing)}
        times = {name: self.begin + event[name] - event["received"] for name in ("time", "received", "stored")}
        yield "events", {**event, **times, "id": self.id, "origin": f"past-{self.number}"}
        for table, rows in self.original.others.items():
            for row in rows:
                times = {name: self.at(row[name]) for name in ("requested_at", "decided_at", "done_at") if name in row}
                yield table, {**row, **times, "run": self.id}


class Past:
    """A server whose workflow has a past. `show()` tells what it knows of it."""

    def __init__(self, build, scratch, screen, seed=7):
        self.build, self.screen, self.chance = build, screen, random.Random(seed)
        self.data = scratch / "past-data"
        self.folder = config_folder(scratch / "past-config", connections="", templates={"campaign.yaml": WORKFLOW}, settings=SETTINGS)
        (self.folder / "goals").mkdir()
        for name, text in GOALS.items():
            (self.folder / "goals" / name).write_text(text.replace("DUE", (date.today() + timedelta(days=6)).isoformat()))
        self.log = scratch / "past.log"
        self.server = None

    def start(self):
        self.server = Server(self.build, self.data, self.folder, log=self.log)
        self.admin = self.server.ready()

    def stop(self):
        self.server.signal(15)
        expect(self.server.wait() == 0, "the server with a past did not end well")

    # Making it.

    def made(self):
        """Starts the server with its back-log."""
        self.start()
        self.people = {name: self.token(name) for name in ("web", "legal")}
        self.order("Original done")
        self.order("Original open")
        for client in ("Original done", "Original open"):
            self.write(client)
        self.agree("Original done")
        until("the first campaign to end", lambda: self.run_of("Original done")["status"] == "succeeded", 20)
        self.stop()
        self.copy()
        self.start()
        until("the figures to be counted anew", lambda: self.ended() == BEFORE + LATELY, 60, 0.1)

    def token(self, group):
        made = self.admin.ok("POST", "/api/v1/tokens", {"name": f"{group}-lee", "role": "operator", "groups": [group]})
        return made["token"]

    def order(self, client):
        self.admin.ok("POST", "/api/v1/events", {"type": "campaign.ordered", "source": "shop", "data": {"client": client}})

    def run_of(self, client):
        """The run of a client, once it is there."""
        return until(f"the campaign of {client}", lambda: next((run for run in self.admin.all("/api/v1/runs") if run["key"] == client), None), 20)

    def write(self, client):
        task = f"/api/v1/tasks/{self.run_of(client)['id']}.copy"
        until(f"the task of {client}", lambda: self.admin.get(task).status == 200, 20)
        self.as_of("web").ok("POST", f"{task}/done", {"comment": "It is written."})

    def agree(self, client):
        approval = f"/api/v1/approvals/{self.run_of(client)['id']}.legal"
        shown = until(f"the approval of {client}", lambda: (lambda answer: answer.json if answer.status == 200 else None)(self.admin.get(approval)), 20)
        self.as_of("legal").ok("POST", f"{approval}/approve", {"comment": "Agreed.", "hash": shown["hash"]})

    def as_of(self, group):
        return Client(self.server.port, self.people[group])

    def durations(self, days, count):
        """`count` durations in microseconds whose median is `days`, in a random order.

        They are the quantiles of one distribution. Drawn at random, the copies of one month could differ from those before by more than chance would
        explain, and would then rightly be found to have become slower, too.
        """
        normal = NormalDist(0, 0.35)
        found = [int(DAY * days * exp(normal.inv_cdf((place + 0.5) / count))) for place in range(count)]
        self.chance.shuffle(found)
        return found

    def campaigns(self, done, still):
        """When each was ordered and how long it took, the oldest first."""
        now = time.time_ns() // 1000
        made = []
        for lately, count in ((False, BEFORE), (True, LATELY)):
            for copy, legal in zip(self.durations(0.8, count), self.durations(1.2, count), strict=True):
                ended = now - int(DAY * (28 * self.chance.random() + 1 if lately else 31 + 88 * self.chance.random()))
                legal += SLOWER_DAYS * DAY if lately else 0
                made.append(Campaign(done, len(made), ended - copy - legal, copy, legal))
        for number, copy in enumerate(self.durations(0.8, OPEN)):
            made.append(Campaign(still, len(made), now - int(DAY * (3.2 + 0.1 * number)) - copy, copy, 0))
        return sorted(made, key=lambda each: each.begin)

    def copy(self):
        with closing(sqlite3.connect(self.data / "baton.db")) as database, database:
            database.row_factory = sqlite3.Row
            runs = database.execute("SELECT * FROM runs ORDER BY id").fetchall()
            originals = {run["key"]: Original(database, run) for run in runs}
            campaigns = self.campaigns(originals["Original done"], originals["Original open"])
            for table in (*TABLES, *COUNTED):
                database.execute(f"DELETE FROM {table}")
            database.execute("INSERT INTO run_words (run_words) VALUES ('delete-all')")
            last = self.put_journal(database, campaigns)
            for campaign in campaigns:
                for table, row in campaign.rows():
                    self.put(database, table, {**row, "last_entry": last[campaign.id]} if table == "runs" else row)
            self.count(database)

    @staticmethod
    def put(database, table, row):
        names = ", ".join('"' + name + '"' for name in row)
        database.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))

    def put_journal(self, database, campaigns):
        """Entries in the order of their times; returns the last of each run."""
        entries = sorted(((campaign.at(entry["at"]), campaign.id, place, campaign, entry) for campaign in campaigns for place, entry in enumerate(campaign.original.entries)), key=lambda each: each[:3])
        last = {}
        for sequence, (at, run, _, _, entry) in enumerate(entries, 1):
            self.put(database, "journal", {**entry, "sequence": sequence, "run": run, "at": at, "cause": run if entry["cause"] else 0, "previous": last.get(run, 0)})
            last[run] = sequence
        return last

    @staticmethod
    def count(database):
        """What the store keeps beside its rows. Figures, words and forecasts are made anew by the server."""
        database.execute("INSERT INTO run_counts SELECT workflow, status, failing, count(*) FROM runs GROUP BY 1, 2, 3")
        database.execute("UPDATE settings SET value = '' WHERE name IN ('flow', 'goals')")
        database.execute("DELETE FROM forecasts")
        database.execute(
            "UPDATE head SET last_event = (SELECT max(id) FROM events), cursor = (SELECT max(id) FROM events), last_run = (SELECT max(id) FROM runs), "
            "last_sequence = (SELECT max(sequence) FROM journal), events = (SELECT count(*) FROM events), runs = (SELECT count(*) FROM runs), "
            "runs_open = (SELECT count(*) FROM runs WHERE open = 1), steps_live = (SELECT count(*) FROM steps), "
            "approvals_open = (SELECT count(*) FROM approvals WHERE status = 'open'), words_to = 0, words_missing = (SELECT count(*) FROM runs), pruned = 0"
        )

    def ended(self):
        """How many campaigns the figures have."""
        items = self.admin.ok("GET", "/api/v1/insight/flow?" + f"from={(date.today() - timedelta(days=200)).isoformat()}")["items"]
        return next((item["runs"]["succeeded"] for item in items if item["workflow"] == "campaign"), 0)

    # What is known of it.

    def show(self, problems):
        """Says what the past tells, and holds it against what was planted. Returns how many checks there were."""
        hold = Held(problems)
        self.order("Mirabel Hotels")
        run = self.run_of("Mirabel Hotels")
        self.write("Mirabel Hotels")
        forecast = until("a forecast of the new campaign", lambda: self.forecast_of(run["id"]), 60, 0.2)
        self.screen.line("forecast", f"Mirabel Hotels: {forecast['sentence']}", "cyan")
        hold(forecast["runs"] >= 20 and not forecast.get("too_few"), f"a forecast from enough runs: {forecast}")

        slower = self.admin.ok("GET", "/api/v1/insight/bottlenecks?days=30&before=90")
        found = next((item for item in slower["items"] if item["step"] == "legal"), {})
        self.screen.line("slower", found.get("sentence", "nothing"), "yellow")
        hold(found, f"legal is what became slower: {slower}")
        effect = found.get("effect_ms", 0) * 1000 / DAY
        hold(SLOWER_DAYS - 1 < effect < SLOWER_DAYS + 1, f"the {SLOWER_DAYS} days that were planted: {found}")
        hold(all("legal" in (item["step"], item["to_team"]) for item in slower["items"]), f"nothing else became slower: {slower}")

        goal = self.admin.ok("GET", "/api/v1/goals/refonte-ux")
        self.screen.line("goal", f"{goal['state'].replace('_', ' ')}: {goal['sentence']}", "yellow")
        self.screen.line("", " → ".join(one["title"] for one in goal["chain"]))
        hold(goal["state"] == "at_risk" and goal["sentence"].startswith(f"{OPEN} approvals of Refonte UX blocked for 3d"), f"the goal: {goal['state']} {goal['sentence']}")
        hold([one["name"] for one in goal["chain"]] == ["refonte-ux", "retention-2026", "growth"], f"what it leads to: {goal['chain']}")

        summary = self.admin.ok("GET", f"/api/v1/runs/{run['id']}/summary")
        lines = {entry["sequence"] for entry in self.admin.all(f"/api/v1/runs/{run['id']}/journal")}
        for sentence in summary["sentences"]:
            self.screen.line("summary", f"{sentence['text']} {sentence['lines']}", "dim")
        hold(summary["sentences"] and all(set(one["lines"]) <= lines and one["lines"] for one in summary["sentences"]), f"each sentence has its lines: {summary}")
        return hold.count

    def forecast_of(self, run):
        answer = self.admin.get(f"/api/v1/runs/{run}/forecast")
        if answer.status != 200:
            raise Failure(f"the forecast: {answer.status} {answer.body[:200]!r}")
        return answer.json if answer.json.get("sentence") else None


class Held:
    """Counts checks, and keeps what does not hold."""

    def __init__(self, problems):
        self.problems, self.count = problems, 0

    def __call__(self, condition, text):
        self.count += 1
        if not condition:
            self.problems.append(text)

"""A store with a long history, for the benchmark of the console: as many runs and journal rows as asked for.

The server itself makes a few runs of each kind, through all of its own code, and ends. Their rows are then copied under other ids,
times, keys and titles, straight into the database, with what the store keeps beside its rows (counts, tallies, words, head). A copy
differs from its original in nothing else, so the server reads each of them as its own; the smoke test of the benchmark holds that.
"""

import hashlib
import json
import math
import random
import re
import shutil
import sqlite3
import time
from pathlib import Path

from harness import Failure, Server, config_folder, expect, until

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "src/store/sql/0001_first.sql"
# The workflows of the history, each with a goal. Their shape is that of bench/config/console/workflow.yaml.
WORKFLOWS = {
    "campaign-launch": "reach-2026",
    "customer-onboarding": "retention-2026",
    "budget-shift": "reach-2026",
    "landing-page": "",
    "lead-routing": "pipeline-2026",
    "partner-review": "",
    "price-change": "margin-2026",
    "renewal-notice": "retention-2026",
    "site-build": "",
    "event-follow-up": "pipeline-2026",
    "claim-check": "",
    "vendor-intake": "margin-2026",
}
BULK = "newsletter-bulk"  # a workflow whose runs have a journal row for each of these items
BULK_ITEMS = 2_000
# How the runs ended or stand, and how many of ten thousand do so.
ENDS = {"done": 7_000, "approved": 2_000, "failed": 600, "cancelled": 150, "asked": 80, "awaited": 80, "held": 60, "failing": 20, "paused": 10}
STANDS = {"done": "succeeded", "approved": "succeeded", "asked": "waiting", "awaited": "waiting", "held": "running", "failing": "waiting"}
FIRST_WORDS = "acme aurora north south harbor summit river cedar maple orchid falcon otter delta ember granite indigo juniper lagoon meadow nimbus".split()
SECOND_WORDS = "spring summer autumn winter launch teaser webinar summit refresh relaunch pilot bundle upgrade rebrand survey loyalty referral trial".split()
DAYS = 30  # over which the runs have begun
CHUNK = 2_000  # runs whose journal rows lie between one another, as those of runs under way together do
BYTES_A_ROW = 450  # of a journal row, with its part of all other tables: 370, and room for the load
LOW_BITS = 21  # of an id: the milliseconds stand above them
QUARTER_US = 900_000_000
KEPT_SECONDS = 2 * 86_400  # a history that ended longer ago has nothing in the last day


def key_of(number):
    """The key of a run: two words that many share, and a number of its own."""
    return f"{FIRST_WORDS[number * 7 % len(FIRST_WORDS)]}-{SECOND_WORDS[number // 3 % len(SECOND_WORDS)]}-{number}"


def words_of(*texts):
    return " ".join(dict.fromkeys(re.findall("[a-z0-9]+", " ".join(texts).lower())))


def title_of(workflow):
    return workflow.replace("-", " ").capitalize()


def took_class(microseconds):
    """As took_class() in src/store/record/run_tally.cpp."""
    return math.ceil(8 * math.log2(max(0, microseconds) / 1000 + 1))


def workflow_text(name, goal, steps):
    """A workflow of so many actions, one after the other, and then what the trigger says."""
    text = (ROOT / "bench/config/console/workflow.yaml").read_text()
    chain = "".join(
        f"  s{at:02}:\n" + (f"    needs: s{at - 1:02}\n" if at > 1 else "") + f"    do: sink.post\n    with: {{ path: /s, body: {{ step: {at} }} }}\n"
        for at in range(1, steps + 1)
    )
    text = text.replace("WORKFLOW", name).replace("TITLE", title_of(name)).replace("LAST", f"s{steps:02}").replace("  CHAIN: {}\n", chain)
    return text.replace("goal: GOAL\n", f"goal: {goal}\n" if goal else "")


class Original:
    """A run that the server made, with its rows."""

    def __init__(self, database, run):
        self.run = dict(run)
        self.trigger = dict(database.execute("SELECT * FROM events WHERE id = ?", (run["trigger"],)).fetchone())
        self.begin = run["started_at"]
        self.ended = run["ended_at"] is not None
        rows = database.execute("SELECT * FROM journal WHERE run = ? ORDER BY sequence", (run["id"],)).fetchall()
        self.entries = [(row["at"] - self.begin, row["cause"] != 0, row["actor"], row["resumed"], row["transitions"], row["digest"]) for row in rows]
        self.others = {table: [dict(row) for row in database.execute(f"SELECT * FROM {table} WHERE run = ?", (run["id"],))] for table in OTHERS}


# The other tables of a run, with their columns that are times.
OTHERS = {"steps": ["due"], "alarms": ["due"], "waits": [], "approvals": ["requested_at", "due", "decided_at"]}


class Copy:
    """A run of the history: which original it is, and what is its own."""

    def __init__(self, original, number, begin_ms, newest_us, chance):
        self.original, self.number = original, number
        self.id = begin_ms << LOW_BITS | 1 << 8
        self.begin = begin_ms * 1000
        # Ended runs took as long as their original, or up to some hours.
        self.stretch = 1 << chance.randrange(16) if original.ended else 1
        if original.ended and self.begin + (original.run["ended_at"] - original.begin) * self.stretch > newest_us:
            self.stretch = 1
        self.key = key_of(number)
        self.title = f"{title_of(original.run['workflow'])} · {self.key}"
        self.last_entry = 0

    def at(self, time_us):
        """A time of the original, on the way from its begin."""
        return None if time_us is None else self.begin + (time_us - self.original.begin) * self.stretch

    def shifted(self, time_us):
        return None if time_us is None else time_us + self.begin - self.original.begin

    def run_row(self):
        run = dict(self.original.run)
        over = None if run["over"] is None else self.at(run["ended_at"]) + run["over"] - run["ended_at"]
        run.update(id=self.id, trigger=self.id, key=self.key, title=self.title, started_at=self.begin, over=over, last_entry=self.last_entry)
        run.update(updated_at=self.at(run["updated_at"]), ended_at=self.at(run["ended_at"]))
        return tuple(run.values())

    def event_row(self):
        event = dict(self.original.trigger)
        times = {name: self.shifted(event[name]) for name in ("time", "received", "stored")}
        event.update(id=self.id, origin=f"history-{self.number}", **times)
        return tuple(event.values())

    def other_rows(self, table):
        for row in self.original.others[table]:
            yield tuple({**row, "run": self.id, **{name: self.shifted(row[name]) for name in OTHERS[table]}}.values())


def journal_rows(chunk, sequence):
    """The journal rows of some copies, those of one run far from one another; sets the last entry of each."""
    under_way, at = chunk, 0
    while under_way:
        for copy in under_way:
            offset, caused, actor, resumed, transitions, digest = copy.original.entries[at]
            sequence += 1
            cause = copy.id if caused else 0
            yield sequence, copy.id, copy.begin + offset * copy.stretch, cause, actor, copy.last_entry, resumed, transitions, digest
            copy.last_entry = sequence
        at += 1
        under_way = [copy for copy in under_way if len(copy.original.entries) > at]


class History:
    """Makes the store in `folder`, or takes the one that is there. `serve(data)` starts a server on a data folder."""

    def __init__(self, folder, serve, runs, journal, say=print):
        self.folder, self.serve, self.runs, self.journal, self.say = Path(folder), serve, runs, journal, say
        self.steps = min(400, max(2, round(journal / runs) - 1))
        self.data = self.folder / "data"

    def ensure(self):
        """Returns what is known of the store."""
        known = self.known()
        if known:
            return known
        free = shutil.disk_usage(self.folder.parent).free
        needed = BYTES_A_ROW * self.journal
        expect(free > needed * 1.2, f"{needed / 1e9:.1f} GB are needed for {self.journal:,} journal rows, and {free / 1e9:.1f} are free; --runs and --journal make it smaller")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        began = time.monotonic()
        self.make_originals()
        copied = self.copy()
        known = {**self.form(), **copied, "made": time.time(), "seconds": round(time.monotonic() - began)}
        (self.folder / "made.json").write_text(json.dumps(known, indent=1) + "\n")
        self.say(f"  history: {known['rows']:,} journal rows of {self.runs:,} runs in {known['seconds']} s")
        return known

    def form(self):
        texts = [SCHEMA.read_bytes(), Path(__file__).read_bytes(), (ROOT / "bench/config/console/workflow.yaml").read_bytes()]
        return {"runs": self.runs, "journal": self.journal, "form": hashlib.sha256(b"".join(texts)).hexdigest()}

    def known(self):
        """What is known of the store that is there, if it is as asked for, not old, and hardly grown since."""
        try:
            known = json.loads((self.folder / "made.json").read_text())
        except (OSError, ValueError):
            return None
        same = {name: known.get(name) for name in self.form()} == self.form()
        if not same or time.time() - known["made"] > KEPT_SECONDS:
            return None
        with sqlite3.connect(f"file:{self.database()}?mode=ro", uri=True) as database:
            now = database.execute("SELECT runs FROM head").fetchone()[0]
        return known if now <= 1.5 * self.runs + 500_000 else None

    def database(self):
        return self.data / "baton.db"

    # --- the originals ---

    def make_originals(self):
        server = self.serve(self.data)
        client = server.ready()
        for name, goal in WORKFLOWS.items():
            self.publish(client, name, workflow_text(name, goal, self.steps))
        self.publish(client, BULK, (ROOT / "bench/config/console/bulk.yaml").read_text())
        for name in WORKFLOWS:
            for end in ENDS:
                client.ok("POST", "/api/v1/events", {"type": "history.begun", "data": {"workflow": name, "key": f"{name}-{end}", "end": end}})
        client.ok("POST", "/api/v1/events", {"type": "history.bulk", "data": {"key": BULK, "items": list(range(BULK_ITEMS))}})
        self.act(client)
        until("all runs to stand as they should", lambda: self.stand(client, STANDS), 120)
        server.signal(15)
        expect(server.wait(60) == 0, f"the server ended with {server.process.returncode} on SIGTERM")

    def publish(self, client, name, text):
        client.ok("PUT", f"/api/v1/templates/{name}", text, headers={"Content-Type": "application/yaml", "If-None-Match": "*"})

    def act(self, client):
        """What people do to the originals, once each waits for that."""
        until("all runs to be under way", lambda: self.stand(client, {**STANDS, "approved": "waiting", "cancelled": "waiting"}), 120)
        decider = client.ok("POST", "/api/v1/tokens", {"name": "decider", "role": "approver", "groups": ["finance"]})["token"]
        for run in client.all("/api/v1/runs"):
            if run["key"].endswith("-cancelled"):
                client.ok("POST", f"/api/v1/runs/{run['id']}/cancel", {"reason": "not needed any more"})
            if run["key"].endswith("-approved"):
                shown = client.ok("GET", f"/api/v1/approvals/{run['id']}.asked")
                client.ok("POST", f"/api/v1/approvals/{run['id']}.asked/approve", {"hash": shown["hash"]}, token=decider)

    def stand(self, client, stands):
        """True once every original stands as its end says. An end that is not in `stands` is a status."""

        def fine(run):
            if run["workflow"] == BULK:
                return run["status"] == "succeeded"
            end = run["key"].removeprefix(run["workflow"] + "-")
            return run["status"] == stands.get(end, end) and (end != "held" or run["now_at"].startswith("held"))

        runs = client.all("/api/v1/runs")
        return len(runs) == len(WORKFLOWS) * len(ENDS) + 1 and all(fine(run) for run in runs)

    # --- the copies ---

    def copy(self):
        database = sqlite3.connect(self.database(), isolation_level=None)
        database.row_factory = sqlite3.Row
        for setting in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -262144"):
            database.execute("PRAGMA " + setting).fetchall()
        originals = [Original(database, run) for run in database.execute("SELECT * FROM runs ORDER BY id")]
        # What the head counts is counted here as well, below: so it must mean the same.
        head = database.execute("SELECT * FROM head").fetchone()
        counted = database.execute("SELECT (SELECT count(*) FROM steps), (SELECT count(*) FROM runs WHERE open = 1)").fetchone()
        expect(tuple(counted) == (head["steps_live"], head["runs_open"]), f"the head counts {tuple(head)}, the tables {tuple(counted)}")
        indexes = self.empty(database)
        rows = self.insert(database, originals)
        for sql in indexes:
            database.execute(sql)
        self.count(database)
        database.close()
        return {"rows": rows, "bytes": self.database().stat().st_size}

    def empty(self, database):
        """Deletes the originals and the indexes of their tables; returns how these are made again."""
        tables = ["runs", "journal", "events", *OTHERS]
        marks = ",".join("?" * len(tables))
        indexes = database.execute(f"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})", tables).fetchall()
        for index in indexes:
            database.execute(f"DROP INDEX {index['name']}")
        for table in [*tables, "run_counts", "run_tallies"]:
            database.execute(f"DELETE FROM {table}")
        database.execute("INSERT INTO run_words (run_words) VALUES ('delete-all')")
        return [index["sql"] for index in indexes]

    def insert(self, database, originals):
        def put(table, rows):
            rows = iter(rows)
            first = next(rows, None)
            if first is not None:
                marks = ",".join("?" * len(first))
                database.execute(f"INSERT INTO {table} VALUES ({marks})", first)
                database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

        sequence, told = 0, time.monotonic()
        for chunk in self.chunks(originals):
            database.execute("BEGIN")
            put("journal (sequence, run, at, cause, actor, previous, resumed, transitions, digest)", journal_rows(chunk, sequence))
            sequence = max(copy.last_entry for copy in chunk)
            put("runs", (copy.run_row() for copy in chunk))
            put("events", (copy.event_row() for copy in chunk))
            put("run_words (rowid, words)", ((copy.id, words_of(copy.title, copy.key, copy.original.run["workflow"])) for copy in chunk))
            for table in OTHERS:
                put(table, (row for copy in chunk for row in copy.other_rows(table)))
            database.execute("COMMIT")
            if time.monotonic() - told > 15:
                told = time.monotonic()
                self.say(f"  history: {chunk[-1].number + 1:,} of {self.runs:,} runs")
        return sequence

    def chunks(self, originals):
        chance = random.Random(42)
        ends = list(ENDS)
        by_end = {end: [each for each in originals if each.run["key"].endswith("-" + end)] for end in ends}
        bulk = next(each for each in originals if each.run["workflow"] == BULK)
        newest = int(time.time() * 1000)
        gap = DAYS * 86_400_000 / self.runs
        chosen = chance.choices(ends, [ENDS[end] for end in ends], k=self.runs)
        chunk = []
        for number, end in enumerate(chosen):
            original = bulk if number % 50_000 == 100 else by_end[end][chance.randrange(len(WORKFLOWS))]
            chunk.append(Copy(original, number, newest - int((self.runs - number) * gap), newest * 1000, chance))
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def count(self, database):
        """What the store keeps beside its rows."""
        database.create_function("took_class", 1, took_class, deterministic=True)
        database.execute("INSERT INTO run_counts SELECT workflow, status, failing, count(*) FROM runs GROUP BY 1, 2, 3")
        database.execute(f"INSERT INTO run_tallies SELECT started_at / {QUARTER_US}, '', 0, count(*) FROM runs GROUP BY 1")
        database.execute(
            f"INSERT INTO run_tallies SELECT ended_at / {QUARTER_US}, status, took_class(ended_at - started_at), count(*) "
            "FROM runs WHERE open = 0 GROUP BY 1, 2, 3"
        )
        database.execute(
            "UPDATE head SET last_event = (SELECT max(id) FROM events), cursor = (SELECT max(id) FROM events), "
            "last_run = (SELECT max(id) FROM runs), words_to = (SELECT max(id) FROM runs), words_missing = 0, pruned = 0, "
            "last_sequence = (SELECT max(sequence) FROM journal), events = (SELECT count(*) FROM events), runs = (SELECT count(*) FROM runs), "
            "runs_open = (SELECT count(*) FROM runs WHERE open = 1), steps_live = (SELECT count(*) FROM steps), "
            "approvals_open = (SELECT count(*) FROM approvals WHERE status = 'open'), parked = 0"
        )

#!/usr/bin/env python3
"""A system that cannot send is polled: each of its records is one event, over crashes, errors and records that come late. Usage: test_polls.py [--build DIR]"""

import json
import re
import sys
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, Scratch, Server, StandIn, config_folder, equal, expect, until  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
CONNECTIONS = """\
connections:
  servicenow:
    base_url: { env: NOW_URL }
    allow_private: true
    auth: { kind: basic, username: env:NOW_USER, password: env:NOW_PASSWORD }
    poll:
      incidents: { every: 5s, since: "2026-05-01T00:00:00Z" }
"""
TEMPLATE = """\
workflow: look-at
on: [{ event: ticket.*, from: servicenow }]
steps: { one: { set: { key: "${trigger.data.key}" } } }
"""


class Table(StandIn):
    """The table of incidents as ServiceNow shows it: by time, from an offset on."""

    records = []
    asked = []
    fails = 0
    lock = threading.Lock()

    @classmethod
    def add(cls, number, when, count=0):
        with cls.lock:
            cls.records.append({"sys_id": f"{number:032x}", "number": f"INC{number:07d}", "short_description": "x" * 200, "state": "2", "sys_updated_on": when, "sys_mod_count": str(count)})

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        since = re.search(r"sys_updated_on>=([0-9: -]{19})", query["sysparm_query"][0]).group(1)
        with Table.lock:
            Table.asked.append(since)
            found = sorted((one for one in Table.records if one["sys_updated_on"] >= since), key=lambda one: (one["sys_updated_on"], one["sys_id"]))
            status = 503 if Table.fails > 0 else 200
            Table.fails = max(0, Table.fails - 1)
        begin, limit = int(query["sysparm_offset"][0]), int(query["sysparm_limit"][0])
        self.reply(status, {"result": found[begin : begin + limit]} if status == 200 else {"error": {"message": "busy"}})


class Polls:
    def __init__(self):
        self.scratch = Scratch("polls")
        # 350 of one second, which is more than three pages, and others around it.
        for number in range(60):
            Table.add(number, f"2026-05-02 10:00:{number:02d}")
        for number in range(100, 450):
            Table.add(number, "2026-05-02 11:00:00")
        Table.add(500, "2026-05-02 12:00:00")
        self.vendor = Table.serve()
        folder = config_folder(self.scratch / "config", CONNECTIONS, {"look.yaml": TEMPLATE})
        environment = {"NOW_URL": f"http://127.0.0.1:{self.vendor.server_port}", "NOW_USER": "baton-user", "NOW_PASSWORD": "s3cret-pass"}
        self.server = Server(BUILD, self.scratch / "data", folder, environment, log=self.scratch / "server.log")
        self.admin = self.server.ready()

    def restart(self):
        self.server.kill()
        self.server = self.server.again()
        self.admin = self.server.ready()

    def tickets(self):
        return [event for event in self.admin.all("/api/v1/events?source=servicenow") if event["type"].startswith("ticket.")]

    def poll(self):
        (connection,) = self.admin.ok("GET", "/api/v1/connections")["items"]
        (poll,) = connection["polls"]
        return poll

    def each_once(self, records):
        """Each record is one event, and one run."""
        until(f"{records} tickets", lambda: len(self.tickets()) >= records, 60)
        origins = [event["origin"] for event in self.tickets()]
        equal((len(origins), len(set(origins))), (records, records), "events, and events of different records")
        until(f"{records} runs", lambda: self.admin.ok("GET", "/api/v1/system")["counts"]["runs"] == records, 20)

    def makes_one_event_of_each_record_over_crashes(self):
        for least in (1, 100, 300):
            until(f"{least} tickets", lambda least=least: len(self.tickets()) >= least, 60)
            self.restart()
        self.each_once(411)
        expect(self.poll()["watermark"].startswith("2026-05-02T12:00:00"), f"watermark: {self.poll()}")
        equal(self.tickets()[0]["dataschema"], "urn:baton:schema:events:ticket:1", "schema of a ticket")

    def takes_what_is_new(self):
        Table.add(600, "2026-05-02 12:30:00")
        Table.add(500, "2026-05-02 12:31:00", 1)  # the same record, changed
        self.each_once(413)

    def waits_and_says_why_when_it_fails(self):
        Table.fails = 1
        failed = until("the poll to fail", lambda: (poll := self.poll())["failures"] and poll, 30)
        expect("503" in failed["error"], f"error: {failed}")
        Table.add(700, "2026-05-02 13:00:00")
        self.each_once(414)
        equal((self.poll()["failures"], self.poll()["error"]), (0, ""), "once it works again")

    def reads_nothing_again_when_it_is_quiet(self):
        before = len(Table.asked)
        until("two more rounds", lambda: len(Table.asked) >= before + 2, 30)
        equal(Table.asked[-1], "2026-05-02 13:00:01", "from when on it asks")

    def counts_its_events(self):
        out = self.admin.ok("GET", "/api/v1/connections")
        expect(0 < out["items"][0]["polls"][0]["events"] <= 414, f"events: {out['items'][0]['polls']}")


def main():
    runner = Runner("polls")
    polls = runner.make("the server boots", Polls)
    for name in ("makes_one_event_of_each_record_over_crashes", "takes_what_is_new", "waits_and_says_why_when_it_fails", "reads_nothing_again_when_it_is_quiet", "counts_its_events"):
        runner.check(name.replace("_", " "), getattr(polls, name))
    polls.server.kill()
    polls.vendor.shutdown()
    runner.finish()


if __name__ == "__main__":
    main()

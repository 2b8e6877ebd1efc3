"""The drill of polls: a server is killed between a page of records and the watermark that says they were read."""

import random
import re
import threading
import time
from urllib.parse import parse_qs, urlsplit

from edges import Edge, Vendor, wait

PAGE_LATE_S = 0.03


class Table:
    """Records as ServiceNow shows them: by the time of their change, a page from an offset on."""

    def __init__(self):
        self.records, self.pages, self.again, self.newest = [], set(), 0, None
        self.answered = threading.Event()

    def add(self, count):
        """So many of one second, which is later than all before."""
        number = len(self.records)
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(1_777_716_000 + number))
        self.records += [
            {"sys_id": f"{one:032x}", "number": f"INC{one:07d}", "short_description": "x" * 150, "state": "2", "sys_updated_on": when, "sys_mod_count": "0"}
            for one in range(number, number + count)
        ]

    def reply(self, method, path, fields, body):
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        since = re.search(r"sys_updated_on>=([0-9: -]{19})", query["sysparm_query"]).group(1)
        begin, limit = int(query["sysparm_offset"]), int(query["sysparm_limit"])
        found = [one for one in self.records if one["sys_updated_on"] >= since][begin : begin + limit]
        # The same records once more: what was answered before was not stored.
        page = tuple(one["sys_id"] for one in found)
        self.again += bool(page) and page in self.pages
        self.pages.add(page)
        self.answered.set()
        return 200, {"result": found}, None


POLLED = """workflow: look-at
on: [{ event: ticket.*, from: servicenow }]
steps: { one: { set: { key: "${trigger.data.key}" } } }
"""
EACH = 350  # records a cycle, which are four pages


def polls(drill):
    """A table of records is polled, and the server is killed within 30 ms of a page: each record is one event and one run."""
    cycles = 300 if drill.long else 12
    chance, table = random.Random(drill.seed), Table()
    vendor = Vendor(table.reply)
    connection = (
        "  servicenow:\n    base_url: env:SINK_URL\n    allow_private: true\n    auth: { kind: basic, username: env:NOW_USER, password: env:NOW_PASSWORD }\n"
        '    poll: { incidents: { every: 5s, since: "2026-05-01T00:00:00Z" } }\n'
    )
    baton = Edge(drill.build, drill.folder, vendor.url, {}, {"servicenow": connection}, workflows={"look-at": POLLED})
    baton.environ = {"NOW_USER": "baton", "NOW_PASSWORD": "a-password-of-the-table-51c7"}
    began, missed = time.monotonic(), 0
    try:
        for _ in range(cycles):
            table.add(EACH)
            if not baton.up(drill):
                return
            for _ in range(chance.randint(1, 4)):
                table.answered.clear()
                missed += not table.answered.wait(20)
            time.sleep(chance.random() * PAGE_LATE_S)
            baton.kill()
        if not baton.up(drill):
            return
        wanted = len(table.records)
        tickets = lambda: [one for one in baton.all("/api/v1/events?source=servicenow") if one["type"].startswith("ticket.")]  # noqa: E731
        wait(lambda: len(tickets()) >= wanted, 60, 0.5)
        ended = baton.wait_ended(30)
        seen, again = tickets(), table.again
        states = {name: len(ids) for name, ids in baton.states().get("look-at", {}).items()}
        (poll,) = baton.get("/api/v1/connections")["items"][0]["polls"]
    finally:
        baton.kill()
        vendor.close()
    records = {one["data"]["id"] for one in seen}
    drill.figures |= {
        "cycles": cycles, "records": wanted, "events": len(seen), "of records": len(records), **states, "pages": vendor.requests,
        "pages asked again": again, "s": round(time.monotonic() - began),
    }
    if records != {one["sys_id"] for one in table.records} or len(seen) != wanted:
        drill.problems.append(f"{len(seen)} events of {len(records)} records, expected one of each of {wanted}")
    if not ended or states != {"succeeded": wanted}:
        drill.problems.append(f"runs of {wanted} records: {states}")
    if poll["failures"] or not poll["watermark"]:
        drill.problems.append(f"the poll at the end: {poll}")
    if missed or not again:
        drill.inconclusive.append(f"{missed} pages did not come, and {again} were lost between the answer and the watermark")


DRILLS = {"polls": polls}

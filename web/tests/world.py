#!/usr/bin/env python3
"""A world to look at: simulated vendors and a server with runs in every state. Prints one line of JSON with the address and the
tokens, then stays until its standard input ends; a line `restart` kills the server and starts it again. Usage: tests/world.py --build DIR [--port PORT]
"""

import argparse
import json
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from demo_world import Deal, World  # noqa: E402
from harness import Client, Scratch, Server, until  # noqa: E402

LEAD = """\
workflow: lead-handover
title: Lead to sales
goal: q4-pipeline
on:
  - event: crm.lead.updated
    when: event.data.score > 80 && event.data.region == "EMEA"
    key: event.data.id
    inputs: { name: "${event.data.name}" }
inputs:
  name: { type: string, description: The lead. }
context:
  why: "Score ${trigger.data.score}"
  require: [why]
steps:
  assign:
    title: Assign the lead
    team: sales
    set: { owner: "EMEA desk" }
  ask:
    title: Ask the owner
    team: sales
    needs: assign
    approve: { by: { group: sales }, of: { lead: "${inputs.name}", owner: "${steps.assign.output.owner}" }, ask: "Take over ${inputs.name}?" }
    timeout: 1d
  pause:
    title: Wait a day
    needs: assign
    sleep: { for: 1d }
"""

BRIEF = """\
workflow: page-brief
title: Brief of a page
inputs:
  campaign: { type: string, description: What the page is for. }
steps:
  brief:
    title: Write the brief
    task: { by: { group: content }, title: "Brief, ${inputs.campaign}", form: { words: { type: string, format: lines, label: Brief, required: true } } }
"""
PAGE = """\
workflow: content-refresh
title: Content refresh
concurrency: { key: inputs.campaign }
on:
  - event: page.wanted
    inputs: { campaign: "${event.data.campaign}", countries: "${event.data.countries}" }
inputs:
  campaign: { type: string, description: What the page is for. }
  countries: { type: list, description: Where it is shown. }
context:
  why: "${inputs.campaign} carries 38 % of the pipeline of the quarter"
  must_hold: No price claim without a source; plain tone
  require: [why]
steps:
  copy:
    title: Write the page
    team: content
    task:
      by: { group: content }
      title: "Landing page, ${inputs.campaign}"
      of: { for: Returning visitors, countries: "${size(inputs.countries)}" }
      due: 6h
      form:
        url: { format: uri, required: true, label: Page }
        words: { type: integer, minimum: 200, required: true, label: Words }
        tone: { enum: [plain, bold], default: plain, label: Tone }
        note: { format: lines, max_length: 500, label: Note for legal }
  brief:
    title: Have it briefed
    run: page-brief
    with: { campaign: "${inputs.campaign}" }
  countries:
    title: Have it briefed by country
    each: "${inputs.countries}"
    parallel: 2
    run: page-brief
    with: { campaign: "${inputs.campaign}, ${item}" }
  legal:
    title: Agree the claims
    needs: copy
    approve: { by: { group: legal }, of: "${steps.copy.output.url}", ask: "Publish ${steps.copy.output.url}?", on_reject: { return_to: copy } }
"""

# Starts by itself: by the clock, by three pages seen, by a figure that rises. Its clock stands still while the vendor is awaited.
CARE = """\
workflow: account-care
title: Care for an account
due: 2h
on:
  - schedule: { cron: "0 9 * * MON", timezone: Europe/Paris }
    inputs: { account: everybody }
  - window: { event: web.page.seen, by: event.data.account, within: 7d, distinct: { person: event.data.person }, at_least: { person: 3 }, again_after: 1d }
    key: window.key
    inputs: { account: "${window.key}" }
  - threshold: { event: ads.report, by: event.data.campaign, value: event.data.ctr, aggregate: avg, over: 1h, above: 0.05 }
    key: window.key
    inputs: { account: "${window.key}" }
  - event: care.wanted
    key: event.data.account
    inputs: { account: "${event.data.account}" }
inputs:
  account: { type: string, description: Whom it is about. }
steps:
  vendor:
    title: Wait for the vendor
    wait: { event: vendor.answered }
  call:
    title: Call them
    team: sales
    task: { by: { group: sales }, title: "Call ${inputs.account}" }
    sla: { goal: 1s, due: 9d, pause_while: steps.vendor.status == "waiting" }
  answer:
    title: Answer them
    team: sales
    task: { by: { group: sales }, title: "Answer ${inputs.account}" }
    sla: { goal: { after: 1s, notice: Nobody has looked at it. }, due: 4h, late: 1d }
  spend:
    title: Raise the budget
    needs: call
    gate: facts.budget.EMEA.remaining >= 50000
    mandatory: true
    set: { raised: true }
"""
SURVEY = """\
workflow: survey
title: Survey
due: 9d
on:
  - event: survey.wanted
steps:
  plan:
    title: Plan the survey
    set: { planned: true }
  rest:
    title: Let it rest
    needs: plan
    sleep: { for: 9d }
  ask:
    title: Send the survey
    needs: rest
    set: { sent: true }
  thank:
    title: Thank them
    join: always
    needs: ask
    set: { thanked: true }
"""
FACTS = {
    "budget.yaml": (ROOT / "config" / "facts" / "budget.yaml").read_text(),
    "ctr.yaml": "fact: ctr\ndescription: The click rate that was measured last\ntype: number\nfrom: { event: ads.measured, value: event.data.ctr }\nstale_after: 1s\n",
    "launch_open.yaml": "fact: launch_open\ndescription: Whether campaigns may be launched\ntype: boolean\n",
}
KPIS = {name: (ROOT / "config" / "kpis" / name).read_text() for name in ("customer-nps.yaml", "onboarding-first-action.yaml", "onboarding-time.yaml")}
DETECTORS = {
    "orders.yaml": "detector: orders\ntitle: Orders\nowner: web\nseries:\n  event: shop.measured\n  by: event.data.shop\n  at: event.data.at\n  value: double(event.data.orders)\n",
}
ROUTES = {
    "legal-review.yaml": (ROOT / "config" / "routes" / "legal-review.yaml").read_text(),
    "who-hears.yaml": "route: who-hears\ndescription: Who hears of a deal\ninputs:\n  amount: { type: number, min: 0 }\n  region: { type: string, enum: [EMEA, AMER, APAC] }\nall:\n  - name: large\n    when: { amount: { at_least: 50000 } }\n    then: { group: board }\n  - name: emea\n    when: { region: EMEA }\n    then: { group: sales }\n",
}
# One goal at risk, for runs of the onboarding have failed; another is far off and on track.
GOALS = {
    "growth.yaml": "goal: growth\ntitle: Grow by a tenth\nowner: management\ndue: 2099-12-31\ninitiatives:\n  q4-pipeline: { title: A fuller pipeline, owner: sales, due: 2099-12-31 }\n",
    "retention.yaml": "goal: retention-2026\ntitle: Keep the customers\nowner: marketing-ops\nparent: growth\ndue: 2099-12-31\nlinks: { jira: MKT-12 }\nkpis: [customer-nps]\n"
    "initiatives:\n  care: { title: Care for accounts, owner: sales, due: 2099-12-31, workflows: [account-care] }\n",
}


class Quiet:
    """Stands in for the demo's screen."""

    def line(self, *_):
        pass

    text = title = line


class Trial(World):
    def start_server(self):
        for kind, files in (("facts", FACTS), ("routes", ROUTES), ("goals", GOALS), ("kpis", KPIS), ("detectors", DETECTORS)):
            (self.folder / kind).mkdir(exist_ok=True)
            for name, text in files.items():
                (self.folder / kind / name).write_text(text)
        super().start_server()

    def output_of(self, deal, name):
        """What a step gave in the run of a deal; None before it has succeeded."""
        for row in self.admin.all("/api/v1/runs?workflow=customer-onboarding"):
            run = self.admin.ok("GET", f"/api/v1/runs/{row['id']}")
            if run["inputs"] and run["inputs"].get("account") == deal.account:
                step = next(step for step in run["steps"] if step["name"] == name)
                return step["output"] if step["status"] == "succeeded" else None
        return None



def measure(admin):
    """Half a month of a series, in which one value is far off; and what customers answered."""
    began = datetime.now(timezone.utc) - timedelta(days=15)
    for number in range(60):
        at = (began + number * timedelta(hours=6)).isoformat(timespec="seconds")
        orders = 900 if number == 45 else 100 + number % 4
        admin.ok("POST", "/api/v1/events", {"type": "shop.measured", "id": f"orders-{number}", "data": {"shop": "paris", "at": at, "orders": orders}})
    for number, score in enumerate([10, 9, 3]):
        admin.ok("POST", "/api/v1/events", {"type": "survey.answered", "id": f"answer-{number}", "data": {"score": score}})


def fill(world):
    """Runs that succeed, that a person or an event is awaited for, that a gate holds, and that failed."""
    admin = world.admin
    measure(admin)
    admin.ok("PUT", "/api/v1/templates/lead-handover", LEAD, headers={"Content-Type": "application/yaml"})
    for text in (BRIEF, PAGE, CARE, SURVEY):
        name = text.split("\n")[0].split(": ")[1]
        admin.ok("PUT", f"/api/v1/templates/{name}", text, headers={"Content-Type": "application/yaml"})
    first = [Deal(1, "Acme GmbH", 48_250, site=True), Deal(2, "Borealis SA", 125_000), Deal(3, "Curie & Sons", 18_400), Deal(4, "Delta Labs", 64_000)]
    world.simulator.control(fail=[{"path_prefix": "/hubspot", "method": "POST", "status": 503, "times": 1}])
    for deal in first:
        world.win(deal)
    approvals = until("approvals", lambda: (items := admin.all("/api/v1/approvals?status=open")) and len(items) == 4 and items)
    for item in approvals[:3]:
        world.lawyer.ok("POST", f"/api/v1/approvals/{item['id']}/approve", {"comment": "Agreed.", "hash": item["hash"]})
    for deal in first:
        world.finish_task(until("a task", lambda deal=deal: world.output_of(deal, "brief"), 30)["gid"])
    world.finish_issue(until("a ticket", lambda: world.output_of(first[0], "ticket"), 30)["key"])
    world.win(Deal(5, "Echo Ltd", 140_000, region="APAC"))
    item = until("its approval", lambda: next((each for each in admin.all("/api/v1/approvals?status=open") if "Echo" in each["ask"]), None))
    world.lawyer.ok("POST", f"/api/v1/approvals/{item['id']}/approve", {"hash": item["hash"]})
    world.win(Deal(6, "Foxtrot plc", 80_000, stage="Negotiation"))
    world.simulator.control(fail=[{"path_prefix": "/jira/rest/api/3/issue", "method": "POST", "status": 401, "times": 50}])
    for deal in (Deal(7, "Golf AG", 33_000, site=True), Deal(8, "Hotel Oy", 52_000, site=True)):
        world.win(deal)
    world.simulator.control(drop=[{"path_prefix": "/asana", "method": "POST", "times": 1}])
    world.win(Deal(9, "India Co", 71_000))
    for number, (name, score, region) in enumerate([("Kestrel Air", 91, "EMEA"), ("Orlin Bank", 41, "EMEA"), ("Tessel Labs", 95, "APAC"), ("Mirabel Hotels", 88, "EMEA")]):
        admin.ok("POST", "/api/v1/events", {"type": "crm.lead.updated", "id": f"lead-{number}", "subject": f"L-{48_190 + number}", "data": {"id": f"L-{number}", "name": name, "score": score, "region": region}})
    until("a failed run", lambda: admin.all("/api/v1/runs?status=failed"), 30)
    runs = admin.all("/api/v1/runs?workflow=lead-handover")
    if runs:
        admin.ok("POST", f"/api/v1/runs/{runs[0]['id']}/cancel", {"reason": "the lead asked for it"})
    # The second of the same campaign waits for its place behind the first.
    for number, campaign in enumerate(["Black Friday EMEA", "Black Friday EMEA", "Winter sale DACH"]):
        admin.ok("POST", "/api/v1/events", {"type": "page.wanted", "id": f"page-{number}", "subject": campaign, "data": {"campaign": campaign, "countries": ["DE", "FR", "IT"]}})
    for number, (account, who) in enumerate([("Acme", "ann"), ("Acme", "bob"), ("Borealis", "cy")]):
        admin.ok("POST", "/api/v1/events", {"type": "web.page.seen", "id": f"seen-{number}", "data": {"account": account, "person": who}})
    for number, ctr in enumerate([0.02, 0.03]):
        admin.ok("POST", "/api/v1/events", {"type": "ads.report", "id": f"report-{number}", "data": {"campaign": "spring", "ctr": ctr}})
    admin.ok("POST", "/api/v1/facts/budget", {"key": "EMEA", "value": {"remaining": 12_000, "currency": "EUR"}, "note": "agreed with finance"})
    admin.ok("POST", "/api/v1/events", {"type": "finance.budget.changed", "id": "budget-1", "data": {"region": "APAC", "left": 90_000, "currency": "EUR"}})
    admin.ok("POST", "/api/v1/events", {"type": "ads.measured", "id": "measured-1", "data": {"ctr": 0.031}})
    admin.ok("POST", "/api/v1/events", {"type": "care.wanted", "id": "care-1", "data": {"account": "Kestrel Air"}})
    admin.call("POST", "/api/v1/events", {"type": "deal.entered", "id": "odd", "data": {"stage": "Closed Won", "amount": 50_000}})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=Path("../build"))
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    scratch = Scratch("console")
    world = Trial(options.build.resolve(), scratch, Quiet())
    world.port = options.port or world.port
    world.start()
    try:
        fill(world)
        tokens = {"admin": world.server.admin_token(), "lawyer": world.lawyer.token}
        for key, name, role, groups in (("viewer", "viewer-vic", "viewer", []), ("approver", "sales-sam", "approver", ["sales"]), ("writer", "content-cy", "approver", ["content"])):
            tokens[key] = world.admin.ok("POST", "/api/v1/tokens", {"name": name, "role": role, "groups": groups})["token"]
        print(json.dumps({"url": f"http://127.0.0.1:{world.server.port}", "vendors": f"http://127.0.0.1:{world.simulator.port}", "tokens": tokens}), flush=True)
        for line in sys.stdin:
            if line.strip() == "restart":
                world.server.process.kill()
                world.server.wait()
                time.sleep(1)
                world.start_server()
            print("done", flush=True)
    finally:
        world.stop()


if __name__ == "__main__":
    main()

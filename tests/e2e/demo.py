#!/usr/bin/env python3
"""The whole way of an event, live: signed webhooks in, workflows over them, actions out, with everything going wrong that can.

Starts the simulated vendors and the server. People win deals in Salesforce, finish issues in Jira and tasks in Asana, whose webhooks say so
(some twice, and forged and broken ones too); a vendor fails, loses an answer and is slow; the server is killed with actions in flight; approvals
are decided. At the end every figure is held against what the vendors saw, and a second server with half a year of finished runs behind it says what it
knows by them: a forecast, what became slower, a goal at risk and a summary. On a terminal it then stays up. Usage: ./run demo [--headless] [--keep]
"""

import argparse
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from demo_past import Past  # noqa: E402
from demo_watch import Screen, Watch  # noqa: E402
from demo_world import Deal, World, jira_update, soap  # noqa: E402
from harness import Failure, Scratch, until  # noqa: E402

RUNS_SECONDS = 90
SLOW_MS = 1500


class Demo:
    def __init__(self, options):
        self.options = options
        self.screen = Screen(colour=sys.stdout.isatty() and not options.headless)
        self.scratch = Scratch("demo", options.keep)
        self.world = World(options.build, self.scratch, self.screen)
        self.random = random.Random(7)
        self.deals = []
        self.won = 0             # deals that Salesforce has told of
        self.repeats = 0
        self.refused = []        # (what, status expected, status)
        self.sent_at = {}        # account -> microseconds since 1970
        self.in_flight = []
        self.killed_at = self.back_at = None
        self.problems = []

    def pause(self, seconds):
        """Long enough for what was sent to happen; on a terminal also for a person to follow."""
        time.sleep(seconds if self.options.headless or not sys.stdout.isatty() else max(seconds, 0.15) * 5)

    def title(self, text):
        self.pause(0)
        self.screen.title(text)

    # Sending, as vendors do.

    def post(self, path, body, headers):
        return self.world.sender.post(path, body, headers=headers)

    def send_deal(self, deal, wait=True):
        """Somebody saves the deal in Salesforce, which sends an outbound message."""
        self.sent_at[deal.account] = time.time_ns() // 1000
        self.world.win(deal)
        self.deals.append(deal)
        self.won += 1
        self.screen.line("event", f"{deal.account}: {deal.stage}, {deal.amount:,} ({deal.region}{', needs a site' if deal.site else ''})", "cyan")
        if wait:
            self.world.taken("salesforce", self.won)

    def send_again(self, vendor, count):
        self.world.resend(vendor, count)
        self.repeats += count
        self.screen.line("again", f"{vendor} sends {count} a second time: answered the same, dropped", "yellow")

    def send_refused(self):
        deal = Deal(90, "Mallory Ltd", 99_000)
        xml = {"Content-Type": "text/xml; charset=utf-8"}
        message = soap(deal, self.world.organization)
        body, headers = jira_update("WEB-1", "forged", "not-the-secret")
        cases = [
            ("wrong path token", self.world.salesforce_path.rsplit("/", 1)[0] + "/guessed", message, xml, (401,)),
            ("truncated XML", self.world.salesforce_path, message[:-180], xml, (400, 500)),
            ("another organization", self.world.salesforce_path, soap(deal, "00D000000000000AAA"), xml, (401, 403)),
            ("bad signature", "/hooks/jira", body, headers, (401,)),
            ("no such connection", "/hooks/jria", body, headers, (404,)),
        ]
        for what, path, data, fields, expected in cases:
            answer = self.post(path, data, fields)
            self.refused.append((what, expected, answer.status))
            self.screen.line("refused", f"{what}: {answer.status}", "red")
            if answer.status not in expected or b"<Ack>true</Ack>" in answer.body:
                self.problems.append(f"{what}: expected a refusal with {expected}, came {answer.status} {answer.body[:120]!r}")

    # The acts.

    def ordinary_days(self):
        self.title("Deals are won; HubSpot is down for a moment, Jira loses one answer")
        self.world.simulator.control(
            fail=[{"path_prefix": "/hubspot", "method": "POST", "status": 503, "times": 1}],
            drop=[{"path_prefix": "/jira/rest/api/3/issue", "method": "POST", "times": 1}],
        )
        for number, (account, amount, site) in enumerate([("Acme GmbH", 48_250, True), ("Borealis SA", 125_000, False), ("Curie & Sons", 18_400, True), ("Delta <Labs>", 64_000, False)]):
            self.send_deal(Deal(number, account, amount, site=site))
            self.pause(0.15)
        self.send_deal(Deal(10, "Echo Ltd", 4_000))
        self.send_deal(Deal(11, "Foxtrot plc", 80_000, stage="Negotiation"))
        self.send_again("salesforce", 2)
        self.send_refused()

    def finish_work(self, deals):
        """The briefs and the sites that were ordered get done, in Asana and in Jira, which tell of it."""
        for deal in [deal for deal in deals if deal.wins]:
            self.world.finish_task(until(f"the brief of {deal.account}", lambda deal=deal: self.watch.brief_of(deal.opportunity), 30))
            self.screen.line("event", f"the brief of {deal.account} is written, says Asana", "cyan")
            if deal.site:
                key = until(f"the ticket of {deal.account}", lambda deal=deal: self.watch.ticket_of(deal.opportunity), 30)
                self.world.finish_issue(key)
                self.screen.line("event", f"{key} is Done, says Jira", "cyan")

    def crash(self):
        self.title("The server is killed with actions in flight, and started again")
        self.world.simulator.control(delay=[{"path_prefix": "/asana", "ms": SLOW_MS, "times": 4}])
        late = [Deal(20, "Golf AG", 33_000), Deal(21, "Hotel Oy", 52_000, site=True), Deal(22, "India Co", 71_000), Deal(23, "Juliett BV", 15_500)]
        for deal in late:
            self.send_deal(deal)
        names = [f"Onboarding {deal.account}" for deal in late]

        def under_way():
            return [action for action in self.world.simulator.seen()["actions"] if action["subject"] in names]

        until("four projects to be under way at Asana", lambda: len(under_way()) == 4, 10)
        self.world.server.process.kill()
        self.killed_at = time.time_ns() // 1000
        self.world.server.wait()
        self.in_flight = [action["key"] for action in under_way()]
        self.screen.line("kill -9", f"{len(self.in_flight)} actions in flight, their answers lost", "red")
        missed = Deal(24, "Kilo SpA", 29_900)
        self.send_deal(missed, wait=False)
        until("Salesforce to find nobody", lambda: self.world.deliveries("salesforce")[-1]["status"] == 0, 10, 0.01)
        self.screen.line("sender", f"{missed.account}: nobody answers; Salesforce keeps it and tries again", "yellow")
        began = time.monotonic()
        self.world.start_server()
        self.watch.client = self.world.client()
        self.back_at = time.monotonic() - began
        self.screen.line("restart", f"ready again after {self.back_at * 1000:.0f} ms", "green")
        self.world.taken("salesforce", self.won)
        self.send_again("salesforce", 1)

    def own_request(self):
        """A run that a person starts by the API, so that the person may not approve it."""
        self.requested = Deal(30, "Lima Inc", 44_000, opportunity="0065g00000XYZ30AAD")
        data = {
            "id": self.requested.opportunity, "stage": "Closed Won", "amount": 44_000.0, "region": "AMER", "needs_site": False, "competitor": "Nobody",
            "campaign": "777", "account": {"id": "1234567890", "name": self.requested.account}, "contact": {"name": "Lee", "email": "lee@example.com"},
        }
        began = time.time_ns() // 1000
        event = {"type": "crm.opportunity.updated", "id": self.requested.notification, "source": "salesforce", "data": data}
        answer = self.world.admin.post("/api/v1/events", event)
        self.screen.line("refused", f"{self.requested.account}: nobody speaks as salesforce but its webhook: {answer.status}", "yellow")
        if answer.status != 403:
            self.problems.append(f"an event in the name of salesforce: expected 403, came {answer.status} {answer.body[:200]!r}")
        self.world.admin.ok("POST", "/api/v1/events", {**event, "type": "deal.entered", "source": "admin"})
        self.sent_at[self.requested.account] = began
        self.deals.append(self.requested)
        self.screen.line("event", f"{self.requested.account}: sent by the admin through the API", "cyan")

    def approve(self):
        self.title("Legal agrees the claims; who asked may not decide")
        expected = sum(deal.wins for deal in self.deals)
        open_ones = until("an approval for every deal", lambda: self.approvals(expected), 60)
        own = next(item for item in open_ones if self.requested.account in item["ask"])
        answer = self.world.admin.post(f"/api/v1/approvals/{own['id']}/approve", {"comment": "my own"})
        self.screen.line("approval", f"{self.requested.account}: the requester may not decide: {answer.status}", "yellow")
        if answer.status != 403:
            self.problems.append(f"the requester's own approval: expected 403, came {answer.status} {answer.body[:200]!r}")
        for item in open_ones:
            answer = self.world.lawyer.post(f"/api/v1/approvals/{item['id']}/approve", {"comment": "Agreed.", "hash": item.get("hash", "")})
            if answer.status != 200:
                raise Failure(f"approval {item['id']}: expected 200, came {answer.status} {answer.body[:300]!r}")
            self.screen.line("approval", f"{item['ask']} Legal agrees", "green")

    def approvals(self, count):
        items = self.world.admin.all("/api/v1/approvals?status=open")
        return items if len(items) >= count else None

    def run(self):
        self.screen.title("Baton and six simulated vendors on loopback")
        self.world.start()
        self.watch = Watch(self.world.client(), self.screen)
        self.watch.start()
        self.ordinary_days()
        self.finish_work(self.deals)
        self.send_again("jira", 1)
        early = len(self.deals)
        self.crash()
        self.own_request()
        self.approve()
        self.finish_work(self.deals[early:])
        self.title("Every run goes to its end")
        expected = sum(deal.wins for deal in self.deals)
        self.runs = until("every run to end", lambda: self.ended(expected), RUNS_SECONDS)
        self.watch.stop()

    def ended(self, count):
        runs = self.world.admin.all("/api/v1/runs")
        open_ones = [run for run in runs if run["status"] in ("running", "waiting", "paused")]
        return runs if len(runs) >= count and not open_ones else None

    def past(self):
        """What a server says whose workflow has a past."""
        self.title("Half a year of finished campaigns, from a seed: what they say of the open ones")
        self.behind = Past(self.options.build, self.scratch, self.screen)
        self.behind.made()
        self.checks += self.behind.show(self.problems)
        self.behind.stop()

    # The figures, against what the vendors saw.

    def check(self):
        from demo_check import check

        return check(self)

    def report(self, figures):
        self.screen.title("What happened")
        widths = max(len(name) for name, _ in figures)
        for name, value in figures:
            self.screen.text(f"  {name:<{widths}}  {value}")
        for problem in self.problems:
            self.screen.text(f"  FAIL {problem}", "red")

    def leave_something_to_do(self):
        """For whoever opens the console: approvals that wait, and a run that failed at a vendor that is well again."""
        self.world.simulator.control(fail=[{"path_prefix": "/jira/rest/api/3/issue", "method": "POST", "status": 401, "times": 1}])
        for deal in (Deal(901, "Kestrel Air", 61_000, site=True), Deal(902, "Mirabel Hotels", 27_500)):
            self.send_deal(deal)

    def stay(self):
        self.leave_something_to_do()
        port, data = self.world.server.port, self.scratch / "data"
        run = self.runs[0]["id"]
        code = self.world.admin.ok("POST", "/api/v1/me/code", {})
        self.screen.text(f"\nThe console, by a link that works once: http://127.0.0.1:{port}{code['path']}", "bold")
        self.screen.text("  A customer's web site could not be ordered: retry it. Two claims wait for legal. Why does each run stand where it is?")
        baton = os.path.relpath(self.options.build / "baton")
        where = f"--url http://127.0.0.1:{port} --data {data}"
        self.screen.text("\nStill up. Try, in another terminal:", "bold")
        for command in (f"{baton} {where} runs ls", f"{baton} {where} runs show {run}", f"{baton} {where} events tail"):
            self.screen.text(f"  {command}")
        self.screen.text("Ctrl-C ends it. README.md goes on from here to a workflow of your own: its part “Your first workflow in five minutes”.")
        try:
            signal.pause()
        except KeyboardInterrupt:
            pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--headless", action="store_true", help="check every figure, exit 0 or 1")
    parser.add_argument("--keep", action="store_true", help="leave the data folder behind")
    options = parser.parse_args()
    options.build = options.build.resolve()
    demo = Demo(options)
    try:
        demo.run()
        figures = demo.check()
        demo.past()
        demo.report(figures)
    except Failure as error:
        demo.screen.text(f"FAIL {error}", "red")
        demo.screen.text(f"server log:{demo.world.server_log()}")
        return 1
    except KeyboardInterrupt:
        return 130
    if sys.stdout.isatty() and not options.headless:
        demo.stay()
    demo.world.stop()
    if options.keep:
        demo.screen.text(f"kept: {demo.scratch.path}")
    demo.screen.text(f"demo: {demo.checks} checks, {len(demo.problems)} failed")
    demo.screen.text(f"{demo.checks - len(demo.problems)} passed, {len(demo.problems)} failed")
    return 1 if demo.problems else 0


if __name__ == "__main__":
    threading.excepthook = lambda arguments: None
    sys.exit(main())

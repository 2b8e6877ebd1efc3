#!/usr/bin/env python3
"""The simulated vendors, asked by Baton's own connectors: every operation of every manifest, what goes wrong on demand, and the guide.
Usage: test_simulator.py [--build DIR]"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Client, Failure, Runner, Simulator, config_folder, equal, expect, until  # noqa: E402
from simulated import CONNECTIONS, TOKEN, World, free_port, operations, output_members  # noqa: E402
from snippets import blocks  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
# Members of an output that are not there with these examples: no bucket keeps versions, a file of text is told as text, and no prompt has a version.
MAY_BE_ABSENT = {("s3.put_object", "version"), ("s3.get_object", "base64"), ("openai.complete", "prompt_version"), ("anthropic.complete", "prompt_version")}
# An operation of each vendor that sends one request, for what its own words mean. Tableau is asked to sign in first, and Google Analytics never says no.
CALLS = {
    "salesforce": ("create_record", {"object": "Account", "fields": {"Name": "Orlin"}}),
    "hubspot": ("upsert_contact", {"email": "ada@example.com", "properties": {"firstname": "Ada"}}),
    "jira": ("get_issue", {"key": "WEB-12"}),
    "asana": ("get_task", {"task": "1200000000000078"}),
    "servicenow": ("query", {"table": "incident", "query": "active=true"}),
    "github": ("get_issue", {"owner": "octo-org", "repo": "site", "number": 42}),
    "google_ads": ("set_campaign_status", {"campaign": "111222333", "status": "PAUSED"}),
    "meta": ("set_status", {"id": "120210000000000001", "status": "PAUSED"}),
    "linkedin": ("get_campaign", {"account": "507404993", "campaign": "141049524"}),
    "slack": ("post_message", {"channel": "C024BE91L", "text": "The project is open."}),
    "teams": ("post_card", {"title": "The project is open."}),
    "google_analytics": ("check_report", {"property": "123456789", "metrics": ["sessions"]}),
    "openai": ("complete", {"prompt": "Hello"}),
    "anthropic": ("complete", {"prompt": "Hello"}),
    "power_bi": ("cancel_refresh", {"dataset": "cfafbeb1-8037-4d0c-896e-a46fb27ff229", "id": "1344a272-7893-4afa-a4b3-3fb87222fdac"}),
    "s3": ("put_object", {"key": "reports/may.csv", "text": "region;spend"}),
    "baton": ("get_run", {"run": "run_0000000000001"}),
}


class Operations:
    """Each operation of each manifest, with the example of its page."""

    def __init__(self, world):
        self.world = world

    def every_operation_has_an_example_and_a_vendor(self):
        shown = {(one.connector, one.operation) for one in self.world.examples}
        wanted = {(connector, operation) for connector in CONNECTIONS for operation in operations(connector)}
        equal(sorted(wanted - shown), [], "operations without an example")
        manifests = {path.stem for path in (ROOT / "config/connectors").glob("*.yaml") if re.search(r"^operations:", path.read_text(), re.M)}
        # Mail and SFTP are no HTTP, and to the connector `http` any address answers.
        equal(sorted(manifests - set(CONNECTIONS)), ["email", "http", "sftp"], "connectors that nobody mimics")
        equal(sorted(set(CONNECTIONS) - set(self.world.base)), [], "vendors that are not simulated")

    def succeeds(self, example):
        step = self.world.step_of(example)
        shown = json.dumps(step)[:1500]
        equal(step["status"], "succeeded", f"{example}: {shown}")
        members = output_members(example.connector, example.operation)
        expect(members, f"the manifest gives {example} no output")
        missing = [one for one in members if one != "next" and step["output"].get(one) is None and (str(example), one) not in MAY_BE_ABSENT]
        equal(missing, [], f"members of the output of {example} that are not there: {shown}")

    def is_busy_and_refuses(self, connector):
        """Both in the vendor's own words, which its manifest understands."""
        operation, given = CALLS[connector]
        self.world.simulator.control(fail=[{"path_prefix": f"/{connector}", "status": "busy", "times": 1}])
        busy = self.world.call(connector, operation, given, status=1)
        self.world.simulator.control(clear=True, fail=[{"path_prefix": f"/{connector}", "status": 404, "times": 1}])
        refused = self.world.call(connector, operation, given, status=1)
        self.world.simulator.control(clear=True)
        equal((busy["outcome"], refused["outcome"]), ("throttled", "permanent"), f"{connector}: {busy}, {refused}")


class OnDemand:
    """What goes wrong because somebody asks for it, and what else the command line says."""

    def __init__(self, world):
        self.world = world

    def faults_come_as_the_command_line_says(self):
        words = ["--fault", "jira=503:0.3", "--fault", "asana=lost", "--latency", "teams=150ms", "--rate", "slack=2", "--seed", "5"]
        simulator = Simulator(BUILD, self.world.scratch / "faults.log", words)
        client = Client(simulator.port, TOKEN)
        codes = [client.get("/jira/rest/api/3/myself").status for _ in range(200)]
        equal(set(codes), {200, 503}, "statuses")
        expect(40 <= codes.count(503) <= 80, f"{codes.count(503)} of 200 refused, where a share of 0.3 was asked for")
        began = time.monotonic()
        client.post("/teams/workflows/0123/triggers/manual/paths/invoke?sig=x", {"attachments": [{}]})
        expect(time.monotonic() - began >= 0.15, "an answer came before its latency")
        slack = [client.post("/slack/api/conversations.open", {"users": "U1"}).status for _ in range(5)]
        equal((slack[0], slack[-1]), (200, 429), "the first and the last of five requests at once, where two a second are taken")
        self.is_lost(client)
        equal({one["subject"] for one in simulator.seen()["actions"] if one["vendor"] == "asana"}, {"Lost"}, "what was done without an answer")
        simulator.kill()

    @staticmethod
    def is_lost(client):
        try:
            answer = client.post("/asana/api/1.0/projects", {"data": {"name": "Lost"}})
        except (OSError, http.client.HTTPException):
            return
        raise Failure(f"an answer came that was to be lost: {answer.status}")

    def a_search_lags(self):
        output = self.world.output
        self.world.simulator.control(lag_ms={"jira": 60_000})
        key = output("jira", "create_issue", {"project": "LAG", "summary": "Late"})["key"]
        equal(output("jira", "search_issues", {"jql": "project = LAG"})["issues"], [], "issues that the index shows at once")
        equal(output("jira", "get_issue", {"key": key})["key"], key, "the issue itself")
        self.world.simulator.control(clear=True)
        equal(len(output("jira", "search_issues", {"jql": "project = LAG"})["issues"]), 1, "issues of an index that does not lag")

    def what_cannot_be_read_is_said(self):
        for words, said in (
            (["--fault", "jria=429"], 'did you mean "jira"?'),
            (["--fault", "jira=often"], "--fault jira=429:0.1"),
            (["--webhooks", "nowhere"], "nowhere"),
            (["--vendors", "/no/such/folder"], "/no/such/folder"),
        ):
            done = self.world.baton("sim", "vendors", *words)
            expect(done.returncode != 0 and said in done.stderr, f"{words}: {done.returncode} {done.stderr}")

    def vendors_of_ones_own_are_added(self):
        folder = self.world.scratch / "vendors"
        folder.mkdir()
        (shop,) = [block.text for block in blocks(Guide.PAGE, "yaml")]
        (folder / "shop.yaml").write_text(shop)
        simulator = Simulator(BUILD, self.world.scratch / "own.log", ["--vendors", str(folder)])
        client = Client(simulator.port, TOKEN)
        made = client.ok("POST", "/shop/orders", {"name": "Ada"})
        equal(client.ok("PATCH", f"/shop/orders/{made['id']}", {"state": "paid"})["state"], "paid", "an order")
        equal(client.ok("GET", "/shop/orders?state=open")["total"], 1, "open orders")
        simulator.kill()
        (folder / "shop.yaml").write_text("vendor: shop\nrouts: []\n")
        done = self.world.baton("sim", "vendors", "--vendors", folder)
        expect(done.returncode == 1 and 'did you mean "routes"?' in done.stderr and "shop.yaml" in done.stderr, f"a file with a mistake: {done.stderr}")

    def the_variables_lead_here(self):
        """The connections that come with the program are in use with the variables of --env."""
        shipped = config_folder(self.world.scratch / "shipped")
        call = f"'{BUILD / 'baton'}' --config '{shipped}' -o json connectors call"
        script = f"set -a; . '{self.world.variables}'; {call} asana create_project -d '{{\"name\": \"By variables\"}}'; {call} salesforce query -d '{{\"soql\": \"SELECT Id FROM Lead\"}}'"
        done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        equal(re.findall(r'"outcome": ?"(\w+)"', done.stdout), ["succeeded", "succeeded"], done.stdout + done.stderr)


class Guide:
    """The commands of docs/guides/simulator.md, in three terminals, on ports that are free."""

    PAGE = "docs/guides/simulator.md"

    def __init__(self, world):
        self.world, self.folder = world, world.scratch / "guide"
        self.folder.mkdir()
        self.vendors, self.server, self.started = free_port(), free_port(), []
        self.environment = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}", "BATON_URL": f"http://127.0.0.1:{self.server}"}

    def commands(self, terminal):
        text = "".join(block.text for block in blocks(self.PAGE, "sh") if block.session == "simulator" and block.terminal == terminal)
        expect(text, f"{self.PAGE} has no commands of terminal {terminal}")
        return "set -euo pipefail\n" + text.replace("7070", str(self.vendors)).replace("8700", str(self.server)).replace("baton serve", f"baton serve --listen 127.0.0.1:{self.server}")

    def start(self, terminal):
        log = open(self.folder / f"terminal{terminal}.log", "wb")
        self.started.append(subprocess.Popen(["bash", "-c", self.commands(terminal)], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True))

    def answers(self, port, path):
        expect(all(one.poll() is None for one in self.started), f"a command of the page ended: {self.said()}")
        try:
            return Client(port).get(path, timeout=2).status == 200
        except OSError:
            return False

    def said(self):
        return " ".join(log.read_text(errors="replace")[-800:] for log in sorted(self.folder.glob("terminal*.log")))

    def comes_to_what_it_says(self):
        try:
            self.start(1)
            until("the vendors of the page", lambda: self.answers(self.vendors, "/_healthz"), 20)
            self.start(2)
            until("the server of the page", lambda: self.answers(self.server, "/readyz"), 30)
            calls = (self.folder / "terminal2.log").read_text()
            equal(calls.count('"outcome": "succeeded"'), 2, f"calls that succeeded: {calls}")
            finish, *rest = [part for part in self.commands(3).split("cd trial\n")]
            self.ask(finish)
            token = (self.folder / "trial/data/admin.token").read_text().strip()
            until("Jira's event", lambda: Client(self.server, token).ok("GET", "/api/v1/events?type=ticket.updated")["items"], 30)
            said = self.ask("cd trial\n" + "".join(rest))
            for word in ("ticket.updated", '"ok":true', '"transition_issue"'):
                expect(word in said.replace('": ', '":'), f"the commands of the page do not tell {word}: {said[-1500:]}")
        finally:
            for one in self.started:
                if one.poll() is None:
                    os.killpg(one.pid, signal.SIGTERM)
                one.wait(20)

    def ask(self, commands):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        equal(done.returncode, 0, f"the commands of {self.PAGE}: {done.stdout[-600:]}{done.stderr[-600:]}")
        return done.stdout + done.stderr


def main():
    runner = Runner("simulator")
    world = runner.make("the vendors and a server start", lambda: World(BUILD))
    every = Operations(world)
    runner.check("every operation has an example and a vendor", every.every_operation_has_an_example_and_a_vendor)
    for example in world.examples:
        runner.check(str(example), every.succeeds, example)
    for connector in CALLS:
        runner.check(f"{connector} says slow down and refuses in its own words", every.is_busy_and_refuses, connector)
    demand = OnDemand(world)
    for check in (demand.faults_come_as_the_command_line_says, demand.a_search_lags, demand.what_cannot_be_read_is_said, demand.vendors_of_ones_own_are_added, demand.the_variables_lead_here):
        runner.check(check.__name__.replace("_", " "), check)
    runner.check("the guide comes to what it says", Guide(world).comes_to_what_it_says)
    world.server.kill()
    world.simulator.kill()
    runner.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Runs every operation of every connector against the vendor's API description: the examples of docs/connectors/*.md, and cases.json.

Usage: run.py [--build DIR] [--baton DIR] [VENDOR…]   The last line is `N passed, N failed`.
A request that the description does not allow fails, and so does an operation without an example.
"""

import argparse
import json
import re
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from world import HERE, ROOT, Failure, Scratch, Server, Vendors, config_folder, modules, until  # noqa: E402
from harness import Client, Runner, equal, expect  # noqa: E402

TOKEN = "a-token-of-the-tests"
SECONDS = 30  # for one run to come to its end


class Vendor:
    """A connector: the description it is held to, the address below it, and what its connection has besides."""

    def __init__(self, description, below="", auth="{ kind: bearer, token: env:VENDOR_TOKEN }", more="", busy="code=429", words=True):
        self.description, self.below, self.auth, self.more = description, below, auth, more
        self.words = words  # the connector knows where the words of a refusal stand
        self.busy = busy  # how its mock is asked for "slow down"

    def connection(self, name, connector, url):
        text = f"  {name}:\n    connector: {connector}\n    base_url: {url}{self.below}\n    allow_private: true\n    auth: {self.auth}\n    limits: {{ rate: 1000, burst: 1000 }}\n"
        return text + "".join(f"    {line}\n" for line in self.more.splitlines())


BASIC = "{ kind: basic, username: env:VENDOR_USER, password: env:VENDOR_TOKEN }"
VENDORS = {
    "salesforce": Vendor("salesforce", busy="code=403"),
    "hubspot": Vendor("hubspot", more="settings: { templates: { welcome: 4126643121 } }"),
    "jira": Vendor("jira", auth=BASIC),
    "asana": Vendor("asana", more='settings: { workspace: "1331", team: "14916" }'),
    "servicenow": Vendor("servicenow", auth=BASIC),
    "github": Vendor("github"),
    "google_ads": Vendor("google-ads", "/v26", more='headers: { developer-token: env:VENDOR_TOKEN }\nsettings: { customer: "1234567890" }'),
    "meta": Vendor("meta-ads", "/v26.0", busy="code=400, example=throttled"),
    "linkedin": Vendor("linkedin-ads", "/rest", more='settings: { account: "507404993" }'),
    "slack": Vendor("slack", more="settings: { channel: C024BE91L, console: https://baton.example.com }"),
    "teams": Vendor("teams", "/workflows/0123/triggers/manual/paths", "{ kind: query, key: env:VENDOR_TOKEN }"),
    "google_analytics": Vendor("google-analytics", "/v1beta", more='settings: { property: "123456789" }'),
    "openai": Vendor("openai", more="settings: { model: gpt-5-mini }"),
    "anthropic": Vendor("anthropic", "/v1", more="settings: { model: claude-sonnet-4-5 }", busy="code=529"),
    "power_bi": Vendor("power-bi", "/v1.0/myorg", more="settings: { workspace: f089354e-8366-4e18-aea3-4cb4a3a50b48 }"),
    "tableau": Vendor("tableau", "/api/3.27", "{ kind: sign_in, username: env:VENDOR_USER, password: env:VENDOR_TOKEN, site: marketing }"),
    "http": Vendor("orders", words=False),
    "google_analytics_events": Vendor("google-analytics", auth="{ kind: query, key: env:VENDOR_TOKEN }", more="settings: { measurement_id: G-ABC123 }", busy=""),
}


# The answers that the examples of a page get, where the first of the description's is another object's.
ANSWERS = {"google_analytics.list_purchases": "example=purchases", "meta.wait_for_report": "example=report_completed", "openai.complete": "example=json", "anthropic.complete": "example=json"}


class Case:
    """One step to run. `text`: its `do` and `with`, as a page shows them."""

    def __init__(self, number, text, title, prefer="", status="succeeded", code=None, output=None, timeout="30s"):
        self.name, self.text, self.title = f"case{number}", text, title
        self.prefer, self.status, self.code, self.output, self.timeout = prefer, status, code, output, timeout
        self.vendor, self.operation = re.match(r"do: (\w+)\.(\w+)", text).groups()

    def over(self, connection, name):
        """The same step over another connection, by another name."""
        case = Case(0, self.text, self.title)
        case.name, case.text = name, self.text.replace(f"do: {self.vendor}.", f"do: {connection}.", 1)
        return case

    def template(self):
        step = "".join(f"    {line}\n" for line in self.text.strip().splitlines())
        return f"workflow: {self.name}\non: [{{ event: {self.name}.asked, key: string(event.data.n) }}]\nsteps:\n  act:\n{step}    timeout: {self.timeout}\n    retry: {{ attempts: 1 }}\n"


def examples(vendor):
    """The steps that the vendor's page shows: each block of YAML that begins with `do:`."""
    page = ROOT / "docs" / "connectors" / f"{vendor}.md"
    return re.findall(r"^```yaml\n(do: .*?)^```", page.read_text(), re.M | re.S) if page.exists() else []


def operations(vendor):
    """The names of a manifest's operations, by its indentation."""
    text = (ROOT / "config" / "connectors" / f"{vendor}.yaml").read_text()
    part = re.search(r"^operations:\n(.*?)(?=^\S|\Z)", text, re.M | re.S)
    return re.findall(r"^  (\w+):", part.group(1), re.M) if part else []


def has_test(vendor):
    """Whether the manifest says how its connections are tried."""
    return re.search(r"^test:", (ROOT / "config" / "connectors" / f"{vendor}.yaml").read_text(), re.M) is not None


def looks_back(vendor, operation):
    """Whether the manifest says how the operation's effect is found."""
    text = (ROOT / "config" / "connectors" / f"{vendor}.yaml").read_text()
    return re.search(rf"^  {operation}:\n((?:    .*\n|\n|  *#.*\n)*)", text, re.M).group(1).find("\n      find:") >= 0


def cases(vendors):
    """Each example as it is; then the further ones of cases.json: an example of a page with an answer asked for by name."""
    made, of_operation = [], {}
    for vendor in vendors:
        for text in examples(vendor):
            name = text.splitlines()[0].removeprefix("do: ")
            case = Case(len(made), text, name, ANSWERS.get(name, ""))
            of_operation.setdefault(case.title, text)
            made.append(case)
    for entry in json.loads((HERE / "cases.json").read_text()):
        vendor = entry["do"].split(".")[0]
        if vendor not in vendors or entry["do"] not in of_operation:
            continue
        text = of_operation[entry["do"]] if "with" not in entry else f"do: {entry['do']}\nwith: {json.dumps(entry['with'])}"
        title = f"{entry['do']}, {entry['prefer'] if 'prefer' in entry else 'another input'}"
        made.append(Case(len(made), text, title, entry.get("prefer", ""), entry.get("status", "failed"), entry.get("code"), entry.get("output"), entry.get("timeout", "30s")))
    return made


def holds(wanted, came):
    """Whether what came has all that is wanted."""
    if isinstance(wanted, dict):
        return isinstance(came, dict) and all(name in came and holds(value, came[name]) for name, value in wanted.items())
    return wanted == came


class Contract:
    def __init__(self, options):
        self.vendors = options.vendors or list(VENDORS)
        self.cases = cases(self.vendors)
        self.scratch = Scratch("vendors", keep=options.keep)
        self.sent = 0
        first = {case.vendor: case for case in reversed(self.cases)}
        self.busy = [first[name].over(f"{name}_busy", f"busy_{name}") for name in self.vendors if name in first and VENDORS[name].busy]
        self.lost = [case.over(case.vendor, f"lost_{case.name}") for case in self.cases if not case.prefer and looks_back(case.vendor, case.operation)]
        began = time.monotonic()
        names = sorted({VENDORS[name].description for name in self.vendors})
        self.world = Vendors(modules(options.build), names, self.scratch / "mocks.log")
        print(f"started the mock vendors in {time.monotonic() - began:.1f} s", flush=True)
        connections = "connections:\n"
        for name in self.vendors:
            for connection in (name, f"{name}_busy"):
                connections += VENDORS[name].connection(connection, name, self.world.url(VENDORS[name].description))
        templates = {f"{case.name}.yaml": case.template() for case in (*self.cases, *self.busy, *self.lost)}
        folder = config_folder(self.scratch / "config", connections, templates)
        environment = {"VENDOR_TOKEN": TOKEN, "VENDOR_USER": "ada@example.com"}
        self.server = Server(options.baton, self.scratch / "data", folder, environment, log=self.scratch / "server.log")
        self.admin = self.server.ready(60)

    def refuses(self):
        """What the whole rests on: a mock says that a description does not allow something, however it answers it."""
        asked = [("linkedin-ads", "GET", "/rest/adAnalytics?q=analytics", None)]  # a header is missing; it is answered with a problem
        asked += [("asana", "POST", "/status_updates", {"data": {"parent": "1", "status_type": "fine", "text": "a"}})]  # with its own 400
        for vendor, method, path, body in asked:
            if vendor not in self.world.ports:
                continue
            self.world.take()
            Client(self.world.server.server_port, TOKEN).call(method, f"/{vendor}{path}", body)
            expect([one for one in self.world.take() if one.refused], f"{method} {path} of {vendor} was let through")

    def start(self, case):
        self.sent += 1
        self.admin.ok("POST", "/api/v1/events", {"type": f"{case.name}.asked", "id": f"{case.name}-{self.sent}", "data": {"n": self.sent}})

    def is_last(self, run):
        return run.get("key") == str(self.sent)

    def newest(self, case):
        runs = self.admin.all(f"/api/v1/runs?workflow={case.name}")
        return self.admin.ok("GET", "/api/v1/runs/" + max(runs, key=lambda run: run["id"])["id"]) if runs else None

    def ended(self, case):
        """The run that was started last, once it has ended."""

        def run_that_ended():
            run = self.newest(case)
            return run if run and run["status"] in ("succeeded", "failed") and self.is_last(run) else None

        try:
            return until(f"{case.title} to end", run_that_ended, SECONDS, 0.01)
        except Failure as failure:
            raise Failure(f"{failure}; requests: {'; '.join(str(one) for one in self.world.take())}; run: {json.dumps(self.newest(case))[:1500]}") from None

    def run(self, case):
        self.world.take()
        self.world.prefer = case.prefer
        self.start(case)
        run = self.ended(case)
        self.world.prefer = ""
        seen = self.world.take()
        for one in seen:
            expect(not one.refused, f"{one}: {one.refused}")
        step = step_of(run)
        shown = f"{'; '.join(str(one) + ' ' + one.answer[:300].decode('utf-8', 'replace') for one in seen)}; step: {json.dumps(step)[:1500]}"
        expect(seen, f"nothing was sent; {shown}")
        equal(run["status"], case.status, f"the run; {shown}")
        if case.code is not None:
            expect(case.code in json.dumps(step), f"expected the code {case.code}; {shown}")
        if case.output is not None:
            expect(holds(case.output, step.get("output")), f"expected {case.output}; {shown}")

    def tries(self, vendor):
        """The test of a connection asks for something that the description has, and tells right credentials from wrong ones."""
        told = {}
        for wanted in ("", "code=401"):
            self.world.take()
            self.world.prefer = wanted
            checks = self.admin.ok("POST", f"/api/v1/connections/{vendor}/test")["checks"]
            self.world.prefer = ""
            seen = self.world.take()
            told[wanted] = {one["what"]: one["result"] for one in checks}
            expect(len(seen) > 1, f"nothing but the base URL was asked for: {'; '.join(map(str, seen))}")
            if not wanted:
                expect(not seen[-1].refused, f"{seen[-1]}: {seen[-1].refused}")
                equal(told[wanted].get("sign_in"), "succeeded", f"the sign-in; {json.dumps(checks)}; {seen[-1]} {seen[-1].answer[:300]!r}")
            elif b"is not defined in the document" not in seen[-1].answer:
                expect(told[wanted].get("sign_in") != "succeeded", f"wrong credentials pass: {json.dumps(checks)}; {seen[-1]}")

    def run_refused(self, case):
        """The vendor refuses: the step fails at once, with the vendor's own words and not with a body as it came."""
        for code in (400, 422, 404, 403):
            self.world.take()
            self.world.prefer = f"code={code}"
            self.start(case)
            run = self.ended(case)
            self.world.prefer = ""
            seen = self.world.take()
            if not any(b"is not defined in the document" in one.answer for one in seen):
                break
        else:
            return  # its description has no refusal at all
        if any(b'"already_' in one.answer for one in seen):  # the refusal says that it was done before
            equal(run["status"], "succeeded", f"the run; {'; '.join(map(str, seen))}")
            return
        step = step_of(run)
        equal(run["status"], "failed", f"the run; {'; '.join(map(str, seen))}")
        is_body = re.search(r"HTTP 4\d\d: \{", step["reason"])
        expect(not (VENDORS[case.vendor].words and is_body), f"the reason is a body: {step['reason']}")

    def run_busy(self, case):
        """The vendor says "slow down": the step waits, and uses up none of its attempts (there is one)."""
        self.world.take()
        self.world.prefer = VENDORS[case.vendor].busy
        self.start(case)

        def waits():
            run = self.newest(case)
            step = step_of(run) if run else {}
            expect(step.get("status") not in ("failed", "succeeded"), f"the step did not wait: {json.dumps(step)[:1500]}")
            return self.world.seen and step.get("reason")

        try:
            until(f"{case.title} to wait", waits, SECONDS, 0.01)
        finally:
            self.world.prefer = ""

    def run_lost(self):
        """Every answer to a write is lost. What is asked then, to find out whether it was done, must be allowed too."""
        self.world.take()
        self.world.lose = True
        for case in self.lost:
            self.start(case)
        looked = lambda: [case for case in self.lost if (step_of(self.newest(case) or {}) or {}).get("looks")]  # noqa: E731
        try:
            until("every lost answer to be looked for", lambda: len(looked()) == len(self.lost), SECONDS, 0.5)
        except Failure as failure:
            left = ", ".join(f"{case.title}: {json.dumps(step_of(self.newest(case) or {}))[:600]}" for case in self.lost if case not in looked())
            raise Failure(f"{failure}; not looked for: {left}") from None
        finally:
            self.world.lose = False
        for one in self.world.take():
            expect(not one.refused, f"{one}: {one.refused}")
            expect(one.status < 500, f"{one}: {one.answer[:300]!r}")


def step_of(run):
    steps = run.get("steps") or {}
    return steps.get("act") if isinstance(steps, dict) else steps[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--baton", type=Path, help="the folder of the program, when it is not the build folder")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("vendors", nargs="*")
    options = parser.parse_args()
    options.build = options.build.resolve()
    options.baton = options.baton or options.build
    unknown = [name for name in options.vendors if name not in VENDORS]
    if unknown:
        parser.error(f"unknown vendor '{unknown[0]}'; there are: {' '.join(VENDORS)}")
    runner = Runner("vendors")
    try:
        contract = Contract(options)
    except Failure as failure:
        print(f"FAIL to start: {failure}")
        return runner.finish()
    runner.check("what a description does not allow is refused", contract.refuses)
    for vendor in contract.vendors:
        shown = {case.operation for case in contract.cases if case.vendor == vendor}
        missing = [name for name in operations(vendor) if name not in shown]
        runner.check(f"{vendor}: each operation has an example", expect, not missing, f"none of {', '.join(missing)} in docs/connectors/{vendor}.md")
    for vendor in filter(has_test, contract.vendors):
        runner.check(f"{vendor}: a connection is tried", contract.tries, vendor)
    for case in contract.cases:
        runner.check(case.title, contract.run, case)
    refused = {case.title: case for case in reversed(contract.cases) if not case.prefer}
    for title, case in refused.items():
        runner.check(f"{title} is refused", contract.run_refused, case)
    if contract.lost:
        runner.check(f"{len(contract.lost)} lost answers are looked for", contract.run_lost)
    for case in contract.busy:
        runner.check(f"{case.vendor} says slow down", contract.run_busy, case)
    contract.server.kill()
    contract.world.mocks.kill()
    return runner.finish()


if __name__ == "__main__":
    main()

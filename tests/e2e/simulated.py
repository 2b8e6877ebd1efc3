"""The simulated vendors, and a server whose connections lead to them and whose hooks take their webhooks."""

import json
import os
import re
import socket
import subprocess

from harness import ROOT, Client, Scratch, Server, Simulator, config_folder, equal, until

TOKEN = "a-token-of-the-tests"
HOOK_SECRET = "rule:a-secret-of-webhooks"
BEARER = "{ kind: bearer, token: env:VENDOR_TOKEN }"
BASIC = "{ kind: basic, username: env:VENDOR_TOKEN, password: env:VENDOR_TOKEN }"
QUERY = "{ kind: query, key: env:VENDOR_TOKEN }"
AWS = "{ kind: aws_sigv4, access_key_id: env:VENDOR_TOKEN, secret_access_key: env:VENDOR_TOKEN, region: eu-central-1 }"
# How a connection to each vendor is written, beside its address.
CONNECTIONS = {
    "salesforce": (BEARER, ""),
    "hubspot": (BEARER, "settings: { templates: { welcome: 4126643121 } }"),
    "jira": (BASIC, ""),
    "asana": (BEARER, 'settings: { workspace: "12000", team: "14916" }'),
    "servicenow": (BASIC, ""),
    "github": (BEARER, ""),
    "google_ads": (BEARER, 'headers: { developer-token: env:VENDOR_TOKEN }\nsettings: { customer: "1234567890" }'),
    "meta": (BEARER, ""),
    "linkedin": (BEARER, ""),
    "slack": (BEARER, "settings: { channel: C024BE91L }"),
    "teams": (QUERY, ""),
    "google_analytics": (BEARER, ""),
    "google_analytics_events": (QUERY, "settings: { measurement_id: G-ABC123 }"),
    "openai": (BEARER, "settings: { model: gpt-5-mini }"),
    "anthropic": (BEARER, "settings: { model: claude-sonnet-4-5 }"),
    "power_bi": (BEARER, "settings: { workspace: f089354e-8366-4e18-aea3-4cb4a3a50b48 }"),
    "tableau": ("{ kind: sign_in, username: env:VENDOR_TOKEN, password: env:VENDOR_TOKEN, site: marketing }", ""),
    "s3": (AWS, "settings: { bucket: archive }"),
    "baton": (BEARER, ""),
}
# "baton" is no name of a connection.
NAMES = {"baton": "other_baton"}
# How each vendor proves its webhooks, to a connection of its name; and the variables by which the vendors know the secret.
HOOKS = {
    "salesforce": "{ scheme: salesforce_outbound, organization_id: 00D24000000Gr9EEAS, secret: env:PATH_TOKEN }",
    "jira": "{ scheme: jira, secret: env:HOOK_SECRET }",
    "asana": "{ scheme: asana, accept_handshake: true }",
    "hubspot": "{ scheme: hubspot, secret: env:HOOK_SECRET, public_url: https://baton.example.com }",
    "github": "{ scheme: github, secret: env:HOOK_SECRET }",
    "servicenow": "{ scheme: basic, secret: env:HOOK_SECRET }",
    "slack": "{ scheme: slack, secret: env:HOOK_SECRET }",
}
SECRETS = {
    "SALESFORCE_PATH_TOKEN": "a-path-token-of-webhooks", "JIRA_WEBHOOK_SECRET": HOOK_SECRET, "ASANA_WEBHOOK_SECRET": HOOK_SECRET,
    "HUBSPOT_CLIENT_SECRET": HOOK_SECRET, "GITHUB_WEBHOOK_SECRET": HOOK_SECRET, "SERVICENOW_WEBHOOK_USER_PASSWORD": HOOK_SECRET,
    "SLACK_SIGNING_SECRET": HOOK_SECRET,
}


def indented(text):
    return "".join(f"    {line}\n" for line in text.strip().splitlines())


class Example:
    """A step that a connector's page shows, as a workflow."""

    def __init__(self, number, text, others):
        self.name = f"example{number}"
        self.connector, self.operation = re.match(r"do: (\w+)\.(\w+)", text).groups()
        self.text = text.replace(f"do: {self.connector}.", f"do: {NAMES.get(self.connector, self.connector)}.", 1)
        self.others = {name: others[name] for name in re.findall(r"steps\.(\w+)\.", text)}  # steps that it reads

    def __str__(self):
        return f"{self.connector}.{self.operation}"

    def template(self):
        steps = "".join(f"  {name}:\n{indented(text)}" for name, text in self.others.items())
        needs = f"    needs: [{', '.join(self.others)}]\n" if self.others else ""
        act = f"  act:\n{needs}{indented(self.text)}    timeout: 20s\n    retry: {{ attempts: 1 }}\n"
        return f"workflow: {self.name}\non: [{{ event: {self.name}.asked }}]\nsteps:\n{steps}{act}"


def examples():
    """Each block of YAML in docs/connectors that begins with `do:`, of the vendors that are simulated."""
    made = []
    for connector in CONNECTIONS:
        page = (ROOT / "docs" / "connectors" / f"{connector}.md").read_text()
        of_operation = {}
        for text in re.findall(r"^```yaml\n(do: .*?)^```", page, re.M | re.S):
            made.append(Example(len(made), text, of_operation))
            of_operation.setdefault(made[-1].operation, made[-1].text)
    return made


def operations_part(connector):
    text = (ROOT / "config" / "connectors" / f"{connector}.yaml").read_text()
    return re.search(r"^operations:\n(.*?)(?=^\S|\Z)", text, re.M | re.S).group(1)


def operations(connector):
    return re.findall(r"^  (\w+):", operations_part(connector), re.M)


def flow_members(text):
    """The names in "{ id: …, key: … }"."""
    depth, quote, names, word = 0, "", [], ""
    for letter in text.strip()[1:]:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "{[(":
            depth += 1
        elif letter in "}])":
            depth -= 1
        elif letter == ":" and depth == 0 and re.fullmatch(r"\s*\w+", word):
            names.append(word.strip())
        elif letter == "," and depth == 0:
            word = ""
            continue
        word += letter
    return names


def output_members(connector, operation):
    """The members that the manifest gives an operation's output."""
    part = re.search(rf"^  {operation}:\n((?:    .*\n|\n|  *#.*\n)*)", operations_part(connector), re.M).group(1)
    flow, block = re.search(r"^    output:(.*)\n((?:      .*\n)*)", part, re.M).groups()
    return re.findall(r"^      (\w+):", block, re.M) if block.strip() else flow_members(flow)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class World:
    def __init__(self, build):
        self.build, self.scratch, self.examples = build, Scratch("simulator"), examples()
        port = free_port()
        self.variables = self.scratch / "simulator.env"
        options = ["--webhooks", f"http://127.0.0.1:{port}/hooks", "--env", str(self.variables)]
        self.simulator = Simulator(build, self.scratch / "simulator.log", options, SECRETS)
        self.base = dict(re.findall(r"^(\w+) +(http://\S+)$", "\n".join(self.simulator.lines), re.M))
        self.environment = {"VENDOR_TOKEN": TOKEN, "HOOK_SECRET": HOOK_SECRET, "PATH_TOKEN": SECRETS["SALESFORCE_PATH_TOKEN"]}
        templates = {f"{one.name}.yaml": one.template() for one in self.examples}
        self.folder = config_folder(self.scratch / "config", self.connections(), templates)
        self.server = Server(build, self.scratch / "data", self.folder, self.environment, port=port, log=self.scratch / "server.log")
        self.admin = self.server.ready(60)
        equal(self.make_asana_webhook(201)["data"]["active"], True, "Asana's webhook, whose secret the server has taken")

    def make_asana_webhook(self, status):
        asked = {"resource": "1200000000000077", "target": "https://baton.example.com/hooks/asana"}
        return self.ask("POST", "/asana/api/1.0/webhooks", {"data": asked}, status)

    def connections(self):
        text = "connections:\n"
        for name, (auth, more) in CONNECTIONS.items():
            text += f"  {NAMES.get(name, name)}:\n    connector: {name}\n    base_url: {self.base[name]}\n    allow_private: true\n    auth: {auth}\n    limits: {{ rate: 1000, burst: 1000 }}\n"
            text += "".join(f"    {line}\n" for line in more.splitlines())
            text += f"    webhook: {HOOKS[name]}\n" if name in HOOKS else ""
        return text

    def step_of(self, example):
        """The step `act` of a run that the example's event starts, once the run has ended."""
        self.admin.ok("POST", "/api/v1/events", {"type": f"{example.name}.asked", "data": {}})

        def ended():
            runs = [run for run in self.admin.all(f"/api/v1/runs?workflow={example.name}") if run["status"] in ("succeeded", "failed")]
            return self.admin.ok("GET", "/api/v1/runs/" + runs[0]["id"]) if runs else None

        steps = until(f"{example} to end", ended, 30, 0.02)["steps"]
        return steps["act"] if isinstance(steps, dict) else steps[-1]

    def baton(self, *words, environment=None):
        every = [self.build / "baton", *words]
        known = {**os.environ, **self.environment, **(environment or {})}
        return subprocess.run([str(word) for word in every], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, env=known)

    def call(self, connector, operation, given, key=None, status=0):
        """What `baton connectors call` says."""
        words = ["--config", self.folder, "-o", "json", "connectors", "call", NAMES.get(connector, connector), operation, "-d", json.dumps(given)]
        done = self.baton(*words, *(["--key", key] if key else []))
        equal(done.returncode, status, f"{connector}.{operation}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
        return json.loads(done.stdout)

    def output(self, connector, operation, given, key=None):
        return self.call(connector, operation, given, key)["output"]

    def ask(self, method, path, body=None, status=200):
        """A person at a vendor, who works there and not with Baton."""
        answer = Client(self.simulator.port, TOKEN).call(method, path, body)
        equal(answer.status, status, f"{method} {path}: {answer.body[:500]!r}")
        return answer.json

    def event(self, what, source, kind, fits):
        """The data of the stored event of this type and source that fits."""

        def stored():
            for one in self.admin.all(f"/api/v1/events?type={kind}"):
                whole = self.admin.ok("GET", f"/api/v1/events/{one['id']}")
                if whole["source"] == source and fits(whole["data"]):
                    return whole["data"]
            return None

        return until(what, stored, 10, 0.05)

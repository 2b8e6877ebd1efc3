"""The demo's world: vendors, server, tokens, what people do at the vendors, and the messages that forgers send."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from harness import Client, Server, Simulator, config_folder, sign, until
from simulated import free_port

HERE = Path(__file__).resolve().parent
WEBHOOKS = HERE / "webhooks"
AMOUNT_LEAST = 10_000


@dataclass(eq=False)
class Deal:
    number: int
    account: str
    amount: int
    site: bool = False
    region: str = "EMEA"
    stage: str = "Closed Won"
    opportunity: str = ""  # its id at Salesforce, once it is there

    @property
    def notification(self):
        return f"04l0800002nrD{self.number:03d}AA"

    @property
    def campaign(self):
        return str(900 + self.number)

    @property
    def wins(self):
        """Whether the workflow's trigger takes it."""
        return self.stage == "Closed Won" and self.amount >= AMOUNT_LEAST


    def record(self):
        """The opportunity as Salesforce keeps it."""
        return {
            "Name": f"{self.account} renewal", "StageName": self.stage, "Amount": float(self.amount), "AccountId": "1234567890", "AccountName__c": self.account,
            "Campaign__c": self.campaign, "Competitor__c": "Rival Corp", "ContactEmail__c": f"contact{self.number}@example.com", "ContactName__c": "Ada Lovelace",
            "NeedsSite__c": self.site, "Region__c": self.region,
        }


def soap(deal, organization):
    """A Salesforce outbound message."""
    text = (WEBHOOKS / "salesforce-opportunity.xml").read_text()
    values = {
        "ORGANIZATION": organization, "NOTIFICATION": deal.notification, "OPPORTUNITY": deal.opportunity or "0065g00000XYZ90AAD", "ACCOUNT_ID": "1234567890",
        "ACCOUNT": deal.account, "AMOUNT": f"{deal.amount}.0", "CAMPAIGN": deal.campaign, "COMPETITOR": "Rival Corp", "EMAIL": f"contact{deal.number}@example.com",
        "CONTACT": "Ada Lovelace", "NEEDS_SITE": "true" if deal.site else "false", "REGION": deal.region, "STAGE": deal.stage,
    }
    for name, value in values.items():
        text = text.replace("{" + name + "}", escape(value))
    return text


def jira_update(key, delivery, secret, status="Done"):
    """A Jira admin webhook that says that an issue was moved: body and headers."""
    body = json.loads((WEBHOOKS / "jira-issue-updated.json").read_text())
    body["issue"]["key"] = key
    body["issue"]["fields"]["status"]["name"] = status
    body["changelog"]["items"][0]["toString"] = status
    text = json.dumps(body, separators=(",", ":"))
    headers = {
        "Content-Type": "application/json; charset=UTF-8",
        "User-Agent": "Atlassian Webhook HTTP Client",
        "X-Atlassian-Webhook-Identifier": delivery,
        "X-Atlassian-Webhook-Flow": "Primary",
        "X-Hub-Signature": sign(secret, text),
    }
    return text, headers


class World:
    def __init__(self, build, scratch, screen):
        self.build, self.scratch, self.screen = build, scratch, screen
        self.server = self.simulator = None
        self.port = free_port()

    def start(self):
        variables = self.scratch / "vendors.env"
        options = ["--webhooks", f"http://127.0.0.1:{self.port}/hooks", "--env", str(variables)]
        self.simulator = Simulator(self.build, self.scratch / "simulator.log", options)
        self.environment = dict("".join(shlex.split(line)).split("=", 1) for line in variables.read_text().splitlines())
        self.organization, self.jira_secret = self.environment["SALESFORCE_ORGANIZATION_ID"], self.environment["JIRA_WEBHOOK_SECRET"]
        self.salesforce_path = f"/hooks/salesforce/{self.environment['SALESFORCE_PATH_TOKEN']}"
        self.people = Client(self.simulator.port, "a-person-at-the-vendor")
        self.folder = config_folder(self.scratch / "config", templates={"customer-onboarding.yaml": (HERE / "demo.yaml").read_text()})
        self.start_server()
        self.admin = self.client()
        made = self.admin.ok("POST", "/api/v1/tokens", {"name": "legal-lee", "role": "operator", "groups": ["legal"]})
        self.lawyer = Client(self.server.port, made["token"])
        self.sender = Client(self.server.port)
        self.screen.line("server", f"http://127.0.0.1:{self.server.port}, workflow customer-onboarding published", "green")

    def start_server(self):
        self.server = Server(self.build, self.scratch / "data", self.folder, self.environment, port=self.port, log=self.scratch / "server.log")
        self.server.ready()

    # What people do at the vendors, who then send their webhooks.

    def win(self, deal):
        deal.opportunity = self.people.ok("POST", "/salesforce/services/data/v68.0/sobjects/Opportunity", deal.record())["id"]

    def finish_issue(self, key):
        self.people.ok("POST", f"/jira/rest/api/3/issue/{key}/transitions", {"transition": {"id": "31"}})

    def finish_task(self, gid):
        self.people.ok("PUT", f"/asana/api/1.0/tasks/{gid}", {"data": {"completed": True}})

    def deliveries(self, vendor=None):
        return [one for one in self.simulator.seen()["deliveries"] if vendor in (None, one["vendor"])]

    def taken(self, vendor, count):
        """Waits until so many webhooks of a vendor are acknowledged."""
        until(f"{count} webhooks of {vendor} to be taken", lambda: sum(one["status"] == 200 for one in self.deliveries(vendor)) >= count, 30, 0.005)

    def resend(self, vendor, count):
        """Has a vendor send its last webhooks once more, when so many are taken; waits until they are answered."""
        self.taken(vendor, count)  # one that has no answer yet cannot be repeated
        expected = self.simulator.resend(vendor, count)

        def answered():
            return {one["id"] for one in self.deliveries(vendor) if one["attempts"] >= expected.get(one["id"], 0) and one["status"] == 200}

        until(f"{vendor} to send {count} webhooks again", lambda: answered() >= expected.keys(), 10, 0.01)

    def client(self):
        return Client(self.server.port, self.server.admin_token())

    def server_log(self):
        return self.server.error_text() if self.server else ""

    def stop(self):
        self.server.signal(15)
        self.server.wait()
        self.simulator.kill()

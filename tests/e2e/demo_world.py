"""The demo's world: vendors, server, tokens, and the messages that senders send."""

import json
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from harness import Client, Server, Simulator, config_folder, sign

WEBHOOKS = Path(__file__).resolve().parent / "webhooks"
ORGANIZATION = "00D24000000Gr9EEAS"
PATH_TOKEN = "path-token-for-the-demo"
JIRA_SECRET = "jira-secret-for-the-demo"
AMOUNT_LEAST = 10_000


@dataclass(frozen=True)
class Deal:
    number: int
    account: str
    amount: int
    site: bool = False
    region: str = "EMEA"
    stage: str = "Closed Won"

    @property
    def notification(self):
        return f"04l0800002nrD{self.number:03d}AA"

    @property
    def opportunity(self):
        return f"0065g00000XYZ{self.number:03d}AAD"[:18]

    @property
    def campaign(self):
        return str(900 + self.number)

    @property
    def wins(self):
        """Whether the workflow's trigger takes it."""
        return self.stage == "Closed Won" and self.amount >= AMOUNT_LEAST


def soap(deal):
    """A Salesforce outbound message."""
    text = (WEBHOOKS / "salesforce-opportunity.xml").read_text()
    values = {
        "ORGANIZATION": ORGANIZATION, "NOTIFICATION": deal.notification, "OPPORTUNITY": deal.opportunity, "ACCOUNT_ID": "1234567890",
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
    organization, jira_secret = ORGANIZATION, JIRA_SECRET
    salesforce_path = f"/hooks/salesforce/{PATH_TOKEN}"

    def __init__(self, build, scratch, screen):
        self.build, self.scratch, self.screen = build, scratch, screen
        self.server = self.simulator = None

    def environment(self):
        url = self.simulator.url
        return {
            "BATON_ALLOW_PRIVATE": "1",
            "ASANA_BASE_URL": url("asana/api/1.0"), "ASANA_TOKEN": "asana-token-for-the-demo", "ASANA_WORKSPACE": "12000",
            "HUBSPOT_BASE_URL": url("hubspot"), "HUBSPOT_TOKEN": "hubspot-token-for-the-demo", "HUBSPOT_WELCOME_EMAIL_ID": "4711",
            "JIRA_BASE_URL": url("jira"), "JIRA_USER": "baton@example.com", "JIRA_TOKEN": "jira-token-for-the-demo", "JIRA_WEBHOOK_SECRET": JIRA_SECRET,
            "GOOGLE_ADS_BASE_URL": url("google_ads/v26"), "GOOGLE_ADS_TOKEN": "ads-token-for-the-demo", "GOOGLE_ADS_DEVELOPER_TOKEN": "developer-token-for-the-demo",
            "SALESFORCE_BASE_URL": url("salesforce"), "SALESFORCE_ORGANIZATION_ID": ORGANIZATION, "SALESFORCE_PATH_TOKEN": PATH_TOKEN,
        }

    def start(self):
        self.simulator = Simulator(self.build, log=self.scratch / "simulator.log")
        self.folder = config_folder(self.scratch / "config", templates=["customer-onboarding.yaml"])
        self.also_by_hand(self.folder / "templates" / "customer-onboarding.yaml")
        self.start_server()
        self.admin = self.client()
        made = self.admin.ok("POST", "/api/v1/tokens", {"name": "legal-lee", "role": "operator", "groups": ["legal"]})
        self.lawyer = Client(self.server.port, made["token"])
        self.sender = Client(self.server.port)
        known = [item["name"] for item in self.admin.ok("GET", "/api/v1/templates")["items"]]
        if "customer-onboarding" not in known:
            text = (self.folder / "templates" / "customer-onboarding.yaml").read_text()
            self.admin.ok("PUT", "/api/v1/templates/customer-onboarding", text, headers={"Content-Type": "application/yaml", "If-None-Match": "*"})
        self.screen.line("server", f"http://127.0.0.1:{self.server.port}, workflow customer-onboarding published", "green")

    @staticmethod
    def also_by_hand(template):
        """Adds a trigger for deals that a person enters: what comes `from: salesforce` no token can send. That person may not approve."""
        text = template.read_text()
        trigger = text[text.index("  - event: crm.opportunity.updated") : text.index("\ninputs:")]
        by_hand = trigger.replace("crm.opportunity.updated", "deal.entered").replace("    from: salesforce\n", "")
        text = text.replace("group: legal, count: 1 }", "group: legal, count: 1, not: requester }")
        template.write_text(text.replace(trigger, trigger + by_hand, 1))

    def start_server(self):
        port = self.server.port if self.server else 0
        self.server = Server(self.build, self.scratch / "data", self.folder, self.environment(), port=port, log=self.scratch / "server.log")
        self.server.ready()

    def client(self):
        return Client(self.server.port, self.server.admin_token())

    def server_log(self):
        return self.server.error_text() if self.server else ""

    def stop(self):
        self.server.signal(15)
        self.server.wait()
        self.simulator.kill()

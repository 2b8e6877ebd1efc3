#!/usr/bin/env python3
"""What the simulated vendors keep, and the webhooks that they send. Usage: test_simulator_state.py [--build DIR]"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, equal, expect, until  # noqa: E402
from simulated import World  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()


class State:
    """What is written is there when it is read, and what is found is what was asked for."""

    def __init__(self, world):
        self.world, self.output, self.call = world, world.output, world.call

    def jira(self):
        key = self.output("jira", "create_issue", {"project": "NEW", "summary": "A new site", "labels": ["site"]}, key="k1")["key"]
        equal(key, "NEW-1", "the first issue of a project")
        self.output("jira", "transition_issue", {"key": key, "to": "Done"})
        equal(self.output("jira", "get_issue", {"key": key})["status"], "Done", "the status")
        found = self.output("jira", "search_issues", {"jql": 'project = NEW AND status = Done AND labels = "baton-k1"'})
        equal([issue["key"] for issue in found["issues"]], [key], "issues that were found")
        equal(self.output("jira", "search_issues", {"jql": 'project = NEW AND status = "To Do"'})["issues"], [], "issues of another status")
        wrong = self.call("jira", "search_issues", {"jql": "assignee is EMPTY"}, status=1)
        expect("assignee" in wrong["message"], f"a query that is not understood: {wrong}")

    def asana(self):
        project = self.output("asana", "create_project", {"name": "Onboarding Orlin"})["gid"]
        task = self.output("asana", "create_task", {"project": project, "name": "Write the brief"})["gid"]
        self.output("asana", "update_task", {"task": task, "completed": True})
        equal(self.output("asana", "get_task", {"task": task})["completed"], True, "the task")
        equal([one["gid"] for one in self.output("asana", "list_tasks", {"project": project})["tasks"]], [task], "tasks of the project")
        equal(self.output("asana", "list_tasks", {"project": project, "open": True})["tasks"], [], "open tasks")

    def hubspot(self):
        first = self.output("hubspot", "upsert_contact", {"email": "grace@example.com", "properties": {"firstname": "Grace"}})
        again = self.output("hubspot", "upsert_contact", {"email": "grace@example.com", "properties": {"lastname": "Hopper"}})
        equal((first["created"], again["created"], again["id"]), (True, False, first["id"]), "two upserts")
        found = self.output("hubspot", "search_objects", {"type": "contacts", "filters": [{"property": "email", "operator": "EQ", "value": "grace@example.com"}]})
        equal([(one["id"], one["properties"]["lastname"]) for one in found["objects"]], [(first["id"], "Hopper")], "contacts that were found")
        sent = [self.output("hubspot", "send_email", {"to": "grace@example.com", "template": "welcome"}, key="mail-1")["result"] for _ in range(2)]
        equal(sent, ["SENT", "IDEMPOTENT_IGNORE"], "one e-mail, sent twice under one key")

    def salesforce(self):
        made = self.output("salesforce", "create_record", {"object": "Lead", "fields": {"LastName": "Hopper", "Company": "Navy", "Status": "New"}})
        equal(len(made["id"]), 18, "characters of an id")
        found = self.output("salesforce", "query", {"soql": "SELECT Id FROM Lead WHERE LastName = 'Hopper' AND Status != 'Open'"})
        equal([record["Id"] for record in found["records"]], [made["id"]], "leads that were found")
        for half in range(2):
            records = [{"attributes": {"type": "Account"}, "ERP_Id__c": f"{half}-{number}", "Name": f"Account {number}"} for number in range(150)]
            self.output("salesforce", "upsert_records", {"object": "Account", "external_id_field": "ERP_Id__c", "records": records})
        query = {"soql": "SELECT Id FROM Account WHERE Name LIKE 'Account %'", "batch": 200}
        page = self.output("salesforce", "query", query)
        equal((page["total"], page["done"], len(page["records"])), (300, False, 200), "the first page")
        rest = self.output("salesforce", "query", {**query, "next": page["next"]})
        equal((rest["done"], len(rest["records"])), (True, 100), "the second page")

    def servicenow(self):
        made = self.output("servicenow", "create_incident", {"short_description": "Sync failed", "urgency": "1"})
        self.output("servicenow", "resolve_incident", {"id": made["id"], "code": "Solution provided", "notes": "Restarted"})
        equal(self.output("servicenow", "get_record", {"table": "incident", "id": made["id"]})["record"]["state"], "6", "the state")
        ignored = self.call("servicenow", "resolve_incident", {"id": made["id"], "code": "No such code", "notes": "x"}, status=1)
        equal(ignored["code"], "not_applied", "a choice that the instance does not have")
        found = self.output("servicenow", "query", {"table": "incident", "query": f"number={made['number']}^state=6"})
        equal([one["sys_id"] for one in found["records"]], [made["id"]], "incidents that were found")

    def github(self):
        there = {"owner": "octo-org", "repo": "new"}
        numbers = [self.output("github", "create_issue", {**there, "title": f"Issue {n}"})["number"] for n in range(3)]
        equal(numbers, [1, 2, 3], "numbers of issues")
        self.output("github", "update_issue", {**there, "number": 2, "state": "closed"})
        equal([one["number"] for one in self.output("github", "list_issues", there)["issues"]], [3, 1], "open issues")

    def slack(self):
        sent = self.output("slack", "post_message", {"channel": "C0NEW", "text": "The project is open."})
        for _ in range(2):
            self.output("slack", "add_reaction", {**sent, "emoji": "eyes"})
        history = self.world.ask("GET", "/slack/api/conversations.history?channel=C0NEW")
        equal([(one["text"], len(one["reactions"])) for one in history["messages"]], [("The project is open.", 1)], "the channel")
        gone = self.call("slack", "update_message", {**sent, "ts": "1.000001", "text": "x"}, status=1)
        equal(gone["code"], "message_not_found", "another message")

    def s3(self):
        put = self.output("s3", "put_object", {"key": "2026/a file.bin", "base64": "AAECAwD/", "create_only": True})
        got = self.output("s3", "get_object", {"key": "2026/a file.bin"})
        equal((got["base64"], got["etag"]), ("AAECAwD/", put["etag"]), "the file")
        second = self.call("s3", "put_object", {"key": "2026/a file.bin", "text": "x", "create_only": True}, status=1)
        equal(second["code"], "exists", "a second one")
        equal(self.call("s3", "get_object", {"key": "none"}, status=1)["code"], "NoSuchKey", "a file that is not there")

    def models(self):
        schema = {"type": "object", "required": ["segment", "score"], "properties": {"segment": {"type": "string"}, "score": {"type": "integer"}}}
        for vendor in ("openai", "anthropic"):
            self.world.ask("POST", f"/{vendor}/people/answers", {"when": "invoice", "answer": {"segment": "billing", "score": 7}})
            told = self.output(vendor, "complete", {"prompt": "The invoice of May is wrong.", "schema": schema})
            equal(told["json"], {"segment": "billing", "score": 7}, f"what {vendor} was told to answer")
            equal(type(self.output(vendor, "complete", {"prompt": "Hello", "schema": schema})["json"]["score"]), int, f"JSON of {vendor} by a schema")


class Webhooks:
    """What people do at a vendor comes to Baton as its vendor sends it: signed, and decoded into the common data model."""

    def __init__(self, world):
        self.ask, self.event, self.world = world.ask, world.event, world

    def jira(self):
        self.ask("POST", "/jira/rest/api/3/issue/WEB-13/transitions", {"transition": {"id": "31"}}, status=204)
        data = self.event("Jira's issue to be done", "jira", "ticket.updated", lambda one: one["key"] == "WEB-13" and one.get("status") == "Done")
        equal((data["changes"][0]["from"], data["changes"][0]["to"]), ("To Do", "Done"), "the change")

    def asana(self):
        self.ask("PUT", "/asana/api/1.0/tasks/1200000000000080", {"data": {"completed": True}})
        data = self.event("Asana's task to be completed", "asana", "project.task.updated", lambda one: one["key"] == "1200000000000080")
        equal(data["property"], "completed", "the change")

    def salesforce(self):
        path = "/salesforce/services/data/v68.0/sobjects/Opportunity/0065i00000AbCdEAAV"
        self.ask("PATCH", path, {"StageName": "Closed Won", "Name": "Engines & <Sons>"}, status=204)
        data = self.event("the opportunity to be won", "salesforce", "crm.opportunity.updated", lambda one: one["id"] == "0065i00000AbCdEAAV")
        equal((data["stage"], data["name"], data["amount"]), ("Closed Won", "Engines & <Sons>", 48250), "the opportunity")

    def hubspot(self):
        self.ask("PATCH", "/hubspot/crm/objects/2026-09/deals/512", {"properties": {"dealstage": "closedlost"}})
        self.event("the deal to be lost", "hubspot", "crm.opportunity.updated", lambda one: one["id"] == "512" and one["value"] == "closedlost")

    def github(self):
        self.ask("PATCH", "/github/repos/octo-org/site/issues/42", {"title": "Build it at last"})
        self.event("the issue to be edited", "github", "github.issues.edited", lambda one: one["issue"]["title"] == "Build it at last")

    def servicenow(self):
        self.ask("PATCH", "/servicenow/api/now/table/incident/9d385017c611228701d22104cc95c371", {"state": "3"})
        self.event("the incident to wait", "servicenow", "ticket.updated", lambda one: one.get("status") == "3" and one["key"] == "INC0000031")

    def slack(self):
        sent = self.world.output("slack", "ask", {"channel": "C024BE91L", "question": "Live?", "reference": "run-7", "buttons": [{"action": "yes", "label": "Yes"}]})
        self.ask("POST", "/slack/people/press", {**sent, "user": "U012AB3CD", "action": "yes"})
        data = self.event("the button to be pressed", "slack", "message.slack.block_actions", lambda one: one["actions"][0]["block_id"] == "run-7")
        equal(data["user"]["id"], "U012AB3CD", "who pressed it")

    def all_were_taken(self):
        sent = lambda: self.world.simulator.seen()["deliveries"]  # noqa: E731
        # An event is there before its sender has the answer, and a kept connection that the server has closed meanwhile costs an attempt.
        until("every webhook to be taken", lambda: len(sent()) >= 7 and all(one["status"] // 100 == 2 for one in sent()))

    def a_second_handshake_is_refused(self):
        answer = self.world.make_asana_webhook(400)
        expect("handshake secret" in answer["errors"][0]["message"], f"Asana's answer: {answer}")
        self.ask("PUT", "/asana/api/1.0/tasks/1200000000000080", {"data": {"name": "Agree them"}})
        self.event("a task's new name under the first secret", "asana", "project.task.updated", lambda one: one["key"] == "1200000000000080" and one["property"] == "name")

    def one_that_is_sent_again_changes_nothing(self):
        stored = len(self.world.admin.all("/api/v1/events?type=ticket.updated"))
        ((again, attempts),) = self.world.simulator.resend("jira").items()
        sent = lambda: [one["attempts"] for one in self.world.simulator.seen()["deliveries"] if one["id"] == again]  # noqa: E731
        until("Jira to send again", lambda: sent() == [attempts], 10, 0.01)
        equal(len(self.world.admin.all("/api/v1/events?type=ticket.updated")), stored, "events")


def main():
    runner = Runner("simulator_state")
    world = runner.make("the vendors and a server start", lambda: World(BUILD))
    for name in ("jira", "asana", "hubspot", "salesforce", "servicenow", "github", "slack", "s3", "models"):
        runner.check(f"what is written is kept: {name}", getattr(State(world), name))
    for name in ("jira", "asana", "salesforce", "hubspot", "github", "servicenow", "slack", "all_were_taken", "a_second_handshake_is_refused", "one_that_is_sent_again_changes_nothing"):
        runner.check(f"webhooks: {name.replace('_', ' ')}", getattr(Webhooks(world), name))
    world.server.kill()
    world.simulator.kill()
    runner.finish()


if __name__ == "__main__":
    main()

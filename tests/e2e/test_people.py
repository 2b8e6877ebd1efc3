#!/usr/bin/env python3
"""Messages to people: mail to a mail server, approvals by a button in Slack, and what tells of trouble. Usage: test_people.py [--build DIR]"""

import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Client, Runner, Scratch, Server, StandIn, config_folder, equal, expect, until  # noqa: E402
from mailbox import Mailbox  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
PASSWORD = "password-of-the-mailbox"
SIGNING = "signing-secret-of-slack"
BOUNCES = "secret-of-the-bounces-7"
CONSOLE = "https://baton.example.com"

CONNECTIONS = """\
connections:
  mail:
    connector: email
    base_url: { env: SMTP_URL }
    allow_private: true
    auth: { kind: basic, username: env:SMTP_USER, password: env:SMTP_PASSWORD }
    settings: { from: "Baton <baton@example.com>", to: ops@example.com, tls: none, console: https://baton.example.com }
    limits: { rate: 100, burst: 100 }
    webhook: { scheme: hmac, secret: env:MAIL_WEBHOOK_SECRET }
  again:
    connector: email
    base_url: { env: SMTP_URL }
    allow_private: true
    auth: { kind: basic, username: env:SMTP_USER, password: env:SMTP_PASSWORD }
    settings: { from: baton@example.com, tls: none, on_unknown: resend }
    limits: { rate: 100, burst: 100 }
  strict:
    connector: email
    base_url: { env: SMTP_URL }
    allow_private: true
    auth: { kind: none }
    settings: { from: baton@example.com }
  guarded:
    connector: email
    base_url: { env: SMTP_URL }
    auth: { kind: none }
    settings: { from: baton@example.com }
  notify:
    connector: email
    base_url: { env: SMTP_URL }
    allow_private: true
    auth: { kind: basic, username: env:SMTP_USER, password: env:SMTP_PASSWORD }
    settings: { from: baton@example.com, to: { env: NOTIFY_TO, optional: true }, tls: none, console: https://baton.example.com }
    limits: { rate: 100, burst: 100 }
  slack:
    base_url: { env: SLACK_URL }
    allow_private: true
    auth: { kind: bearer, token: env:SLACK_TOKEN }
    settings: { channel: C024BE91L, console: https://baton.example.com }
    limits: { rate: 100, burst: 100 }
    people: { U0ADA: ada, U0BOB: bob, U0EVE: eve }
    webhook: { scheme: slack, secret: env:SLACK_SIGNING_SECRET }
"""


BOUNCE = """\
From: MAILER-DAEMON@mail.example.com
To: baton@example.com
Date: Mon, 04 May 2026 12:11:12 +0200
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

It could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; ada@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

Final-Recipient: rfc822; bob@example.com
Action: delayed
Status: 4.4.1

--b1
Content-Type: text/rfc822-headers

Message-ID: MESSAGE-ID
Subject: Hello

--b1--
"""


# What people answer, as their programs write it.
ANSWER = """\
From: =?utf-8?q?Lea_Mart=C3=ADn?= <lea@example.com>
To: baton@example.com
Subject: Re: Hello
Message-ID: <answer-1@example.com>
In-Reply-To: <between@example.com>
References: MESSAGE-ID
 <between@example.com>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

No logo of theirs, please.

Grüße
--\x20
Lea

On Mon, 4 May 2026 at 12:11, Baton <baton@example.com>
wrote:
> Hello

--b1
Content-Type: text/html; charset=utf-8

<p>another text</p>
--b1--
"""
IN_HTML = """\
From: bob@example.com
Message-ID: <answer-2@example.com>
In-Reply-To: MESSAGE-ID
Content-Type: text/html; charset=nobody-knows

<html><head><style>p { margin: 0 }</style></head><body><p>Agreed &amp; done.</p><blockquote>Hello</blockquote></body></html>
"""
ABSENT = ANSWER.replace("answer-1", "answer-3").replace("MIME-Version", "Auto-Submitted: auto-replied\nMIME-Version", 1)


def sends(connection, extra="", attempts=1):
    return f"""\
workflow: by-{connection}
on: [{{ event: {connection}.asked, key: event.data.id }}]
steps:
  act:
    do: {connection}.send
    with: {{ to: "${{trigger.data.to}}", subject: "${{trigger.data.subject}}", text: "${{trigger.data.text}}"{extra} }}
    retry: {{ attempts: {attempts}, initial: 50ms }}
    timeout: 3s
"""


TEMPLATES = {
    "by-mail.yaml": sends("mail", ', html: "<p>Hello</p>", attachments: [{ name: "a.csv", type: text/csv, text: "a,b" }]'),
    "by-again.yaml": sends("again", attempts=3),
    "by-strict.yaml": sends("strict"),
    "by-guarded.yaml": sends("guarded"),
    "hears.yaml": """\
workflow: hears
on: [{ event: hears.asked, key: event.data.id }]
context:
  hear: [{ event: message.email.received, when: event.data.thread == steps.mail.output.message_id }]
steps:
  mail: { do: mail.send, with: { to: lea@example.com, subject: Hello, text: Hello } }
  waits: { needs: mail, wait: { event: nobody.sends.it } }
""",
    "ask.yaml": """\
workflow: ask
title: Spring launch
on: [{ event: ask.asked, key: event.data.id }]
steps:
  legal:
    approve: { by: { group: legal, count: 1 }, of: { amount: "${trigger.data.amount}" }, ask: "Agree <!channel> to it?" }
  mail:
    do: mail.ask_approval
    with: { to: ada@example.com, question: "Agree to it?", approval: "${run.id}.legal" }
""",
}


def examples():
    """A workflow for each step that the page of the connector shows, and the subject of its message."""
    page = (ROOT / "docs/connectors/email.md").read_text()
    for number, step in enumerate(re.findall(r"^```yaml\n(do: .*?)^```", page, re.M | re.S)):
        lines = "".join(f"    {line}\n" for line in step.replace("do: email.", "do: mail.").splitlines())
        yield f"example{number}", f"workflow: example{number}\non: [{{ event: example{number}.asked, key: event.data.id }}]\nsteps:\n  act:\n{lines}"


class Slack(StandIn):
    """Takes messages, and remembers them."""

    seen = []

    def do_POST(self):
        body = json.loads(self.body())
        Slack.seen.append((self.path, body))
        self.reply(200, {"ok": True, "channel": body["channel"], "ts": f"1503435956.{len(Slack.seen):06}"})


class People:
    def __init__(self):
        self.box = Mailbox(user="baton", secret=PASSWORD)
        slack = Slack.serve()
        self.scratch = Scratch("people")
        shown = {f"{name}.yaml": text for name, text in examples()}
        folder = config_folder(self.scratch / "config", CONNECTIONS, {**TEMPLATES, **shown})
        for name in ("notify-on-trouble.yaml", "approvals-in-slack.yaml"):
            (folder / "templates" / name).write_text((ROOT / "config/templates" / name).read_text())
        self.environment = {
            "SMTP_URL": self.box.url("127.0.0.1"), "SMTP_USER": "baton", "SMTP_PASSWORD": PASSWORD,
            "SLACK_URL": f"http://127.0.0.1:{slack.server_port}", "SLACK_TOKEN": "token-of-the-bot", "SLACK_SIGNING_SECRET": SIGNING,
            "MAIL_WEBHOOK_SECRET": BOUNCES,
        }  # fmt: skip
        self.server = Server(BUILD, self.scratch / "data", folder, self.environment, log=self.scratch / "server.log")
        self.admin = self.server.ready()
        self.tokens = {}
        for name, more in {"ada": {"groups": ["legal"]}, "bob": {}, "eve": {"groups": ["legal"]}}.items():
            made = self.admin.ok("POST", "/api/v1/tokens", {"name": name, "role": "approver", **more})
            self.tokens[name] = made
        self.sent = 0

    # --- what the checks share ---

    def start(self, workflow, **data):
        self.sent += 1
        self.admin.ok("POST", "/api/v1/events", {"type": f"{workflow}.asked", "id": f"e-{self.sent}", "data": {"id": f"k-{self.sent}", **data}})
        return f"k-{self.sent}"

    def run_of(self, workflow, key):
        runs = [run for run in self.admin.all(f"/api/v1/runs?workflow={workflow}") if run.get("key") == key]
        return self.admin.ok("GET", f"/api/v1/runs/{runs[0]['id']}") if runs else None

    def why(self, workflow, key):
        run = self.run_of(workflow, key)
        return json.dumps(self.admin.ok("GET", f"/api/v1/runs/{run['id']}/why")) if run else ""

    def act(self, connection, wanted, **data):
        """The step `act` of a run, once it is as wanted."""
        key = self.start(connection, **{"to": "ada@example.com", "subject": "Hello", "text": "Hello", **data})

        def step():
            run = self.run_of(f"by-{connection}", key)
            found = run and next(one for one in run["steps"] if one["name"] == "act")
            return found if found and found["status"] == wanted else None

        return until(f"the step of {connection} to be {wanted}", step)

    # --- mail ---

    def mail_arrives(self):
        self.box.clear()
        step = self.act("mail", "succeeded", to=["Ada Lovelace <ada@example.com>", "bob@example.com"], subject="Grüße an alle", text="Ä\n.\nEnde")
        (taken,) = self.box.taken
        equal(taken.sender, "baton@example.com", "the sender")
        equal(taken.recipients, ["ada@example.com", "bob@example.com"], "the recipients")
        equal(taken.user, "baton", "who signed in")
        message = taken.message
        equal(message["subject"], "Grüße an alle", "the subject")
        equal(message["from"], "Baton <baton@example.com>", "From")
        equal(message["message-id"], step["output"]["message_id"], "the id of the message")
        equal(message["auto-submitted"], "auto-generated", "Auto-Submitted")
        equal(message.get_body(("plain",)).get_content().splitlines(), ["Ä", ".", "Ende"], "the text")
        equal(message.get_body(("html",)).get_content().strip(), "<p>Hello</p>", "the HTML")
        equal([(part.get_filename(), part.get_content().strip()) for part in message.iter_attachments()], [("a.csv", "a,b")], "the files")

    def each_example_is_sent(self):
        self.box.clear()
        names = [name for name, _ in examples()]
        expect(len(names) >= 4, f"the page has {len(names)} examples")
        for name in names:
            key = self.start(name)
            until(f"{name} to end", lambda: (self.run_of(name, key) or {}).get("status") == "succeeded")
        equal(len(self.box.taken), len(names), "the messages")

    def each_answer_means_what_it_says(self):
        for say, status, code in [
            ({"RCPT": "550 5.1.1 no such user"}, "failed", "550 5.1.1 no such user (RCPT TO:<ada@example.com>)"),
            ({"BODY": "552 5.3.4 too large"}, "failed", "smtp_552"),
            ({"MAIL": "451 4.3.0 later"}, "failed", "smtp_451"),  # it has one attempt
            ({"BANNER": "drop"}, "failed", "closed"),
            ({"BODY": "drop"}, "unknown", "closed"),
        ]:
            self.box.clear()
            self.box.say = say
            step = self.act("mail", status)
            expect(code in json.dumps(step), f"{say}: expected {code} in {json.dumps(step)[:800]}")
        self.box.clear()

    def times_named(self):
        """How often a recipient was named."""
        return sum(line.startswith("RCPT") for line in self.box.heard)

    def a_transient_refusal_is_tried_again(self):
        for said in ("450 4.2.0 greylisted", "550 4.7.1 greylisted, said otherwise", "552 too many recipients"):
            self.box.clear()
            self.box.say = {"RCPT": said}
            key = self.start("again", to="ada@example.com", subject="Hello", text="Hello")
            until(f"two refusals by {said}", lambda: self.times_named() >= 2)
            self.box.say = {}
            until("the message", lambda: self.box.taken)
            until("the run to end", lambda: self.run_of("by-again", key)["status"] == "succeeded")

    def each_recipient_has_an_outcome(self):
        self.box.clear()
        self.box.say = {"RCPT bob@example.com": "550 5.1.1 no such user"}
        output = self.act("mail", "succeeded", to=["ada@example.com", "bob@example.com", "eve@example.com"])["output"]
        equal(output["recipients"], ["ada@example.com", "eve@example.com"], "who gets the message")
        equal(output["refused"], [{"recipient": "bob@example.com", "reply": "550 5.1.1 no such user"}], "who does not")
        (taken,) = self.box.taken
        equal(taken.recipients, ["ada@example.com", "eve@example.com"], "the recipients")
        equal(self.act("mail", "succeeded", to="ada@example.com")["output"]["refused"], [], "who is refused where nobody is")
        self.box.clear()
        self.box.say = {"RCPT bob@example.com": "450 4.2.0 greylisted"}  # nobody gets it before all do
        key = self.start("again", to=["ada@example.com", "bob@example.com"], subject="Hello", text="Hello")
        until("two attempts", lambda: self.times_named() >= 4)
        equal(self.box.taken, [], "messages that were sent before all could be taken")
        self.box.say = {}
        until("the run to end", lambda: self.run_of("by-again", key)["status"] == "succeeded")
        equal([one.recipients for one in self.box.taken], [["ada@example.com", "bob@example.com"]], "the messages")
        self.box.clear()

    def the_enhanced_code_is_the_more_exact_one(self):
        self.box.clear()
        self.box.say = {"RCPT": "450 5.1.1 no such user"}
        key = self.start("again", to="ada@example.com", subject="Hello", text="Hello")
        until("the run to end", lambda: (self.run_of("by-again", key) or {}).get("status") == "failed")
        equal(self.times_named(), 1, "how often it was tried")
        self.box.clear()

    def a_bounce_becomes_an_event(self):
        """The program of the page is given what a mail server writes."""
        self.box.clear()
        sent = self.act("mail", "succeeded")["output"]["message_id"]
        bounce = BOUNCE.replace("MESSAGE-ID", sent).encode()
        undated = BOUNCE.replace("MESSAGE-ID", "<undated@example.com>").replace("Mon, 04 May 2026", "some day").encode()
        program = [sys.executable, str(ROOT / "docs/examples/mail/incoming.py")]
        environment = {**os.environ, "BATON_HOOK": f"http://127.0.0.1:{self.server.port}/hooks/mail", "BATON_HOOK_SECRET": BOUNCES}
        wrong = [{"BATON_HOOK_SECRET": "another-secret"}, {"BATON_HOOK_SECRET": ""}, {"BATON_HOOK": "baton.example"}, {"BATON_HOOK": f"http://127.0.0.1:{self.server.port}/hooks/none"}]
        given_and_status = [(bounce, {}, 0), (bounce, {}, 0), (undated, {}, 0), (b"Subject: Hello\n\nHello\n", {}, 0), *((bounce, one, 75) for one in wrong)]
        for given, more, status in given_and_status:
            done = subprocess.run(program, input=given, env={**environment, **more}, capture_output=True, timeout=60)
            equal(done.returncode, status, f"the program's status; {done.stderr.decode()}")
        told = [one for one in self.admin.all("/api/v1/events?source=mail") if one["type"].startswith("message.email.")]
        equal(sorted((one["type"], one["subject"], one["data"]["recipient"], one["data"]["status"], one["data"]["permanent"]) for one in told),
              sorted(row for about in (sent, "<undated@example.com>") for row in
                     [("message.email.bounced", about, "ada@example.com", "5.1.1", True), ("message.email.delayed", about, "bob@example.com", "4.4.1", False)]), "what became of it")  # fmt: skip

    def an_answer_joins_the_context_of_its_run(self):
        """The program of the page is given what people answer, also twice, what nobody wrote, and what belongs to no run."""
        self.box.clear()
        key = self.start("hears")
        run = until("the run to wait", lambda: next((one for one in [self.run_of("hears", key)] if one and one["steps"][-1]["status"] == "waiting"), None))
        sent = run["steps"][0]["output"]["message_id"]
        program = [sys.executable, str(ROOT / "docs/examples/mail/incoming.py")]
        environment = {**os.environ, "BATON_HOOK": f"http://127.0.0.1:{self.server.port}/hooks/mail", "BATON_HOOK_SECRET": BOUNCES}
        for given in (ANSWER, ANSWER, ABSENT, IN_HTML, ANSWER.replace("MESSAGE-ID", "<other@example.com>").replace("answer-1", "answer-4"), "Subject: Hello\n\nHello\n"):
            done = subprocess.run(program, input=given.replace("MESSAGE-ID", sent).encode(), env=environment, capture_output=True, timeout=60)
            equal(done.returncode, 0, f"the program's status; {done.stderr.decode()}")
        told = {one["origin"]: one for one in self.admin.all("/api/v1/events?source=mail&type=message.email.received")}
        equal(sorted(told), [f"<answer-{n}@example.com>" for n in (1, 2, 4)], "answers that became events")
        data = self.admin.ok("GET", "/api/v1/events/" + told["<answer-1@example.com>"]["id"])["data"]
        equal((data["user"], data["subject"], data["thread"]), ("lea@example.com", "Re: Hello", sent), "the answer")
        said = until("both answers to join the context", lambda: [one for one in [(self.run_of("hears", key)["context"] or {}).get("said")] if one and len(one) == 2])[0]
        equal([(one["by"], one["text"]) for one in said], [("Lea Martín <lea@example.com>", "No logo of theirs, please.\n\nGrüße"), ("bob@example.com", "Agreed & done.")], "what was said")

    def a_repeat_has_the_same_id(self):
        self.box.clear()
        self.box.say = {"BODY": "drop"}
        key = self.start("again", to="ada@example.com", subject="Hello", text="Hello")
        until("the first message", lambda: self.box.taken)
        self.box.say = {}
        until("the second message", lambda: len(self.box.taken) >= 2)
        until("the run to end", lambda: self.run_of("by-again", key)["status"] == "succeeded")
        first, second = self.box.taken[:2]
        equal(first.message["message-id"], second.message["message-id"], "the ids of both")

    def the_password_stays_out(self):
        self.box.clear()
        self.box.say = {"AUTH": f"535 5.7.8 no such password as {PASSWORD}"}
        step = self.act("mail", "failed")
        expect(PASSWORD not in json.dumps(step), f"the password is in the step: {step}")
        log = (self.scratch / "server.log").read_text()
        expect(PASSWORD not in log, "the password is in the log")
        self.box.clear()

    def nothing_is_sent_without_encryption(self):
        self.box.clear()
        key = self.start("strict", to="ada@example.com", subject="Hello", text="Hello")
        until("the action to be held", lambda: "STARTTLS" in self.why("by-strict", key))
        expect(not any(one.user is None for one in self.box.taken), "a message came in the clear")
        key = self.start("guarded", to="ada@example.com", subject="Hello", text="Hello")
        until("the guard", lambda: "127.0.0.1" in self.why("by-guarded", key))

    def a_connection_is_tried_out(self):
        self.box.clear()
        checks = self.admin.ok("POST", "/api/v1/connections/mail/test", {})
        told = {check["what"]: check["result"] for check in checks["checks"]}
        equal(told, {"configuration": "succeeded", "name": "succeeded", "tcp": "succeeded", "answer": "succeeded", "sign_in": "succeeded"}, "the checks")
        expect(not self.box.taken, "a message was sent")

    def over_tls(self):
        """With a certificate that nobody vouches for nothing is sent; the client refuses before it says who it is."""
        box = Mailbox(folder=self.scratch.path, tls="implicit", user="baton", secret=PASSWORD)
        (self.server.config / "connections.yaml").write_text(CONNECTIONS.replace("  strict:\n    connector: email\n    base_url: { env: SMTP_URL }", f"  strict:\n    connector: email\n    base_url: {box.url()}"))
        self.server.reload()
        checks = self.admin.ok("POST", "/api/v1/connections/strict/test", {})["checks"]
        equal(checks[-1]["what"], "tls", "where it ended")
        equal(checks[-1]["result"], "failed", "what came of TLS")
        equal(box.heard, [], "what the server heard")
        (self.server.config / "connections.yaml").write_text(CONNECTIONS)
        self.server.reload()

    # --- approvals ---

    def asked(self):
        """A run that waits for an approval, and the message about it: (run id, message)."""
        key = self.start("ask", amount=12000)
        run = until("the run", lambda: self.run_of("ask", key))["id"]
        asks = lambda: [body for path, body in Slack.seen if path == "/chat.postMessage" and f"{run}.legal" in json.dumps(body)]  # noqa: E731
        return run, until("the message", asks)[0]

    def press(self, message, who, action="baton_approve", **changes):
        buttons = next(block for block in message["blocks"] if block["type"] == "actions")
        button = next(one for one in buttons["elements"] if one["action_id"] == action)
        self.sent += 1
        payload = {
            "type": "block_actions", "trigger_id": f"t-{self.sent}", "user": {"id": who}, "channel": {"id": "C024BE91L"},
            "actions": [{"type": "button", "action_id": action, "block_id": buttons["block_id"], "value": button["value"], **changes}],
        }  # fmt: skip
        body = urlencode({"payload": json.dumps(payload)})
        stamp = str(int(time.time()))
        proof = "v0=" + hmac.new(changes.pop("secret", SIGNING).encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": proof}
        answer = Client(self.server.port).call("POST", "/hooks/slack", body, headers)
        if answer.status != 200:
            return answer.status, None
        event = self.admin.ok("GET", f"/api/v1/events/{answer.header('baton-event')}")
        return answer.status, event["data"]["decision"]

    def approval(self, run):
        return self.admin.ok("GET", f"/api/v1/approvals/{run}.legal")

    def the_question_is_shown_as_it_is(self):
        run, message = self.asked()
        expect("<!channel>" not in message["text"], f"the text calls everybody: {message['text']}")
        equal(message["blocks"][0]["text"]["type"], "plain_text", "how the question is shown")
        buttons = message["blocks"][-1]
        equal(buttons["block_id"], f"{run}.legal", "what the buttons are about")
        equal(buttons["elements"][-1]["url"], f"{CONSOLE}/inbox/{run}.legal", "the link")

    def whoever_may_decides(self):
        run, message = self.asked()
        status, decision = self.press(message, "U0ADA")
        equal((status, decision["status"], decision["by"]), (200, "accepted", "ada"), "the decision")
        until("the approval to be given", lambda: self.approval(run)["status"] == "approved")
        updated = until("the message to say so", lambda: [body for path, body in Slack.seen if path == "/chat.update" and "Approved by ada" in json.dumps(body)])[-1]
        expect(not any(block["type"] == "actions" for block in updated["blocks"]), "the buttons are still there")

    def nobody_else_does(self):
        run, message = self.asked()
        for who, why in [("U0NOBODY", "nobody is known"), ("U0BOB", "legal")]:
            status, decision = self.press(message, who)
            equal((status, decision["status"]), (200, "refused"), f"the decision of {who}")
            expect(why in decision["reason"], f"{who}: {decision}")
        equal(self.press(message, "U0ADA", secret="another-secret-altogether")[0], 401, "an unsigned answer")
        status, decision = self.press(message, "U0ADA", value="0" * 64)
        equal(decision["status"], "refused", "a decision on something else")
        self.admin.ok("DELETE", f"/api/v1/tokens/{self.tokens['eve']['id']}")
        status, decision = self.press(message, "U0EVE")
        equal(decision["status"], "refused", "a decision of somebody who has left")
        equal(self.approval(run)["status"], "open", "the approval")
        status, decision = self.press(message, "U0ADA", action="baton_reject")
        equal(decision["status"], "accepted", "the rejection")
        until("the approval to be rejected", lambda: self.approval(run)["status"] == "rejected")

    def a_link_decides_nothing(self):
        self.box.clear()
        run, _ = self.asked()
        link = f"{CONSOLE}/inbox/{run}.legal"
        until("the mail with the link", lambda: [one for one in self.box.taken if link in one.data.decode().replace("=\r\n", "")])
        for path in (f"/inbox/{run}.legal", f"/api/v1/approvals/{run}.legal/approve"):
            answer = self.admin.get(path)
            expect(answer.status in (200, 404, 405), f"GET {path}: {answer.status}")
        equal(self.approval(run)["status"], "open", "the approval after its link was opened")

    # --- trouble ---

    def trouble_is_told(self):
        (self.server.config / "connections.yaml").write_text(CONNECTIONS.replace("to: { env: NOTIFY_TO, optional: true }", "to: ops@example.com"))
        self.server.reload()
        self.box.clear()
        self.act("mail", "failed", to="nobody")
        message = until("the message", lambda: [one.message for one in self.box.taken if one.recipients == ["ops@example.com"]])[0]
        expect("by-mail failed" in message["subject"] or "failed" in message["subject"], message["subject"])
        expect(f"{CONSOLE}/runs/run_" in message.get_content(), message.get_content())

    def an_inactive_connection_is_told_of_and_tells_nothing(self):
        self.box.clear()
        text = (self.server.config / "connections.yaml").read_text()
        (self.server.config / "connections.yaml").write_text(text.replace("token: env:SLACK_TOKEN", "token: env:NOT_SET_ANYWHERE"))
        self.server.reload()
        until("the message", lambda: [one for one in self.box.taken if "slack" in one.message["subject"]])
        before = len(self.admin.all("/api/v1/runs?workflow=approvals-in-slack"))
        key = self.start("ask", amount=1)
        until("the run to wait", lambda: (self.run_of("ask", key) or {}).get("status") == "waiting")
        newest = self.admin.ok("GET", "/api/v1/events?limit=1")["items"][0]["id"]
        until("what it has told to be stepped", lambda: self.admin.ok("GET", "/api/v1/system")["cursor"] >= newest)
        equal(len(self.admin.all("/api/v1/runs?workflow=approvals-in-slack")), before, "the runs of a workflow that is not awake")


def main():
    runner = Runner("people")
    people = People()
    runner.check("a message arrives whole", people.mail_arrives)
    runner.check("each example of the page is sent", people.each_example_is_sent)
    runner.check("each answer of a mail server means what it says", people.each_answer_means_what_it_says)
    runner.check("a transient refusal is tried again", people.a_transient_refusal_is_tried_again)
    runner.check("the enhanced code of a refusal is the more exact one", people.the_enhanced_code_is_the_more_exact_one)
    runner.check("each recipient has an outcome", people.each_recipient_has_an_outcome)
    runner.check("a bounce becomes an event", people.a_bounce_becomes_an_event)
    runner.check("an answer joins the context of its run", people.an_answer_joins_the_context_of_its_run)
    runner.check("a repeat has the same Message-ID", people.a_repeat_has_the_same_id)
    runner.check("the password stays out of runs and logs", people.the_password_stays_out)
    runner.check("nothing is sent without encryption, or where it may not", people.nothing_is_sent_without_encryption)
    runner.check("a connection is tried out", people.a_connection_is_tried_out)
    runner.check("TLS that nobody vouches for is refused", people.over_tls)
    runner.check("a question in Slack is shown as it is", people.the_question_is_shown_as_it_is)
    runner.check("whoever may decides by a button, and the message says so", people.whoever_may_decides)
    runner.check("nobody else does", people.nobody_else_does)
    runner.check("a link in a mail decides nothing", people.a_link_decides_nothing)
    runner.check("trouble is told", people.trouble_is_told)
    runner.check("an inactive connection is told of, and its workflows sleep", people.an_inactive_connection_is_told_of_and_tells_nothing)
    people.server.kill()
    runner.finish()


if __name__ == "__main__":
    main()

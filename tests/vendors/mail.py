#!/usr/bin/env python3
"""Sends mail to nodemailer's `smtp-server`, and checks what its `mailparser` reads in each message.

Usage: mail.py [--build DIR] [--baton DIR] [--keep]   The last line is `N passed, N failed`.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from world import HERE, ROOT, Process, Scratch, config_folder, modules, until  # noqa: E402
from harness import Runner, equal, expect  # noqa: E402

PASSWORD = "a-password-of-the-tests"
BYTES = bytes(range(256)) * 8
CONNECTIONS = """\
connections:
  email:
    base_url: smtp://127.0.0.1:{port}
    allow_private: true
    auth: {{ kind: basic, username: env:MAIL_USER, password: env:MAIL_PASSWORD }}
    settings: {{ from: "Baton <baton@example.com>", tls: none }}
"""


class Mail:
    def __init__(self, options):
        self.scratch = Scratch("mail", keep=options.keep)
        self.baton = options.baton / "baton"
        self.server = Process(["node", HERE / "mail.js", modules(options.build)], log=self.scratch / "mail.log")
        self.folder = config_folder(self.scratch / "config", CONNECTIONS.format(port=self.server.wait_listening(60)), {})

    def call(self, given, password=PASSWORD, key="key-1"):
        """What `connectors call` says."""
        command = [self.baton, "--config", self.folder, "-o", "json", "connectors", "call", "email", "send", "--key", key, "-d", json.dumps(given)]
        environment = {**os.environ, "MAIL_USER": "ada", "MAIL_PASSWORD": password}
        done = subprocess.run(list(map(str, command)), env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        expect(done.stdout, f"it says nothing: {done.stderr}")
        return json.loads(done.stdout)

    def taken(self):
        return [json.loads(line) for line in self.server.lines if line.startswith("{")]

    def sends(self, given, **more):
        """The message that came, and what the call says."""
        before = len(self.taken())
        said = self.call(given, **more)
        equal(said["outcome"], "succeeded", json.dumps(said))
        (mail,) = until("the message", lambda: self.taken()[before:], 10)
        return mail, said["output"]

    def comes_as_it_was_written(self):
        lines = ".a dot\n..\nGrüße 😀\n" + "long " * 400
        mail, output = self.sends({"to": "Ädä Lovelace <ada@example.com>", "subject": "Grüße 😀" + " lang" * 30, "text": lines, "html": "<p>é &amp; ü</p>"})
        equal(mail["text"].rstrip(), lines.rstrip(), "the text")
        equal(mail["subject"], "Grüße 😀" + " lang" * 30, "the subject")
        expect("<p>é &amp; ü</p>" in mail["html"], mail["html"])
        equal(mail["to"], [{"address": "ada@example.com", "name": "Ädä Lovelace"}], "to whom")
        equal(mail["envelope"], {"from": "baton@example.com", "to": ["ada@example.com"]}, "the envelope")
        equal(mail["id"], output["message_id"], "the Message-ID")

    def files_come_whole(self):
        mail, _ = self.sends({"to": "ada@example.com", "subject": "Files", "text": "t", "attachments": [{"name": "übersicht.bin", "base64": base64.b64encode(BYTES).decode()}]})
        equal(mail["files"], [["übersicht.bin", "application/octet-stream", base64.b64encode(BYTES).decode()]], "the file")

    def each_recipient_has_an_outcome(self):
        mail, output = self.sends({"to": ["ada@example.com", "nobody@example.com"], "bcc": "x@münchen.example", "subject": "s", "text": "t"})
        equal(mail["envelope"]["to"], ["ada@example.com", "x@münchen.example"], "who gets it, in the letters of people")
        equal(mail["bcc"], None, "a hidden recipient in the message")
        equal(output["refused"], [{"recipient": "nobody@example.com", "reply": "550 no such user"}], "who does not")

    def the_id_is_that_of_the_key(self):
        ids = [self.sends({"to": "ada@example.com", "subject": "s", "text": "t"}, key=key)[0]["id"] for key in ("key-7", "key-7", "key-8")]
        expect(ids[0] == ids[1] != ids[2], f"{ids}")

    def refusals_fail_the_step(self):
        equal(self.call({"to": "nobody@example.com", "subject": "s", "text": "t"})["outcome"], "permanent", "nobody takes it")
        said = self.call({"to": "ada@example.com", "subject": "s", "text": "t"}, password="another-password-1")
        expect(said["outcome"] != "succeeded" and "535" in json.dumps(said), f"a wrong password: {said}")
        before = len(self.taken())
        said = self.call({"to": "ada@example.com\r\nBcc: eve@example.com", "subject": "s", "text": "t"})
        equal((said["outcome"], len(self.taken())), ("permanent", before), "a recipient with another header in it")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--baton", type=Path, help="the folder of the program, when it is not the build folder")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.build = options.build.resolve()
    options.baton = options.baton or options.build
    runner = Runner("mail")
    mail = runner.make("the mail server starts", lambda: Mail(options))
    runner.check("a message comes as it was written", mail.comes_as_it_was_written)
    runner.check("files come whole", mail.files_come_whole)
    runner.check("each recipient has an outcome", mail.each_recipient_has_an_outcome)
    runner.check("the Message-ID is that of the key", mail.the_id_is_that_of_the_key)
    runner.check("refusals fail the step", mail.refusals_fail_the_step)
    mail.server.kill()
    runner.finish()


if __name__ == "__main__":
    main()

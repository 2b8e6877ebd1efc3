"""A small mail server (RFC 5321) that keeps what it gets: STARTTLS, TLS from the start or neither; AUTH PLAIN, LOGIN and XOAUTH2; and what a test has it say instead.

Standard library only, loopback only. It stands in for aiosmtpd, which is not among the packages that the tests need.
"""

import base64
import email
import email.policy
import socket
import socketserver
import ssl
import subprocess
import threading
from pathlib import Path


class Taken:
    """A message that was accepted."""

    def __init__(self, sender, recipients, data, tls, user):
        self.sender, self.recipients, self.data, self.tls, self.user = sender, recipients, data, tls, user

    @property
    def message(self):
        return email.message_from_bytes(self.data, policy=email.policy.default)


class Mailbox:
    """One server. `say`: what it answers in place of its own: {"RCPT": "550 5.1.1 no such user"}, where a key is a verb, "RCPT" with an address, "BANNER" or
    "BODY" (after the final dot), and the word "drop" closes the connection, "hang" says nothing. `user`, `secret`: who may sign in; None: no AUTH is offered."""

    def __init__(self, folder=None, tls=None, user=None, secret=None, mechanisms="PLAIN LOGIN XOAUTH2"):
        self.taken, self.heard, self.say = [], [], {}
        self.tls, self.user, self.secret, self.mechanisms = tls, user, secret, mechanisms
        self.context = server_context(folder) if tls else None
        self.ended = threading.Event()
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                Conversation(outer, self.request).run()

        class Threads(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

            def handle_error(self, *arguments):
                pass  # a client that goes away is no news

        self.server = Threads(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, host="localhost"):
        return f"smtp{'s' if self.tls == 'implicit' else ''}://{host}:{self.port}"

    def clear(self):
        self.taken, self.heard, self.say = [], [], {}

    def stop(self):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()


class Conversation:
    def __init__(self, box, connection):
        self.box, self.connection, self.secure = box, connection, False
        self.sender, self.recipients, self.user = None, [], None

    def run(self):
        try:
            if self.box.tls == "implicit":
                self.wrap()
            self.file = self.connection.makefile("rb")
            if self.answer("BANNER", "220 mail.test ESMTP"):
                while self.command():
                    pass
        except (OSError, ssl.SSLError):
            pass
        finally:
            self.connection.close()

    def wrap(self):
        self.connection = self.box.context.wrap_socket(self.connection, server_side=True)
        self.secure = True

    def send(self, line):
        self.connection.sendall(line.encode() + b"\r\n")

    def answer(self, verb, usual):
        """False: the conversation is over."""
        said = self.box.say.get(verb, usual)
        if said == "hang":
            self.box.ended.wait(30)
            return False
        if said == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self.send(said)
        return not said.startswith("421")

    def refused(self, verb):
        return self.box.say.get(verb, "2")[0] not in "23"

    def command(self):
        line = self.file.readline()
        if not line:
            return False
        text = line.decode("latin-1").rstrip("\r\n")
        verb = text.split(" ")[0].split(":")[0].upper()
        self.box.heard.append(text)
        handle = getattr(self, f"on_{verb.lower()}", None)
        if handle is None:
            return self.answer(verb, "502 5.5.1 unknown")
        return handle(text)

    def on_ehlo(self, text):
        offers = ["mail.test", "SIZE 10000000", "8BITMIME"]
        if self.box.tls == "starttls" and not self.secure:
            offers.append("STARTTLS")
        if self.box.user and (self.secure or not self.box.tls):
            offers.append(f"AUTH {self.box.mechanisms}")
        if "EHLO" in self.box.say:
            return self.answer("EHLO", "")
        for offer in offers[:-1]:
            self.send(f"250-{offer}")
        self.send(f"250 {offers[-1]}")
        return True

    def on_starttls(self, text):
        if not self.answer("STARTTLS", "220 2.0.0 go ahead"):
            return False
        self.wrap()
        self.file = self.connection.makefile("rb")
        return True

    def line(self):
        return base64.b64decode(self.file.readline().strip()).decode()

    def on_auth(self, text):
        words = text.split(" ")
        given = base64.b64decode(words[2]).decode() if len(words) > 2 else None
        if words[1] == "LOGIN":
            self.send("334 VXNlcm5hbWU6")
            user = given or self.line()
            self.send("334 UGFzc3dvcmQ6")
            secret = self.line()
        else:
            if given is None:
                self.send("334 ")
                given = self.line()
            if words[1] == "PLAIN":
                _, user, secret = given.split("\0")
            else:
                fields = dict(part.split("=", 1) for part in given.split("\1") if "=" in part)
                user, secret = fields["user"], fields["auth"].removeprefix("Bearer ")
        good = user == self.box.user and secret == self.box.secret
        self.user = user if good else None
        return self.answer("AUTH", "235 2.7.0 welcome" if good else f"535 5.7.8 no such credentials as {secret}")

    def on_mail(self, text):
        if self.box.user and self.user is None:
            return self.answer("MAIL", "530 5.7.0 sign in first")
        self.sender, self.recipients = text.split("<")[1].split(">")[0], []
        return self.answer("MAIL", "250 2.1.0 ok")

    def on_rcpt(self, text):
        one = text.split("<")[1].split(">")[0]
        verb = f"RCPT {one}" if f"RCPT {one}" in self.box.say else "RCPT"
        if not self.refused(verb):
            self.recipients.append(one)
        return self.answer(verb, "250 2.1.5 ok")

    def on_data(self, text):
        if not self.answer("DATA", "354 go ahead") or self.refused("DATA"):
            return not self.box.say.get("DATA", "").startswith(("421", "drop", "hang"))
        data = b""
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                return False
            data += line[1:] if line.startswith(b".") else line
        if not self.refused("BODY") and self.box.say.get("BODY") not in ("drop", "hang"):
            self.box.taken.append(Taken(self.sender, self.recipients, data, self.secure, self.user))
        elif self.box.say.get("BODY") == "drop":  # it has the message, and its answer is lost
            self.box.taken.append(Taken(self.sender, self.recipients, data, self.secure, self.user))
        return self.answer("BODY", "250 2.0.0 queued as 1")

    def on_rset(self, text):
        return self.answer("RSET", "250 2.0.0 ok")

    def on_noop(self, text):
        return self.answer("NOOP", "250 2.0.0 ok")

    def on_quit(self, text):
        self.answer("QUIT", "221 2.0.0 bye")
        return False


def server_context(folder):
    """A certificate for localhost that signs itself: FOLDER/mail.pem is what a client has to know."""
    folder = Path(folder)
    pem, key = folder / "mail.pem", folder / "mail.key"
    if not pem.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", pem],
            check=True, capture_output=True,
        )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    return context

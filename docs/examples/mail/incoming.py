#!/usr/bin/env python3
"""Tells Baton of the mail that comes to its mailbox: what people answer, and what did not arrive.

The mail server starts this program for each message to the mailbox that Baton's mail comes from, and writes the message to its standard input:
in /etc/aliases of Postfix, `baton: "|/usr/local/bin/incoming.py"`. A report on a delivery (RFC 3464) is told once for each of its recipients, and any other
message once. What a machine answered, such as a notice of absence (RFC 3834), is passed over, so that two programs do not answer each other without end.

BATON_HOOK is the address of the connection's webhook, and BATON_HOOK_SECRET its secret. When Baton cannot be told, the status is 75, which asks the mail server
to try again later, for days. That is so also where the secret or the address is wrong or not set: with any other status the mail server would return the
message, and because a report has no sender to whom it could go, it would be lost before somebody has mended the mistake.
"""

import email
import email.policy
import email.utils
import hashlib
import hmac
import html.parser
import http.client
import json
import os
import re
import sys
import urllib.request

TRY_AGAIN = 75  # EX_TEMPFAIL
TEXT_MAX = 100_000  # characters; Baton takes bodies of 1 MiB, in which one of them may have six bytes


def address(field):
    """`rfc822; ada@example.com` without the kind of the address."""
    return field.partition(";")[2].strip() if ";" in field else field.strip()


def message_id(report):
    """The Message-ID of the message that the report is about: it comes back whole, or with its header alone."""
    for part in report.walk():
        if part.get_content_type() == "message/rfc822":
            return part.get_payload(0)["Message-ID"]
        if part.get_content_type() == "text/rfc822-headers":
            return email.message_from_string(part.get_content(), policy=email.policy.default)["Message-ID"]
    return None


def moment(date):
    """The time of a field Date in ISO 8601; nothing if it cannot be read."""
    try:
        return email.utils.parsedate_to_datetime(str(date)).isoformat()
    except (TypeError, ValueError):
        return None


def deliveries(report):
    """What the report says of each recipient."""
    about = message_id(report)
    if not about:
        return
    time = moment(report["Date"])
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload()[1:]:  # the first block is about the message as a whole
            recipient = fields["Original-Recipient"] or fields["Final-Recipient"]
            if recipient and fields["Action"]:
                yield {
                    "message_id": str(about).strip(),
                    "recipient": address(recipient),
                    "action": fields["Action"].strip().lower(),
                    "status": (fields["Status"] or "").strip(),
                    "diagnostic": " ".join((fields["Diagnostic-Code"] or "").split()),
                    **({"time": time} if time else {}),
                }


class Words(html.parser.HTMLParser):
    """The text of a message in HTML."""

    BREAKS = ("br", "p", "div", "li", "tr", "h1", "h2", "h3")

    def __init__(self, page):
        super().__init__()
        self.text, self.hidden = "", 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("style", "script", "blockquote")
        self.text += "\n" if tag in self.BREAKS else ""

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script", "blockquote") and self.hidden > 0

    def handle_data(self, data):
        self.text += "" if self.hidden else re.sub(r"\s+", " ", data)


def words(message):
    """What a message says, as plain text."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = body.get_content()
    except LookupError:  # a character set that nobody knows
        text = body.get_payload(decode=True).decode("utf-8", "replace")
    return Words(text).text if body.get_content_subtype() == "html" else text


def said(text):
    """A text without what it quotes, and without the signature below `-- `. What it quotes has > in front, and may begin with whom it quotes."""
    lines = re.split(r"^-- $", text, maxsplit=1, flags=re.M)[0].split("\n")
    own = "\n".join(line for line in lines if not line.startswith(">")).strip()
    return re.sub(r"(^|\n)[^\n]*<[^<>\s]+@[^<>\s]+>[^<>]{0,40}:$", "", own).strip()


def ids(*fields):
    """The ids of messages in these fields of a header."""
    return [one for field in fields for one in re.findall(r"<[^<>\s]{1,900}>", str(field or ""))]


def reply(message):
    """What somebody wrote. It belongs to the thread that began with the first message to which it refers."""
    sender = next(iter(message["From"].addresses), None) if message["From"] else None
    if sender is None or str(message["Auto-Submitted"] or "no").strip().lower() != "no":
        return
    whole = words(message).replace("\r\n", "\n")
    told = {
        "from": sender.addr_spec,
        "name": sender.display_name,
        "subject": str(message["Subject"] or "").strip(),
        "text": (said(whole) or whole.strip())[:TEXT_MAX],
        "message_id": next(iter(ids(message["Message-ID"])), ""),
        "thread": next(iter(ids(message["References"], message["In-Reply-To"])), ""),
    }
    yield {name: value.encode("utf-8", "replace").decode() for name, value in told.items() if value or name == "text"}


def setting(name):
    value = os.environ.get(name)
    if not value:
        raise ValueError(f"{name} is not set")
    return value


def tell(what):
    body = json.dumps(what).encode()
    signature = hmac.new(setting("BATON_HOOK_SECRET").encode(), body, hashlib.sha256).hexdigest()
    request = urllib.request.Request(setting("BATON_HOOK"), body, {"Content-Type": "application/json", "X-Signature": signature})
    urllib.request.urlopen(request, timeout=20).close()


def main():
    message = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
    is_report = message.get_content_type() == "multipart/report"
    try:
        for what in deliveries(message) if is_report else reply(message):
            tell(what)
    except (OSError, ValueError, http.client.HTTPException) as problem:  # URLError and HTTPError are kinds of OSError
        print(problem, file=sys.stderr)
        return TRY_AGAIN
    return 0


if __name__ == "__main__":
    sys.exit(main())

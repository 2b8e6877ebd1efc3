#!/usr/bin/env python3
"""Tells Baton of mail that did not arrive.

The mail server starts this program for each message to the mailbox that Baton's mail comes from, and writes the message to its standard input:
in /etc/aliases of Postfix, `baton: "|/usr/local/bin/bounces.py"`. What is no report on a delivery (RFC 3464) is passed over.

BATON_HOOK is the address of the connection's webhook, and BATON_HOOK_SECRET its secret. When Baton cannot be told, the status is 75, which asks the mail server
to try again later, for days. That is so also where the secret or the address is wrong or not set: with any other status the mail server would return the
report, and because a report has no sender to whom it could go, it would be lost before somebody has mended the mistake.
"""

import email
import email.policy
import email.utils
import hashlib
import hmac
import http.client
import json
import os
import sys
import urllib.request

TRY_AGAIN = 75  # EX_TEMPFAIL


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
    if report.get_content_type() != "multipart/report" or not about:
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


def setting(name):
    value = os.environ.get(name)
    if not value:
        raise ValueError(f"{name} is not set")
    return value


def tell(delivery):
    body = json.dumps(delivery).encode()
    signature = hmac.new(setting("BATON_HOOK_SECRET").encode(), body, hashlib.sha256).hexdigest()
    request = urllib.request.Request(setting("BATON_HOOK"), body, {"Content-Type": "application/json", "X-Signature": signature})
    urllib.request.urlopen(request, timeout=20).close()


def main():
    report = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
    try:
        for delivery in deliveries(report):
            tell(delivery)
    except (OSError, ValueError, http.client.HTTPException) as problem:  # URLError and HTTPError are kinds of OSError
        print(problem, file=sys.stderr)
        return TRY_AGAIN
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A reader of HTTP/1.1 requests as RFC 9112 has them, and nothing more lenient: what the server takes, this must take too.

It is written from the grammar and not after the server's own reader, so that one mistake is not made twice. Three things are left as wide as
other servers leave them, since no two readers could disagree over where a message ends: any visible ASCII in a target, a fragment behind
it, and any number of empty lines before a request. Where the RFC lets a server choose (repeated equal lengths, a coding besides chunked,
HTTP/1.x, IPvFuture, a user before a host), this reader refuses.
"""

import ipaddress
import re
from dataclasses import dataclass

TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
QUOTED = rb'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*"'
REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") ([\x21-\x7e]+) HTTP/([0-9])\.([0-9])\Z")
FIELD = re.compile(rb"(" + TOKEN + rb"):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t \x21-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*\Z")
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]+)((?:[ \t]*;[ \t]*" + TOKEN + rb"(?:[ \t]*=[ \t]*(?:" + TOKEN + rb"|" + QUOTED + rb"))?)*)\Z")
ABSOLUTE = re.compile(rb"https?://([^/?#]*)(/[^?#]*)?(?:\?[^#]*)?(?:#.*)?\Z", re.I)
REG_NAME = re.compile(rb"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*\Z")


@dataclass
class Message:
    method: bytes
    target: bytes
    minor: int
    fields: list
    body: bytes
    keep_alive: bool

    def field(self, name):
        return next((value for each, value in self.fields if each == name), None)


class Bad(Exception):
    """Not a request."""


class Cut(Exception):
    """Not yet a whole request."""


def host_and_port(text, empty_allowed):
    """uri-host [":" port], RFC 3986 section 3.2.2."""
    if text.startswith(b"["):
        inside, bracket, after = text[1:].partition(b"]")
        if not bracket or (after and not re.fullmatch(rb":[0-9]*", after)):
            return False
        try:
            return b"%" not in inside and bool(ipaddress.IPv6Address(inside.decode("ascii")))
        except ValueError:
            return False
    host, _, port = text.partition(b":")
    return bool(REG_NAME.match(host)) and bool(re.fullmatch(rb"[0-9]*", port)) and (bool(host) or empty_allowed)


def target_holds(target):
    if target.startswith(b"/") or target.partition(b"#")[0] == b"*":
        return True
    absolute = ABSOLUTE.match(target)
    if not absolute:
        return False
    return host_and_port(absolute.group(1), empty_allowed=False)


def line(data, at):
    end = data.find(b"\n", at)
    if end < 0:
        raise Cut
    if end == at or data[end - 1 : end] != b"\r":
        raise Bad
    return data[at : end - 1], end + 1


def read_fields(data, at):
    fields = []
    while True:
        text, at = line(data, at)
        if not text:
            return fields, at
        field = FIELD.match(text)
        if not field:
            raise Bad
        fields.append((field.group(1).lower(), field.group(2)))


def read_chunked(data, at):
    body = []
    while True:
        text, at = line(data, at)
        size = CHUNK_LINE.match(text)
        if not size:
            raise Bad
        count = int(size.group(1), 16)
        if count == 0:
            _, at = read_fields(data, at)
            return b"".join(body), at
        if at + count + 2 > len(data):
            if len(data) > at + count and data[at + count : at + count + 1] != b"\r":
                raise Bad
            raise Cut
        if data[at + count : at + count + 2] != b"\r\n":
            raise Bad
        body.append(data[at : at + count])
        at += count + 2


def read_message(data, at):
    while data.startswith(b"\r\n", at):
        at += 2
    if data[at:] in (b"", b"\r"):
        raise Cut
    text, at = line(data, at)
    request = REQUEST_LINE.match(text)
    if not request or request.group(3) != b"1" or request.group(4) not in b"01" or not target_holds(request.group(2)):
        raise Bad
    minor = int(request.group(4))
    fields, at = read_fields(data, at)
    hosts, lengths, codings = ([value for name, value in fields if name == each] for each in (b"host", b"content-length", b"transfer-encoding"))
    if len(hosts) > 1 or (minor == 1 and not hosts) or any(not host_and_port(host, empty_allowed=True) for host in hosts):
        raise Bad
    if len(lengths) > 1 or len(codings) > 1 or (lengths and codings):
        raise Bad
    try:
        body, at = read_body(data, at, minor, lengths, codings)
    except (Bad, Cut) as error:
        error.head_holds = True
        raise
    options = {option.strip(b" \t").lower() for name, value in fields if name == b"connection" for option in value.split(b",")}
    keep_alive = b"close" not in options and (minor == 1 or b"keep-alive" in options)
    return Message(request.group(1), request.group(2), minor, fields, body, keep_alive), at


def read_body(data, at, minor, lengths, codings):
    body = b""
    if codings:
        if minor == 0 or codings[0].lower() != b"chunked":
            raise Bad
        body, at = read_chunked(data, at)
    elif lengths:
        if not re.fullmatch(rb"[0-9]+", lengths[0]):
            raise Bad
        length = int(lengths[0]) if len(lengths[0]) < 4000 else 10**18
        if at + length > len(data):
            raise Cut
        body, at = data[at : at + length], at + length
    return body, at


def heads_in(data):
    """How many requests begin with a head that holds, whatever becomes of the last one's body."""
    count, at = 0, 0
    while True:
        try:
            message, at = read_message(data, at)
        except (Bad, Cut) as error:
            return count + getattr(error, "head_holds", False)
        count += 1
        if not message.keep_alive:
            return count


def read_all(data):
    """The requests of a connection, and how it ends: "end" (nothing is left), "close" (asked for), "cut" or "bad"."""
    messages, at = [], 0
    while True:
        try:
            message, at = read_message(data, at)
        except Bad:
            return messages, "bad"
        except Cut:
            return messages, "end" if re.fullmatch(rb"(\r\n)*", data[at:]) else "cut"
        messages.append(message)
        if not message.keep_alive:
            return messages, "close"

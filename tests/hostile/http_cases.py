"""Requests that are malformed, ambiguous or merely odd, each with what must become of it. The verdicts are written down, not computed.

A case that is refused carries a whole good request behind it: if the server went on reading, that one would be stored.
"""

import json
from dataclasses import dataclass
from pathlib import Path

HOST = b"Host: localhost\r\n"
LINE = b"POST /api/v1/events HTTP/1.1\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"
BODY_MAX = 1_048_576
HEAD_MAX = 16_384


@dataclass
class Case:
    name: str
    data: bytes
    statuses: tuple  # of the final answers, in order
    end: str  # "open": the connection goes on; "closed": the server ends it; "cut": the client ends its side in the middle
    stored: tuple = ()  # ids of the events it stores


def body(name):
    return json.dumps({"type": "corpus.sent", "id": name}, separators=(",", ":")).encode()


class Corpus:
    def __init__(self, token):
        self.auth = b"Authorization: Bearer " + token.encode() + b"\r\n"
        self.cases = []
        for group in (lengths, codings, chunks, hosts, request_lines, targets, fields, sizes, expectations, pipelines, smuggling, strangers):
            group(self)

    def post(self, name, *more, line=LINE, host=HOST, length=True, text=None):
        """A good request for an event called `name`, with more fields."""
        text = body(name) if text is None else text
        sized = b"Content-Length: %d\r\n" % len(text) if length else b""
        return line + host + self.auth + b"".join(field + b"\r\n" for field in more) + sized + b"\r\n" + text

    def chunked(self, name, chunks, *more):
        """A request whose body is sent as `chunks`, which are bytes on the wire."""
        return self.post(name, b"Transfer-Encoding: chunked", *more, length=False, text=chunks)

    def refuse(self, name, data, status=400, before=()):
        """Refused after the answers `before`, and the connection closed; nothing is stored."""
        hidden = b"" if data.endswith(b"$") else self.post("hidden-" + name)
        self.cases.append(Case(name, data.removesuffix(b"$") + hidden, (*before, status), "closed"))

    def cut(self, name, data, *statuses):
        self.cases.append(Case(name, data, statuses, "cut"))

    def take(self, name, data, *statuses, end="open", stored=None):
        statuses = statuses or (202,)
        stored = ((name,) if 202 in statuses else ()) if stored is None else stored
        self.cases.append(Case(name, data, statuses, end, stored))


def lengths(corpus):
    size = len(body("length-00"))
    bad = [
        b"", b"+%d" % size, b"-%d" % size, b"-0", b"0x%x" % size, b"%d.0" % size, b"%de0" % size, b"%d;" % size, b'"%d"' % size, b"%d, %d" % (size, size),
        b"%d,%d" % (size, size), b"%d, 0" % size, b"0, %d" % size, b"%d %d" % (size, size), b"%d\t1" % size, b"1 %d" % size, b",%d" % size, b"%d," % size,
        b"%d\x0b" % size, b"%d\x0c" % size, b"%d\xa0" % size, b"\x0b%d" % size, b"\xd9\xa3\xd9\xa2", b"%d\x00" % size, b"\x00%d" % size, b"%d\r" % size,
        b"1_0", b"1'0", b"0b11", b"0o17", b"0%dh" % size, b"NaN", b"inf", b"chunked", b"%d%%" % size, b"ten", b"%d/1" % size, b"\xef\xbc\x93",
    ]
    for number, value in enumerate(bad):
        name = f"length-{number:02}"
        corpus.refuse(name, corpus.post(name, b"Content-Length: " + value, length=False))
    for name, value in {"length-2e32": 2**32, "length-2e63": 2**63, "length-2e64": 2**64, "length-googol": 10**100, "length-over": BODY_MAX + 1}.items():
        corpus.refuse(name, corpus.post(name, b"Content-Length: %d" % value, length=False), 413)
    for name, value in {"length-wraps-32": 2**32 + size, "length-wraps-64": 2**64 + size}.items():
        corpus.refuse(name, corpus.post(name, b"Content-Length: %d" % value, length=False), 413)
    corpus.refuse("length-twice-same", corpus.post("length-twice-same", b"Content-Length: %d" % len(body("length-twice-same"))))
    corpus.refuse("length-twice-other", corpus.post("length-twice-other", b"Content-Length: 0"))
    corpus.refuse("length-thrice", corpus.post("length-thrice", *[b"Content-Length: 5"] * 2))
    corpus.refuse("length-twice-case", corpus.post("length-twice-case", b"content-length: 5"))
    corpus.refuse("length-many", corpus.post("length-many", *[b"Content-Length: 5"] * 80))
    corpus.refuse("length-apart", corpus.post("length-apart", b"Content-Length: 0", b"X: y", b"Content-Length: 1", length=False))
    corpus.refuse("length-empty-and-good", corpus.post("length-empty-and-good", b"Content-Length:"))
    for name in ("length-zeros", "length-blanks", "length-tabs", "length-lower", "length-upper"):
        count = len(body(name))
        field = {
            "length-zeros": b"Content-Length: %025d" % count,
            "length-blanks": b"Content-Length:     %d   " % count,
            "length-tabs": b"Content-Length:\t%d\t" % count,
            "length-lower": b"content-length:%d" % count,
            "length-upper": b"CONTENT-LENGTH: %d" % count,
        }[name]
        corpus.take(name, corpus.post(name, field, length=False))
    corpus.take("length-none", corpus.post("length-none", length=False, text=b""), 400)
    corpus.take("length-max", corpus.post("length-max", text=body("length-max").ljust(BODY_MAX)))
    corpus.take("length-1.0", corpus.post("length-1.0", line=LINE.replace(b"1.1", b"1.0"), host=b""), end="closed")
    corpus.take("length-on-get", GET + HOST + b"Content-Length: 5\r\n\r\nhello", 200)
    corpus.take("length-on-delete", b"DELETE /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nhello", 405)
    corpus.cut("length-too-great", corpus.post("length-too-great", b"Content-Length: 900", length=False), 400)
    corpus.cut("length-no-body", corpus.post("length-no-body", b"Content-Length: 1", length=False, text=b""), 400)
    # Too small: what is left of the body is no request.
    corpus.refuse("length-too-small", corpus.post("length-too-small", b"Content-Length: 10", length=False), before=(400,))
    corpus.refuse("length-zero", corpus.post("length-zero", b"Content-Length: 0", length=False), before=(400,))
    corpus.refuse("length-underscore", corpus.post("length-underscore", b"Content_Length: 10", length=False), before=(400,))
    corpus.refuse("length-prefixed", corpus.post("length-prefixed", b"X-Content-Length: 10", length=False), before=(400,))


def codings(corpus):
    bad = [
        b"", b"identity", b"gzip", b"gzip, chunked", b"identity, chunked", b"chunked, identity", b"chunked, gzip", b"chunked, chunked", b"chunked,", b",chunked",
        b"chunked;q=0.5", b"chunked ;", b'"chunked"', b"xchunked", b"chunkedx", b"chunke", b"x chunked", b"chunked x", b"\x0bchunked", b"chunked\x0b",
        b"\x0cchunked", b"chunked\x00", b"\x00chunked", b"chunked\r", b"chu nked", b"c\xc2\xadhunked", b"chun\xe2\x84\xaaed", b"chunked\xa0", b"[chunked]",
        b"chunked/1.1", b"*", b"deflate", b"trailers", b"cow", b"chunked\t, identity",
    ]
    for number, value in enumerate(bad):
        name = f"coding-{number:02}"
        data = corpus.post(name, b"Transfer-Encoding: " + value, length=False, text=b"%x\r\n%s\r\n0\r\n\r\n" % (len(body(name)), body(name)))
        corpus.refuse(name, data)
    both = lambda name, *more: corpus.post(name, *more, text=b"0\r\n\r\n")  # noqa: E731
    corpus.refuse("both", both("both", b"Transfer-Encoding: chunked"))
    corpus.refuse("both-turned", corpus.post("both-turned", b"Content-Length: 5", b"Transfer-Encoding: chunked", length=False, text=b"0\r\n\r\n"))
    corpus.refuse("both-zero", corpus.post("both-zero", b"Content-Length: 0", b"Transfer-Encoding: chunked", length=False, text=b"0\r\n\r\n"))
    corpus.refuse("both-identity", both("both-identity", b"Transfer-Encoding: identity"))
    corpus.refuse("both-apart", both("both-apart", b"Transfer-Encoding: chunked", *[b"X-%d: y" % i for i in range(50)]))
    corpus.refuse("both-case", both("both-case", b"tRANSFER-eNCODING: CHUNKED"))
    corpus.refuse("both-on-get", GET + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    corpus.refuse("coding-twice", corpus.chunked("coding-twice", b"0\r\n\r\n", b"Transfer-Encoding: chunked"))
    corpus.refuse("coding-twice-identity", corpus.chunked("coding-twice-identity", b"0\r\n\r\n", b"Transfer-Encoding: identity"))
    corpus.refuse("coding-identity-first", corpus.post("c", b"Transfer-Encoding: identity", b"Transfer-Encoding: chunked", length=False, text=b"0\r\n\r\n"))
    corpus.refuse("coding-1.0", corpus.chunked("coding-1.0", b"0\r\n\r\n").replace(b"HTTP/1.1", b"HTTP/1.0", 1))
    corpus.refuse("coding-1.0-keep", corpus.chunked("coding-1.0-keep", b"0\r\n\r\n", b"Connection: keep-alive").replace(b"HTTP/1.1", b"HTTP/1.0", 1))
    for name, separator in {"space": b" :", "tab": b"\t:", "vt": b"\x0b:", "nul": b"\x00:", "cr": b"\r:", "nbsp": b"\xa0:"}.items():
        corpus.refuse(f"coding-name-{name}", corpus.post(f"coding-name-{name}", b"Transfer-Encoding" + separator + b" chunked", length=False, text=b"0\r\n\r\n"))
    corpus.refuse("coding-underscore", corpus.post("u", b"Transfer_Encoding: chunked", length=False, text=b"0\r\n\r\n"), before=(400,))
    for name, value in {"coding-lower": b"chunked", "coding-upper": b"CHUNKED", "coding-mixed": b"ChUnKeD", "coding-blanks": b"  chunked\t "}.items():
        text = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body(name)), body(name))
        corpus.take(name, corpus.post(name, b"Transfer-Encoding: " + value, length=False, text=text))
    corpus.take("coding-te", corpus.post("coding-te", b"TE: trailers, deflate;q=0.5", b"Connection: TE"))
    corpus.take("coding-on-get", GET + HOST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200)


def chunks(corpus):
    def whole(name, size_line=None, after=b"\r\n", last=b"0\r\n\r\n"):
        text = body(name)
        size_line = b"%x" % len(text) if size_line is None else size_line.replace(b"#", b"%x" % len(text))
        return corpus.chunked(name, size_line + b"\r\n" + text + after + last)

    bad = [
        b"", b"g", b"-1", b"+#", b"0x#", b" #", b"# ", b"#\t", b"#;", b"#;;a", b"#;=b", b"#;a=", b"#; a =", b'#;a="', b'#;a="b', b"#;a=b c", b"# a", b"#,a", b"#;a\x00", b"#;a=\x00",
        b"#;a\rb", b"\r#", b"#\r", b"#;a=\x7f", b'#;a="\x00"', b'#;a="\x7f"', b'#;a="\r"', b'#;a="\\\r"', b'#;a="\\\x00"', b'#;a="\\\x01"', b'#;a="\\\x7f"', b'#;"a"=b', b'#;"a"',
        b"#;a=b;", b"#;a=(b)", b"#;a=[b]", b'#;a=b"c"', b'#;a="b"c', b"#:", b"#.0", b"#h", b"0#x", b"\xef\xbc\x93", b"#;\xc3\xa4", b"\x00#", b"#\x0b", b"#\xa0", b"{#}", b"0b1", b"1_0",
    ]
    for number, line in enumerate(bad):
        corpus.refuse(f"chunk-{number:02}", whole(f"chunk-{number:02}", line))
    for number, line in enumerate((b"7fffffffffffffff", b"ffffffffffffffff", b"10000000000000000", b"8000000000000000", b"fffffffffffffffffffffffffffff")):
        corpus.refuse(f"chunk-vast-{number}", whole(f"chunk-vast-{number}", line))
    corpus.refuse("chunk-wraps", whole("chunk-wraps", b"1000000000000000#"))
    for number, line in enumerate((b"100001", b"7fffffff", b"80000000", b"ffffffff", b"fffffffffffffff")):
        corpus.refuse(f"chunk-large-{number}", whole(f"chunk-large-{number}", line), 413)
    corpus.refuse("chunk-sum-too-large", corpus.chunked("s", b"80000\r\n" + b" " * 0x80000 + b"\r\n80001\r\n"), 413)
    corpus.refuse("chunk-line-long", whole("chunk-line-long", b"#;a=" + b"b" * 2000))
    corpus.refuse("chunk-lines-long", corpus.chunked("l", (b"1;a=" + b"b" * 1000 + b"\r\n \r\n") * 1200), 413)
    corpus.refuse("chunk-bare-lf", whole("chunk-bare-lf").replace(b"\r\n{", b"\n{"))
    corpus.refuse("chunk-bare-cr", whole("chunk-bare-cr").replace(b"\r\n{", b"\r{"))
    for number, after in enumerate((b"", b"\n", b"\r", b"\r\r\n", b"\n\r", b"x\r\n", b"\r\n\r\n", b" \r\n", b"\x00\r\n", b"\r\x00\n")):
        corpus.refuse(f"chunk-after-{number}", whole(f"chunk-after-{number}", after=after))
    trailers = (b"X", b"X y", b": y", b"X : y", b"X\t: y", b" X: y", b"X: y\r\n z: w", b"X: y\r\n\tz", b"X: \x00", b"X: \x7f", b"X: a\rb", b"X\x00: y", b"(X): y", b"X: y\nZ: w", b"\xc3\xa4: y")
    for number, trailer in enumerate(trailers):
        corpus.refuse(f"trailer-{number:02}", whole(f"trailer-{number:02}", last=b"0\r\n" + trailer + b"\r\n\r\n"))
    corpus.refuse("trailer-end-lf", whole("trailer-end-lf", last=b"0\r\n\n"))
    corpus.refuse("trailer-last-lf", whole("trailer-last-lf", last=b"0\n\r\n"))
    corpus.refuse("trailer-long", whole("trailer-long", last=b"0\r\nX: " + b"y" * 2000 + b"\r\n\r\n"), 431)
    corpus.refuse("trailer-many", whole("trailer-many", last=b"0\r\n" + (b"X: " + b"y" * 900 + b"\r\n") * 20 + b"\r\n"), 431)
    good = {
        "chunk-plain": b"#", "chunk-zeros": b"0000000#", "chunk-ext": b"#;a", "chunk-ext-value": b"#;a=b", "chunk-ext-quoted": b'#;a="b;c\\"d"', "chunk-ext-many": b"#;a;b=c;d",
        "chunk-ext-blanks": b"# ; a = b", "chunk-ext-tab": b"#\t;\ta", "chunk-ext-empty": b'#;a=""', "chunk-ext-text": b'#;a="\xc3\xa4\\\xa4"',
    }
    for name, line in good.items():
        corpus.take(name, whole(name, line))
    corpus.take("chunk-upper", corpus.chunked("chunk-upper", b"%X\r\n%s\r\n0\r\n\r\n" % (0xAB, body("chunk-upper").ljust(0xAB))))
    corpus.take("chunk-ones", corpus.chunked("chunk-ones", b"".join(b"1\r\n%c\r\n" % byte for byte in body("chunk-ones")) + b"0\r\n\r\n"))
    corpus.take("chunk-last-zeros", whole("chunk-last-zeros", last=b"00000\r\n\r\n"))
    corpus.take("chunk-last-ext", whole("chunk-last-ext", last=b"0;a=b\r\n\r\n"))
    corpus.take("trailer-plain", whole("trailer-plain", last=b"0\r\nX: y\r\nZ:\r\n\r\n"))
    # A trailer never means anything, least of all a length, a host or a permission.
    corpus.take("trailer-length", whole("trailer-length", last=b"0\r\nContent-Length: 5\r\nHost: other\r\nTransfer-Encoding: gzip\r\n\r\n"))
    corpus.take("trailer-permission", corpus.chunked("p", b"0\r\n" + corpus.auth + b"\r\n").replace(corpus.auth, b"", 1), 401)
    for name, last in {"none": b"", "half": b"0\r", "no-end": b"0\r\n", "in-trailer": b"0\r\nX: y\r\n", "half-end": b"0\r\n\r"}.items():
        corpus.cut(f"chunk-cut-{name}", whole(f"chunk-cut-{name}", last=last), 400)
    corpus.cut("chunk-cut-data", corpus.chunked("c", b"50\r\nabc"), 400)
    corpus.cut("chunk-cut-size", corpus.chunked("c", b"5"), 400)


def hosts(corpus):
    bad = [
        b"a b", b"a\tb", b"a/b", b"a@b", b"http://a", b"a?b", b"a#b", b"a\\b", b"<a>", b"{a}", b'"a"', b"a|b", b"a^b", b"a`b", b"[::1", b"::1", b"[::1]x", b"[::g]", b"[]", b"[::1]:x",
        b"a:b", b"a:80:90", b"a:-1", b"a:+80", b"a: 80", b"a :80", b"a%", b"a%zz", b"a%2", b"a\x00", b"a\x7f", b"\xc3\xa4.example", b"a\x0bb", b"a:0x50", b"[1.2.3.4]", b"a]", b"[a",
    ]
    for number, host in enumerate(bad):
        corpus.refuse(f"host-{number:02}", corpus.post(f"host-{number:02}", host=b"Host: " + host + b"\r\n"))
    corpus.refuse("host-none", corpus.post("host-none", host=b""))
    corpus.refuse("host-none-absolute", corpus.post("host-none-absolute", host=b"", line=LINE.replace(b"/api", b"http://localhost/api", 1)))
    corpus.refuse("host-twice", corpus.post("host-twice", host=HOST + HOST))
    corpus.refuse("host-twice-other", corpus.post("host-twice-other", b"Host: other"))
    corpus.refuse("host-twice-case", corpus.post("host-twice-case", b"hOST: localhost"))
    corpus.refuse("host-twice-empty", corpus.post("host-twice-empty", b"Host:"))
    corpus.refuse("host-twice-1.0", corpus.post("host-twice-1.0", b"Host: other", line=LINE.replace(b"1.1", b"1.0")))
    corpus.refuse("host-folded", corpus.post("host-folded", host=b"Host:\r\n localhost\r\n"))
    corpus.refuse("host-space", corpus.post("host-space", host=b"Host : localhost\r\n"))
    for number, host in enumerate((b"", b"localhost:8700", b"127.0.0.1", b"[::1]", b"[::1]:80", b"[::ffff:1.2.3.4]", b"a-b.c", b"EXAMPLE.com", b"a:", b"a%20b", b"a!$&'()*+,;=b", b"a" * 500)):
        corpus.take(f"host-good-{number}", corpus.post(f"host-good-{number}", host=b"Host: " + host + b"\r\n"))


def request_lines(corpus):
    def line(name, text, status=400):
        corpus.refuse(name, corpus.post(name, line=text), status)

    versions = [
        b"http/1.1", b"Http/1.1", b"HTTP/1.10", b"HTTP/01.1", b"HTTP/1.", b"HTTP/1", b"HTTP/.1", b"HTTP/", b"HTTP", b"HTTP/1,1", b"HTTP/ 1.1", b"HTTP /1.1", b"HTTPS/1.1", b"XHTTP/1.1",
        b"HTTP/1.1x", b"HTTP/1.1 ", b"HTTP/1.1\t", b"HTTP/1.1\x00", b"HTTP/1.1\r", b"HTTP/a.b", b"HTTP/-1.1", b"HTTP/1.\xc2\xb9", b"HTTP\\1.1", b"ICE/1.0", b"RTSP/1.0", b"SIP/2.0", b"HTTP/1.1 HTTP/1.1",
    ]
    for number, version in enumerate(versions):
        line(f"version-{number:02}", b"POST /api/v1/events " + version + b"\r\n")
    for number, version in enumerate((b"0.9", b"1.2", b"1.9", b"2.0", b"3.0", b"9.9", b"0.0")):
        line(f"version-other-{number}", b"POST /api/v1/events HTTP/" + version + b"\r\n", 505)
    lines = [
        b"POST  /api/v1/events HTTP/1.1\r\n", b"POST /api/v1/events  HTTP/1.1\r\n", b" POST /api/v1/events HTTP/1.1\r\n", b"\tPOST /api/v1/events HTTP/1.1\r\n", b"POST\t/api/v1/events\tHTTP/1.1\r\n",
        b"POST\t/api/v1/events HTTP/1.1\r\n", b"POST /api/v1/events\tHTTP/1.1\r\n", b"POST\x0b/api/v1/events HTTP/1.1\r\n", b"POST\xa0/api/v1/events HTTP/1.1\r\n", b"POST /api/v1/events\r\n",
        b"POST\r\n", b"POST \r\n", b"POST HTTP/1.1\r\n", b"POST  HTTP/1.1\r\n", b"/api/v1/events HTTP/1.1\r\n", b" /api/v1/events HTTP/1.1\r\n", b"HTTP/1.1\r\n", b"POST /api/v1/events HTTP/1.1\n",
        b"POST /api/v1/events HTTP/1.1\r", b"POST /api/v1/events HTTP/1.1\r\r\n", b"POST /api/v1/events HTTP/1.1\n\r", b"\nPOST /api/v1/events HTTP/1.1\r\n", b"\rPOST /api/v1/events HTTP/1.1\r\n",
        b"\r\n POST /api/v1/events HTTP/1.1\r\n", b"\x00POST /api/v1/events HTTP/1.1\r\n", b"POST /api/v1/events x HTTP/1.1\r\n", b"POST POST /api/v1/events HTTP/1.1\r\n", b"HTTP/1.1 200 OK\r\n",
        b"POST /api/v1/events HTTP/1.1\x0b\r\n", b"\xef\xbb\xbfPOST /api/v1/events HTTP/1.1\r\n",
    ]
    for number, text in enumerate(lines):
        line(f"line-{number:02}", text)
    for number, method in enumerate((b"P(ST", b"PO\x00ST", b"POST:", b"P\xc3\x96ST", b'"POST"', b"PO/ST", b"[POST]", b"PO,ST", b"PO;ST", b"PO=ST", b"P@ST", b"PO\\ST", b"{}", b"PO?ST", b"\x7fPOST", b"<POST>")):
        line(f"method-{number:02}", method + b" /api/v1/events HTTP/1.1\r\n")
    for number, method in enumerate((b"post", b"Post", b"PUT", b"TRACE", b"PROPFIND", b"M-SEARCH", b"X" * 200, b"!#$%&'*+-.^_`|~", b"POSTX", b"0")):
        name = f"method-odd-{number}"
        corpus.take(name, corpus.post(name, line=method + b" /api/v1/events HTTP/1.1\r\n"), 405)
    corpus.take("method-options", corpus.post("o", line=b"OPTIONS /api/v1/runs HTTP/1.1\r\n"), 204)
    corpus.take("method-options-star", b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 204)
    corpus.take("method-connect-path", b"CONNECT /healthz HTTP/1.1\r\n" + HOST + b"\r\n", 405)
    corpus.refuse("method-connect", b"CONNECT localhost:443 HTTP/1.1\r\n" + HOST + b"\r\n")
    corpus.take("line-empty-before", b"\r\n\r\n\r\n" + corpus.post("line-empty-before"))
    corpus.take("version-1.0", b"GET /healthz HTTP/1.0\r\n\r\n", 200, end="closed")
    corpus.take("version-1.0-keep", b"GET /healthz HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 200)
    for number, text in enumerate((b"GET", b"GET ", b"GET /healthz", b"GET /healthz HTTP/1.1", b"GET /healthz HTTP/1.1\r", b"GET /healthz HTTP/1.1\r\n", GET + HOST, GET + HOST + b"\r", b"\x00", b"x", b"\r\n\r")):
        corpus.cut(f"line-cut-{number}", text, 400)
    corpus.cut("line-nothing", b"")
    corpus.cut("line-only-empty", b"\r\n" * 20)


def targets(corpus):
    bad = [
        b"api/v1/events", b"*x", b"\\api\\v1\\events", b"?/api/v1/events", b"#/api/v1/events", b"localhost/api/v1/events", b"localhost:80", b"http:/api/v1/events", b"http:api/v1/events", b"http://",
        b"http:///api/v1/events", b"https:///api/v1/events", b"http://?x", b"http://:80/api/v1/events", b"http://a@/api/v1/events", b"http://a:b/api/v1/events", b"http://[::1/api/v1/events",
        b"http://a:80:90/api/v1/events", b"http://a\\b/api/v1/events", b"http://<a>/api/v1/events", b"http://a%zz/api/v1/events", b"http://a^b/api/v1/events", b"ftp://localhost/api/v1/events",
        b"file:///api/v1/events", b"ws://localhost/api/v1/events", b"//localhost\x00/", b"/api/v1/events\x00", b"/api/v1/events\x7f", b"/api/v1/\xc3\xa9vents", b"/api/v1/events\xff", b"/api\t/v1/events",
        b"/api /v1/events", b"/api\r/v1/events", b"/api\n/v1/events", b"/api/v1/events\x01", b"/api\x0b", b"%2fapi%2fv1%2fevents", b"javascript:1", b"urn:a:b", b"@localhost/", b"http://u:p@a/api/v1/events",
    ]
    for number, target in enumerate(bad):
        name = f"target-{number:02}"
        corpus.refuse(name, corpus.post(name, line=b"POST " + target + b" HTTP/1.1\r\n"))
    absolute = (b"http://localhost/api/v1/events", b"HTTP://localhost/api/v1/events", b"https://localhost:8700/api/v1/events", b"http://[::1]:80/api/v1/events", b"http://other/api/v1/events", b"/api/v1/events#part", b"/api/v1/events?")
    for number, target in enumerate(absolute):
        name = f"target-good-{number}"
        corpus.take(name, corpus.post(name, line=b"POST " + target + b" HTTP/1.1\r\n"))
    # Paths are compared as they are: nothing is decoded or folded on the way to a route.
    for number, path in enumerate((b"/x", b"//api/v1/events", b"/api/v1/events/../events", b"/./api/v1/events", b"/api//v1/events", b"/%61pi/v1/events", b"/api/v1/events%00", b"/api/v1/events%2f", b"/API/v1/events", b"/api/v1/events;a=b", b"*", b"/..%2f..%2fetc/passwd", b"/api\\v1\\events")):
        name = f"target-nowhere-{number:02}"
        corpus.take(name, corpus.post(name, line=b"POST " + path + b" HTTP/1.1\r\n"), 404)
    corpus.take("target-front", corpus.post("target-front", line=b"POST / HTTP/1.1\r\n"), 405)
    corpus.take("target-slash", corpus.post("t", line=b"POST /api/v1/events/ HTTP/1.1\r\n"), 404)
    corpus.take("target-long", corpus.post("t", line=b"POST /" + b"a" * 8000 + b" HTTP/1.1\r\n"), 404)
    corpus.refuse("target-too-long", corpus.post("t", line=b"POST /" + b"a" * 8300 + b" HTTP/1.1\r\n"), 414)
    corpus.refuse("target-endless", b"POST /" + b"a" * 20_000 + b"$", 414)


def fields(corpus):
    bad = [
        b"X", b"X y", b": y", b" : y", b"X : y", b"X\t: y", b" X: y", b"\tX: y", b"X Y: z", b"X\x00: y", b"X\x7f: y", b"(X): y", b"X[1]: y", b'"X": y', b"X/Y: z", b"X@Y: z", b"{X}: y", b"X\\Y: z", b"X;Y: z",
        b"X,Y: z", b"X=Y: z", b"X<: y", b"X?: y", b"\xc3\xa4: y", b"X\x80: y", b"X: \x00", b"X: a\x00b", b"X: a\rb", b"X: \r", b"X: a\x01b", b"X: \x1b[2J", b"X: \x7f", b"X: a\x0bb", b"X: a\x0cb", b"X: \x08",
        b"X: y\r", b"X: y\r\n folded", b"X: y\r\n\tfolded", b"X:\r\n folded", b"X: y\r\n ", b"X: y\r\n\t\t", b"X: y\n Z: w", b"X: y\nZ: w", b"X: y\n", b"X\r\n: y", b"X\n: y", b"X\r: y", b"\x0b", b" ", b"\t", b"\r", b"\x00",
        b"GET /healthz HTTP/1.1 x", b"\xff\xfe: y", b"X\xa0: y", b"X\x0b: y",
    ]
    for number, field in enumerate(bad):
        name = f"field-{number:02}"
        corpus.refuse(name, corpus.post(name, field))
    corpus.refuse("field-first-folded", LINE + b" " + HOST + corpus.auth + b"Content-Length: 0\r\n\r\n")
    corpus.refuse("field-end-lf", corpus.post("field-end-lf").replace(b"\r\n\r\n", b"\r\n\n"))
    corpus.refuse("field-end-lf-lf", corpus.post("field-end-lf-lf").replace(b"\r\n\r\n", b"\n\n"))
    corpus.refuse("field-all-lf", corpus.post("field-all-lf").replace(b"\r\n", b"\n"))
    corpus.refuse("field-all-cr", corpus.post("field-all-cr").replace(b"\r\n", b"\r"))
    corpus.refuse("field-end-cr", corpus.post("field-end-cr").replace(b"\r\n\r\n", b"\r\n\r"))
    corpus.refuse("field-lf-cr", corpus.post("field-lf-cr").replace(b"\r\n", b"\n\r"))
    good = (b"X:", b"X:y", b"X: \t y \t", b"X: a\tb", b"X: \xc3\xa4\xff", b"X: :y", b"!#$%&'*+-.^_`|~0aZ: y", b"X: y, z; q=\"a\\\"b\"", b"Cookie: a=b; c=d", b"Connection: close, keep-alive, x", b"X: " + b"y" * 15_000)
    for number, field in enumerate(good):
        name = f"field-good-{number:02}"
        corpus.take(name, corpus.post(name, field), end="closed" if b"close" in field else "open")


def sizes(corpus):
    # Host, Authorization and Content-Length are three of the hundred.
    corpus.take("fields-100", corpus.post("fields-100", *[b"X: y"] * 97))
    corpus.refuse("fields-101", corpus.post("fields-101", *[b"X: y"] * 98), 431)
    corpus.refuse("fields-5000", corpus.post("fields-5000", *[b"X:"] * 5000), 431)
    bare = len(corpus.post("head-max", b"X: ")) - len(body("head-max"))
    corpus.take("head-max", corpus.post("head-max", b"X: " + b"y" * (HEAD_MAX - bare)))
    bare = len(corpus.post("head-over", b"X: ")) - len(body("head-over"))
    corpus.refuse("head-over", corpus.post("head-over", b"X: " + b"y" * (HEAD_MAX - bare + 1)), 431)
    corpus.refuse("head-huge", corpus.post("head-huge", b"X: " + b"y" * 300_000), 431)
    corpus.refuse("head-name-huge", corpus.post("head-name-huge", b"X" * 20_000 + b": y"), 431)
    corpus.refuse("head-endless", LINE + HOST + b"X: " + b"y" * 20_000 + b"$", 431)
    corpus.refuse("head-empty-lines", (b"\r\n" * 50_000) + b"x\r\n")


def expectations(corpus):
    corpus.take("expect-continue", corpus.post("expect-continue", b"Expect: 100-continue"))
    corpus.take("expect-upper", corpus.post("expect-upper", b"Expect: 100-CONTINUE"))
    corpus.take("expect-chunked", corpus.chunked("expect-chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(body("expect-chunked")), body("expect-chunked")), b"Expect: 100-continue"))
    corpus.take("expect-1.0", corpus.post("expect-1.0", b"Expect: 100-continue", line=LINE.replace(b"1.1", b"1.0")), end="closed")
    corpus.take("expect-no-body", GET + HOST + b"Expect: 100-continue\r\n\r\n", 200)
    for number, value in enumerate((b"200-ok", b"", b"100-continue, 100-continue", b"100-continue;q=1", b"100", b"x")):
        corpus.refuse(f"expect-{number}", corpus.post(f"expect-{number}", b"Expect: " + value), 417)
    corpus.refuse("expect-too-large", corpus.post("e", b"Expect: 100-continue", b"Content-Length: 99999999", length=False, text=b""), 413)
    corpus.take("upgrade-websocket", GET + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n", 200)
    corpus.take("upgrade-h2c", GET + HOST + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n", 200)
    corpus.take("upgrade-post", corpus.post("upgrade-post", b"Connection: Upgrade", b"Upgrade: HTTP/2.0"))
    corpus.refuse("upgrade-garbage", GET + HOST + b"Connection: Upgrade\r\nUpgrade: WebSocket\r\n\r\nHot diggity dogg\r\n", before=(200,))
    corpus.refuse("upgrade-frame", GET + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58\n", before=(200,))


def pipelines(corpus):
    get = GET + HOST + b"\r\n"
    corpus.take("pipeline-2", get + get, 200, 200)
    corpus.take("pipeline-100", get * 100, *[200] * 100)
    corpus.take("pipeline-posts", b"".join(corpus.post(f"pipeline-posts-{i}") for i in range(20)), *[202] * 20, stored=tuple(f"pipeline-posts-{i}" for i in range(20)))
    corpus.take("pipeline-mixed", get + corpus.post("pipeline-mixed") + get, 200, 202, 200)
    corpus.take("pipeline-empty-lines", get + b"\r\n\r\n" + get, 200, 200)
    corpus.take("pipeline-chunked", corpus.chunked("a", b"0\r\n\r\n") + get, 400, 200)
    corpus.take("pipeline-head", GET.replace(b"GET", b"DELETE") + HOST + b"\r\n" + get, 405, 200)
    corpus.take("pipeline-close", GET + HOST + b"Connection: close\r\n\r\n" + corpus.post("after-close"), 200, end="closed")
    corpus.take("pipeline-close-upper", GET + HOST + b"Connection: x,\tCLOSE\r\n\r\n" + corpus.post("after-close-upper"), 200, end="closed")
    corpus.take("pipeline-close-two-fields", GET + HOST + b"Connection: keep-alive\r\nConnection: close\r\n\r\n" + corpus.post("after-two"), 200, end="closed")
    corpus.take("pipeline-1.0", b"GET /healthz HTTP/1.0\r\n\r\n" + corpus.post("after-1.0"), 200, end="closed")
    for number, garbage in enumerate((b"garbage\r\n", b"\x00\r\n", b"{}\r\n", b" \r\n", b"\n", b"\r\r\n", b"GET\r\n", b"0\r\n\r\n", b"\xff" * 100 + b"\r\n", b"GET /healthz HTTP/1.1\r\n\r\n", b"<html>\r\n", b"HTTP/1.1 200 OK\r\n\r\n")):
        corpus.refuse(f"pipeline-garbage-{number:02}", get + garbage, before=(200,))
    corpus.refuse("pipeline-garbage-late", get * 30 + b"garbage\r\n", before=(200,) * 30)
    corpus.refuse("pipeline-after-post", corpus.post("pipeline-after-post") + b"\x16\x03\x01\n", before=(202,))
    corpus.cases[-1].stored = ("pipeline-after-post",)
    corpus.refuse("pipeline-version", get + corpus.post("v", line=LINE.replace(b"1.1", b"2.0")), 505, before=(200,))
    corpus.cut("pipeline-cut", get + get[:-3], 200, 400)


def smuggling(corpus):
    hidden = lambda name: corpus.post("smuggled-" + name)  # noqa: E731
    size = lambda name: b"%x" % len(hidden(name))  # noqa: E731
    # One reader goes by the length, the other by the chunks: each pair is refused before either is right.
    obfuscated = {
        "space": b"Transfer-Encoding : chunked", "tab": b"Transfer-Encoding\t: chunked", "vt": b"Transfer-Encoding:\x0bchunked", "cr": b"Transfer-Encoding: chunked\r", "fold": b"Transfer-Encoding:\r\n chunked",
        "fold-name": b"X: y\r\n Transfer-Encoding: chunked", "lf": b"X: y\nTransfer-Encoding: chunked", "x": b"Transfer-Encoding: xchunked", "quoted": b'Transfer-Encoding: "chunked"', "twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
        "nul": b"Transfer-Encoding: chunked\x00", "list": b"Transfer-Encoding: identity, chunked", "case": b"tRaNsFeR-EnCoDiNg: chunked", "cr-name": b"X: y\rTransfer-Encoding: chunked", "leading": b" Transfer-Encoding: chunked",
        "semicolon": b"Transfer-Encoding: chunked;", "comma": b"Transfer-Encoding: ,chunked", "dot": b"Transfer-Encoding: chunked.", "nbsp": b"Transfer-Encoding:\xa0chunked", "no-colon": b"Transfer-Encoding chunked",
    }
    for name, field in obfuscated.items():
        corpus.refuse(f"smuggle-cl-te-{name}", corpus.post(name, field, text=b"0\r\n\r\n" + hidden(f"cl-te-{name}")))
        chunk = size(f"te-cl-{name}") + b"\r\n" + hidden(f"te-cl-{name}") + b"\r\n0\r\n\r\n"
        corpus.refuse(f"smuggle-te-cl-{name}", corpus.post(name, field, b"Content-Length: 4", length=False, text=chunk))
    corpus.refuse("smuggle-two-lengths", corpus.post("s", b"Content-Length: 0", text=hidden("two-lengths")))
    corpus.refuse("smuggle-list-length", corpus.post("s", b"Content-Length: 0, %d" % len(hidden("list-length")), length=False, text=hidden("list-length")))
    corpus.refuse("smuggle-chunk-lf", corpus.chunked("s", b"2\nab\r\n0\r\n\r\n" + hidden("chunk-lf")))
    corpus.refuse("smuggle-chunk-ext-lf", corpus.chunked("s", b"2;\nxx\r\n4c\r\n0\r\n\r\n" + hidden("chunk-ext-lf")))
    corpus.refuse("smuggle-chunk-ext-cr", corpus.chunked("s", b'2;a="\\\r"\r\nab\r\n0\r\n\r\n' + hidden("chunk-ext-cr")))
    corpus.refuse("smuggle-chunk-size-space", corpus.chunked("s", b"0 \r\n\r\n" + hidden("chunk-size-space")))
    corpus.refuse("smuggle-trailer-fold", corpus.chunked("s", b"0\r\nX: y\r\n \r\n\r\n" + hidden("trailer-fold")))
    corpus.refuse("smuggle-fold-request", LINE + b"Host: localhost\r\nX: y\r\n \r\n\r\n" + hidden("fold-request"))
    corpus.refuse("smuggle-split-line", b"GET /healthz?\rGET / HTTP/1.1\r\n" + HOST + b"\r\n" + hidden("split-line"))
    corpus.refuse("smuggle-host-line", GET + b"Host: a\r\nHost: b\r\n\r\n" + hidden("host-line"))
    corpus.refuse("smuggle-value-lf", GET + HOST + b"X: y\n\n" + hidden("value-lf"))
    corpus.refuse("smuggle-value-cr-cr", GET + HOST + b"X: y\r\r" + hidden("value-cr-cr"))
    corpus.refuse("smuggle-nul-line", GET + HOST + b"X: y\x00\r\n\r\n" + hidden("nul-line"))
    # Hidden in a body that says how long it is: bytes like any others.
    wrapped = hidden("in-body")
    corpus.take("smuggle-in-body", GET + HOST + b"Content-Length: %d\r\n\r\n" % len(wrapped) + wrapped, 200, stored=())
    corpus.take("smuggle-in-chunk", GET + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + size("in-chunk") + b"\r\n" + hidden("in-chunk") + b"\r\n0\r\n\r\n", 200, stored=())


def strangers(corpus):
    texts = {
        "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)), "ssh": b"SSH-2.0-OpenSSH_9.2\r\n", "smtp": b"EHLO a\r\n", "redis": b"*1\r\n$4\r\nPING\r\n", "proxy": b"PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n",
        "proxy-2": b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c" + bytes(12), "ldap": b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00\n", "rdp": b"\x03\x00\x00\x13\x0e\xe0\x00\x00\n", "sip": b"INVITE sip:a@b SIP/2.0\r\n\r\n",
        "rtsp": b"OPTIONS * RTSP/1.0\r\n\r\n", "memcached": b"get a\r\n", "json": b'{"type":"x"}\r\n', "html": b"<!doctype html>\r\n", "answer": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "log4j": b"GET /${jndi:ldap://a/b} \r\n\r\n",
        "http-0.9": b"GET /healthz\r\n", "nuls": bytes(2000) + b"\n", "ones": b"\xff" * 2000 + b"\n", "cr": b"\r" * 2000 + b"\n", "lf": b"\n" * 2000,
    }
    for name, text in texts.items():
        corpus.refuse(f"stranger-{name}", text)
    corpus.refuse("stranger-http2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)


def conformance(path):
    """The cases of tests/data/http1: as they stand, and, where the parser they come from takes one, with what a server must insist on:
    the empty line after the fields (the extraction dropped it), and a Host."""
    cases = []
    for item in json.loads(Path(path).read_text(encoding="utf-8")):
        text, expected = item["input"], item["expect"]
        data = text.encode("latin-1" if all(ord(letter) < 256 for letter in text) else "utf-8")
        name = "llhttp/" + item["name"]
        cases.append((name, data, "refused" if "error" in expected and not expected["messages_complete"] else "any"))
        if "error" not in expected:
            cases.append((name + "+", mended(data), "taken"))
    return cases


def mended(data):
    head, empty, rest = data.partition(b"\r\n\r\n")
    if b"transfer-encoding" in head.lower() and not rest.endswith(b"0\r\n\r\n"):
        rest = (rest.rstrip(b"\r\n") or b"0") + b"\r\n\r\n"
    lines = head.rstrip(b"\r\n").lstrip(b"\r\n").split(b"\r\n")
    if b"/1." not in lines[0]:
        lines[0] += b" HTTP/1.1"
    if not any(line.lower().startswith(b"host:") for line in lines):
        lines.append(b"Host: a")
    return b"\r\n".join(lines) + b"\r\n\r\n" + rest

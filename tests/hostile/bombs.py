#!/usr/bin/env python3
"""Small inputs that cost a lot elsewhere, sent to the real server. Usage: bombs.py [--build DIR] [--keep] [--part PART]
PART is one of json, cloudevents, hooks, yaml, cel; none means all.

Each must get its written verdict, refusals as problem+json, with the server healthy after it. Each is measured: the time to the answer (least of
three) and by how much the server's memory peaked above what it held. The goals are 50 ms and 10 MB: what misses them is listed, what goes
beyond ten times as much fails.
"""

import itertools
import json
import subprocess
import sys
import time

from hostile import PROBLEM, SECRET, Client, Failure, Victim, arguments, equal, expect, sign

GOAL_MS, GOAL_MB = 50, 10
LIMIT_MS, LIMIT_MB = 500, 100
MIB = 1_048_576
TEMPLATE_BYTES = 262_144
JSON_TYPE = {"Content-Type": "application/json"}


def fitted(text, unit, tail=b"", size=MIB - 200):
    """`text`, as many of `unit` as fit, `tail`."""
    return text + unit * ((size - len(text) - len(tail)) // len(unit)) + tail


def numbered(form, size=MIB - 200):
    """form % 0, form % 1, … joined by commas, up to so many bytes."""
    parts, total = [], 0
    while total < size:
        parts.append(form % len(parts))
        total += len(parts[-1]) + 1
    return b",".join(parts[:-1])


# JSON values, with the status that an event gets whose data they are.
def json_bombs():
    return {
        "deep lists": (fitted(b"", b"["), 400), "deep objects": (fitted(b"", b'{"a":'), 400), "deep and closed": (b"[" * 5000 + b"]" * 5000, 400),
        "deeper than the limit by one": (b"[" * 64 + b"]" * 64, 400), "as deep as the limit": (b"[" * 63 + b"]" * 63, 202),
        "deep and mixed": (fitted(b"", b'[{"a":'), 400), "closing only": (fitted(b"", b"]"), 400),
        "a number of a million digits": (fitted(b"", b"1"), 400), "a fraction of a million digits": (fitted(b"0.", b"1"), 202), "1e400": (b"1e400", 400), "-1e400": (b"-1e400", 400),
        "1e-400": (b"1e-400", 202), "an exponent of many digits": (fitted(b"1e", b"9"), 400), "zeros in front": (b"0001", 400), "2^64": (b"18446744073709551616", 202),
        "as many values as allowed": (b"[" + b",".join([b"0"] * 49_900) + b"]", 202), "as many members as allowed": (b"{" + b",".join(b'"%d":0' % n for n in range(49_900)) + b"}", 202),
        "numbers": (b"[" + fitted(b"0", b",0") + b"]", 400), "long numbers": (b"[" + fitted(b"0", b",0.1234567890123456789") + b"]", 202),
        "keys": (b"{" + numbered(b'"%d":0') + b"}", 400), "one key twice": (b'{"a":1,"a":2}', 400), "one key often": (b"{" + fitted(b'"a":0', b',"a":0') + b"}", 400),
        "a key twice, escaped once": (b'{"a":1,"\\u0061":2}', 400), "a long key": (b'{"' + b"k" * 1_000_000 + b'":1}', 202), "keys with one beginning": (b"{" + numbered(b'"' + b"p" * 500 + b'%d":0') + b"}", 202),
        "empty lists": (b"[" + fitted(b"[]", b",[]") + b"]", 400), "empty objects": (b"[" + fitted(b"{}", b",{}") + b"]", 400), "small objects": (b"[" + fitted(b'{"a":1}', b',{"a":1}') + b"]", 400),
        "empty strings": (b"[" + fitted(b'""', b',""') + b"]", 400), "a long string": (b'"' + b"a" * 1_000_000 + b'"', 202), "escapes": (b'"' + b"\\u0041" * 170_000 + b'"', 202), "quotes": (b'"' + b'\\"' * 500_000 + b'"', 202),
        "controls, escaped": (b'"' + b"\\u0001" * 170_000 + b'"', 202), "a string without end": (fitted(b'"', b"a"), 400), "spaces": (fitted(b"", b" ", b"1"), 202), "lines": (fitted(b"", b"\n", b"1"), 202),
        "commas": (fitted(b"[", b","), 400), "colons": (fitted(b"{", b":"), 400), "quotes only": (fitted(b"", b'"'), 400), "backslashes": (fitted(b'"', b"\\"), 400),
        "not UTF-8": (b'"\xff\xfe"', 400), "overlong": (b'"\xc0\xaf"', 400), "surrogate in UTF-8": (b'"\xed\xa0\x80"', 400), "beyond Unicode": (b'"\xf4\x90\x80\x80"', 400), "cut in a character": (b'"\xe2\x82"', 400),
        "half a surrogate pair": (b'"\\ud800"', 400), "surrogates turned": (b'"\\udc00\\ud800"', 400), "NUL": (b'"a\x00b"', 400), "NUL, escaped": (b'"a\\u0000b"', 202), "a bare line break": (b'"a\nb"', 400), "NUL between": (b"\x00 1", 400),
        "NaN": (b"NaN", 400), "Infinity": (b"-Infinity", 400), "hexadecimal": (b"0x10", 400), "single quotes": (b"'a'", 400), "a comment": (b"/* */ 1", 400), "a comma at the end": (b"[1,]", 400), "a plus": (b"+1", 400), "True": (b"True", 400),
        "emoji": (b'"' + "\U0001f600".encode() * 250_000 + b'"', 202), "private use": (b'"' + "\U0010ffff".encode() * 250_000 + b'"', 202),
    }


IDS = itertools.count()


def cloudevent(**changes):
    event = {"specversion": "1.0", "id": f"bomb-{next(IDS)}", "source": "/bombs", "type": "bomb.ce", **changes}
    return json.dumps({name: value for name, value in event.items() if value is not None}).encode()


def cloudevents_bombs():
    structured, batch = {"Content-Type": "application/cloudevents+json"}, {"Content-Type": "application/cloudevents-batch+json"}
    binary = lambda **more: {"ce-specversion": "1.0", "ce-id": f"bomb-{next(IDS)}", "ce-source": "/bombs", "ce-type": "bomb.ce", "Content-Type": "application/json", **more}  # noqa: E731
    many = lambda count: b"[" + b",".join(cloudevent(id=f"{count}-{i}") for i in range(count)) + b"]"  # noqa: E731
    return {
        "a batch of as many as allowed": (batch, many(1000), 202), "a batch of one more": (batch, many(1001), 413), "a batch of a megabyte": (batch, b"[" + fitted(b"{}", b",{}") + b"]", (400, 413)),
        "a batch in a batch": (batch, b"[" * 60 + b"]" * 60, 400), "a batch that is none": (batch, b"{}", 400), "one wrong in a batch": (batch, b"[" + cloudevent(id="good") + b",{}]", 400),
        "attributes": (structured, cloudevent(**{f"x{i}": "y" for i in range(20_000)}), (202, 400, 413)), "a long attribute": (structured, cloudevent(x="y" * 1_000_000), (202, 400, 413)),
        "a long id": (structured, cloudevent(id="i" * 1_000_000), 413), "an id too long by one": (structured, cloudevent(id="i" * 1025), 413), "a long type": (structured, cloudevent(type="t" * 500_000), 413),
        "a long subject": (structured, cloudevent(subject="s" * 500_000), (400, 413)), "controls in the type": (structured, cloudevent(type="a\r\nb"), 400), "no id": (structured, cloudevent(id=None), 400), "an empty id": (structured, cloudevent(id=""), 400),
        "a number for an id": (structured, cloudevent(id=1e300), 400), "Baton's own type": (structured, cloudevent(type="baton.run.finished"), 400), "Baton's own source": (structured, cloudevent(source="workflow/x"), 403),
        "another version": (structured, cloudevent(specversion="9" * 1000), 400), "a time that is none": (structured, cloudevent(time="9" * 100_000), 400), "a time far away": (structured, cloudevent(time="99999-01-01T00:00:00Z"), 400),
        "a leap second often": (structured, cloudevent(time="2020-01-01T00:00:00." + "9" * 100_000 + "Z"), (202, 400)), "base64": (structured, cloudevent(data_base64="QUJD" * 250_000), (202, 400)), "base64 that is none": (structured, cloudevent(data_base64="=" * 100_000), 400),
        "data twice": (structured, cloudevent(data=1, data_base64="QQ=="), 400), "deep data": (structured, cloudevent()[:-1] + b',"data":' + b"[" * 500_000, 400), "not JSON": (structured, b"\xff" * 100_000, 400), "empty": (structured, b"", 400),
        "headers": (binary(**{f"ce-x{i}": "y" for i in range(80)}), b"{}", (202, 400)), "a header of escapes": (binary(**{"ce-subject": "%41" * 4000}), b"{}", 400), "a header of broken escapes": (binary(**{"ce-subject": "%" * 900}), b"{}", (202, 400)),
        "a header that is not UTF-8": (binary(**{"ce-subject": "%ff"}), b"{}", 400), "a header of quotes": (binary(**{"ce-subject": '"' + '\\"' * 400 + '"'}), b"{}", (202, 400)), "controls in escapes": (binary(**{"ce-type": "a%0d%0ab"}), b"{}", 400),
        "another media type": ({"Content-Type": "application/" + "x" * 8000}, b"{}", (400, 415)), "parameters": ({"Content-Type": "application/cloudevents+json" + ";a=b" * 3000}, cloudevent(id="parameters"), (202, 400, 415)),
        "another charset": ({"Content-Type": "application/cloudevents+json; charset=utf-16"}, cloudevent(id="charset"), (202, 400, 415)),
    }


def hook_bombs():
    body = b'{"type":"bomb.hook","id":"h","data":%s}'
    signed = lambda text, **more: ({"Content-Type": "application/json", "X-Signature": sign(SECRET, text), "X-Delivery-Id": f"d-{next(IDS)}", **more}, text)  # noqa: E731
    unsigned = lambda signature: ({"Content-Type": "application/json", "X-Signature": signature}, body % b"1")  # noqa: E731
    deep = body % fitted(b"", b"[", size=1_000_000)
    return {
        "a megabyte unsigned": ({"Content-Type": "application/json"}, b"a" * MIB, 401), "deep and unsigned": ({"Content-Type": "application/json"}, deep, 401), "deep and signed": (*signed(deep), 400),
        "a long signature": (*unsigned("sha256=" + "0" * 15_000), 401), "many signatures": (*unsigned(",".join(["sha256=" + "0" * 64] * 200)), 401), "a signature of nothing": (*unsigned(""), 401), "a prefix only": (*unsigned("sha256="), 401),
        "a signature that is no hexadecimal": (*unsigned("sha256=" + "zz" * 32), 401), "half a signature": (*unsigned("sha256=" + "0" * 63), 401), "keys, signed": (*signed(body % (b"{" + numbered(b'"%d":0', 450_000) + b"}")), (200, 202, 204)),
        "a delivery id of 8 KB": (*signed(body % b"2", **{"X-Delivery-Id": "i" * 8000}), 413), "not UTF-8, signed": (*signed(b'{"type":"\xff"}'), 400), "empty, signed": (*signed(b""), 400), "a list, signed": (*signed(b"[" * 60 + b"]" * 60), (200, 202, 204, 400)),
        "text, signed": (*signed(b"hello " * 100_000), 400), "a type of 100 KB": (*signed(b'{"type":"%s"}' % (b"t" * 100_000)), (200, 202, 204)),
    }


HEAD = b"workflow: bomb\non: [{ event: bomb.never }]\nsteps:\n  a: { emit: { event: x.y } }\n"


# Templates, with "ok" (no errors), "no" (findings) or a status.
def yaml_bombs():
    fill = lambda *parts: fitted(*parts, size=TEMPLATE_BYTES - 50)  # noqa: E731
    laughs = b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 10)) for i in range(1, 12))
    steps = lambda count, needs: HEAD[: HEAD.index(b"  a:")] + b"".join(b"  s%d: { emit: { event: x.y }%s }\n" % (i, needs(i)) for i in range(count))  # noqa: E731
    before = lambda i: b", needs: [" + b", ".join(b"s%d" % j for j in range(i)) + b"]" if i else b""  # noqa: E731
    return {
        "a billion laughs": (laughs, "no"), "a billion laughs in maps": (laughs.replace(b"[", b"{k: [").replace(b"]\n", b"]}\n"), "no"), "quadratic aliases": (b"a: &a [" + b"x, " * 5000 + b"x]\nb: [" + b"*a, " * 5000 + b"*a]\n", "no"),
        "an alias to itself": (b"a: &a [*a]\n", "no"), "an alias to nothing": (b"a: *b\n", "no"), "aliases": (fill(b"a: &a x\nb: [*a", b", *a", b"]\n"), "no"), "anchors": (b"".join(b"a%d: &a%d x\n" % (i, i) for i in range(14_000)), "no"),
        "deep in brackets": (fill(b"a: ", b"["), "no"), "deep in braces": (fill(b"a: ", b"{a: "), "no"), "deep and closed": (b"a: " + b"[" * 10_000 + b"]" * 10_000, "no"), "deep dashes": (fill(b"", b"- "), "no"), "deep questions": (fill(b"", b"? "), "no"),
        "deep by indentation": (b"".join(b" " * i + b"a:\n" for i in range(700)), "no"), "deep keys": (fill(b"", b"a: "), "no"), "deep tags": (fill(b"a: ", b"!a "), "no"), "deep anchors": (fill(b"a: ", b"&a "), "no"),
        "a tag of a language": (b"a: !!python/object/apply:os.system [ls]\n" + HEAD, "no"), "a tag": (HEAD + b"title: !x y\n", "no"), "binary": (HEAD + b"title: !!binary aGVsbG8=\n", "no"), "a long tag": (fill(b"a: !", b"x", b" y\n"), "no"),
        "tags": (fill(b"", b"- !x y\n"), "no"), "a key twice": (HEAD + b"title: a\ntitle: b\n", "no"), "one key often": (fill(b"", b"a: 1\n"), "no"), "keys": (b"".join(b"k%d: 1\n" % i for i in range(25_000)), "no"), "merge keys": (b"a: &a {b: c}\n<<: *a\n" + HEAD, "no"),
        "merge keys, many": (b"a: &a {b: c}\n" + b"".join(b"m%d: {<<: *a}\n" % i for i in range(14_000)), "no"), "documents": (fill(b"", b"---\n"), "no"), "ends of documents": (fill(b"", b"...\n"), "no"), "directives": (fill(b"", b"%YAML 1.2\n"), "no"),
        "a long directive": (fill(b"%", b"x", b"\n--- a\n"), "no"), "a long value": (fill(HEAD + b"title: ", b"a", b"\n"), "ok"), "a long quoted value": (fill(HEAD + b'title: "', b"a", b'"\n'), "ok"), "a quote without end": (fill(HEAD + b'title: "', b"a"), "no"),
        "a long key": (fill(b"", b"a", b": 1\n"), "no"), "a block of text": (fill(HEAD + b"title: |\n", b"  line\n"), "ok"), "a folded block": (fill(HEAD + b"title: >\n", b"  line\n\n"), "ok"), "plain lines": (fill(HEAD + b"title: a\n", b"  a\n"), "ok"),
        "words": (fill(HEAD + b"title:", b" a", b"\n"), "ok"), "comments": (fill(HEAD, b"#\n"), "ok"), "a long comment": (fill(HEAD + b"#", b"x", b"\n"), "ok"), "spaces": (fill(HEAD, b" ", b"\n"), ("ok", "no")), "lines": (fill(HEAD, b"\n"), "ok"),
        "tabs": (fill(HEAD, b"\t"), ("ok", "no")), "returns": (fill(HEAD, b"\r\n"), "ok"), "dashes": (fill(b"", b"-\n"), "no"), "dashes on a line": (fill(b"", b"-"), "no"), "colons": (fill(b"", b":\n"), "no"), "questions": (fill(b"", b"?\n"), "no"),
        "questions in a value": (fill(HEAD + b"title: a", b"?", b"\n"), "ok"), "commas": (fill(b"a: [", b","), "no"), "a flow list": (fill(b"a: [0", b", 0", b"]\n"), "no"), "a flow map": (fill(b"a: {a: 0", b", a: 0", b"}\n"), "no"), "flow lines": (fill(b"a: [0", b",\n 0", b"]\n"), "no"),
        "ampersands": (fill(b"a: ", b"&"), "no"), "stars": (fill(b"a: ", b"*"), "no"), "exclamation marks": (fill(b"a: ", b"!"), "no"), "percent signs": (fill(b"", b"%"), "no"), "quotes": (fill(b"a: ", b"'"), ("ok", "no")), "double quotes": (fill(b"a: ", b'"'), "no"),
        "bars": (fill(b"a: ", b"|"), "no"), "escapes": (fill(HEAD + b'title: "', b"\\u0041", b'"\n'), "ok"), "broken escapes": (fill(HEAD + b'title: "', b"\\q", b'"\n'), "no"), "not UTF-8": (b"a: \xff\n", "no"), "NUL": (HEAD + b"\x00", "no"), "a control": (HEAD + b"title: \x1b[2J\n", "no"),
        "UTF-16": (HEAD.decode().encode("utf-16"), "no"), "a byte order mark": (b"\xef\xbb\xbf" + HEAD, "ok"), "emoji": (fill(HEAD + b"title: ", "\U0001f600".encode(), b"\n"), "ok"), "empty": (b"", "no"), "a number": (b"1", "no"), "a list": (b"[]", "no"), "nothing": (b"~", "no"),
        "numbers": (fill(HEAD + b"title: ", b"9", b"\n"), "no"), "an octal": (HEAD + b"labels: { a: 0o" + b"7" * 200_000 + b" }\n", ("ok", "no")), "steps": (steps(500, lambda i: b""), "ok"), "steps, one too many": (steps(501, lambda i: b""), "no"),
        "steps, 7,000": (steps(7_000, lambda i: b""), "no"), "steps in a row": (steps(500, lambda i: b", needs: s%d" % (i - 1) if i else b""), "ok"), "steps in a ring": (steps(500, lambda i: b", needs: s%d" % ((i - 1) % 500)), "no"), "steps with all before": (steps(200, before), "ok"),
        "a step that needs itself often": (HEAD[:-3] + b", needs: [" + b"a, " * 20_000 + b"a] }\n", "no"), "unknown names": (steps(500, lambda i: b", needs: z%d" % i), "no"), "triggers": (b"workflow: bomb\non:\n" + b"  - event: bomb.never\n" * 10_000 + HEAD[HEAD.index(b"steps") :], ("ok", "no")),
        "unknown keys": (HEAD + b"".join(b"x%d: 1\n" % i for i in range(24_000)), "no"), "labels": (HEAD + b"labels:\n" + b"".join(b"  l%d: x\n" % i for i in range(20_000)), ("ok", "no")), "expressions": (HEAD + b"context:\n" + b"".join(b"  c%d: 1 + 1\n" % i for i in range(14_000)), ("ok", "no")),
        "a timeout": (HEAD[:-3] + b", timeout: " + b"9" * 100_000 + b"h }\n", "no"), "attempts": (HEAD[:-3] + b", retry: { attempts: 1000000000 } }\n", "no"), "one byte too many for a template": (b"#" * (TEMPLATE_BYTES + 1), "no"), "one byte too many for a body": (b"#" * (MIB + 1), 413),
    }


# Conditions: what the template gets, and the data whose event they are then asked about.
def cel_bombs():
    thousand = {"l": list(range(1000))}
    text = {"s": "a" * 500_000}
    nested = lambda depth: "event.data.l.all(a, " * depth + "true" + ")" * depth  # noqa: E731
    return {
        "as long as allowed and one": ("1 == " + "1" * 16_384, "no", None), "parentheses": ("(" * 8000 + "true" + ")" * 8000, "no", None), "not": ("!" * 16_000 + "true", ("ok", "no"), {}), "minus": ("-" * 16_000 + "1 < 0", ("ok", "no"), {}), "open parentheses": ("(" * 16_000, "no", None), "open lists": ("[" * 16_000, "no", None),
        "open maps": ("{1:" * 5000, "no", None), "lists": ("size(" + "[" * 5000 + "]" * 5000 + ") == 1", "no", None), "a long sum": ("1" + "+1" * 8000 + " > 0", ("ok", "no"), {}), "a long or": ("false" + "||false" * 2000, ("ok", "no"), {}), "a long and": ("true" + "&&true" * 2000, ("ok", "no"), {}), "conditions": ("true?" * 3000 + "true" + ":true" * 3000, ("ok", "no"), {}),
        "fields": ("event.data" + ".a" * 8000 + " == 1", ("ok", "no"), {}), "indexes": ("event.data" + "[0]" * 5000 + " == 1", ("ok", "no"), {}), "calls": ("size(" * 3000 + "'a'" + ")" * 3000 + " == 1", "no", None), "arguments": ("max(" + "1," * 8000 + "1) == 1", ("ok", "no"), {}), "names": ("a" * 16_000 + " == 1", "no", None),
        "a long literal": ("'" + "a" * 16_000 + "' == ''", "ok", {}), "escapes": ("'" + "\\u0041" * 2700 + "' == ''", "ok", {}), "a broken escape": ("'\\q' == ''", "no", None), "half a surrogate": ("'\\ud800' == ''", "no", None), "a literal without end": ("'" + "a" * 16_000, "no", None), "a number": ("9" * 16_000 + " > 0", "no", None), "a fraction": ("0." + "9" * 16_000 + " > 0.0", ("ok", "no"), {}),
        "an exponent": ("1e999999999 > 0.0", "no", None), "comments": ("true" + " // x" * 3000, ("ok", "no"), {}), "macros without end": ("[1].all(x, " * 1000, "no", None), "nested macros": ("[1].all(a," * 60 + "true" + ")" * 60, ("ok", "no"), {}), "has": ("has(" * 3000 + "event.data.a" + ")" * 3000, "no", None),
        "two loops": (nested(2), "ok", thousand), "three loops": (nested(3), "ok", thousand), "ten loops": (nested(10), "ok", thousand), "a list of lists": ("event.data.l.map(a, event.data.l.map(b, [a, b])).size() > 0", "ok", thousand), "a list of copies": ("event.data.l.map(a, event.data.l).map(b, b + b).size() > 0", "ok", thousand),
        "texts of texts": ("event.data.l.map(a, event.data.s + event.data.s).size() > 0", "ok", {**thousand, **text}), "a text that doubles": ("[1].map(a, event.data.s + event.data.s).map(b, b + b).map(c, c + c).map(d, d + d).map(e, e + e).map(f, f + f).map(g, g + g).size() > 0", "ok", text),
        "a sum of lists": ("event.data.l.map(a, event.data.l + event.data.l + event.data.l).size() > 0", "ok", thousand), "a text searched often": ("event.data.l.all(a, event.data.s.contains('aaaaaaaaaaaaaaaab') == false)", "ok", {**thousand, **text}), "a text compared often": ("event.data.l.all(a, event.data.s == event.data.s)", "ok", {**thousand, **text}),
        "a list compared often": ("event.data.l.all(a, event.data.l == event.data.l)", "ok", thousand), "looked for in a list": ("event.data.l.all(a, -1 in event.data.l == false)", "ok", thousand), "split": ("event.data.s.split('').size() > 0", "ok", text), "replaced": ("event.data.s.replace('a', 'bbbbbbbbbbbbbbbb').size() > 0", "ok", text), "replaced with itself": ("event.data.s.replace('a', event.data.s).size() > 0", "ok", text),
        "replaced between all": ("event.data.s.replace('', event.data.s).size() > 0", "ok", text), "joined": ("event.data.l.map(a, event.data.s).join(event.data.s).size() > 0", "ok", {**thousand, **text}), "upper": ("event.data.l.all(a, event.data.s.upperAscii() != '')", "ok", {**thousand, **text}),
        "a regex that backtracks": ("event.data.s.matches('(a+)+$')", "ok", {"s": "a" * 500_000 + "b"}), "a regex of alternatives": ("event.data.s.matches('(a|aa|aaa)*b')", "ok", text), "a regex with a count": ("event.data.s.matches('(a{0,200}){0,200}b')", ("ok", "no"), text), "a regex of counts": ("event.data.s.matches('((a{1,100}){1,100}){1,100}')", ("ok", "no"), text),
        "a regex from data": ("'a'.matches(event.data.r)", "ok", {"r": "((((a{1,100}){1,100}){1,100}){1,100})"}), "a long regex from data": ("'a'.matches(event.data.r)", "ok", {"r": "(a|b)*" * 100_000}), "a deep regex from data": ("'a'.matches(event.data.r)", "ok", {"r": "(" * 200_000}), "a broken regex from data": ("'a'.matches(event.data.r)", "ok", {"r": "(?P<x"}),
        "a regex often": ("event.data.l.all(a, event.data.s.matches('(x+x+)+y') == false)", "ok", {**thousand, "s": "x" * 5000}), "regexes of classes": ("event.data.s.matches('[\\\\p{L}]{0,500}b')", ("ok", "no"), text), "a back reference": ("event.data.s.matches('(a)\\\\1')", ("ok", "no"), {"s": "aa"}),
        "bytes": ("bytes(event.data.s).size() > 0", ("ok", "no"), text), "a format": ("'%s'.format([event.data.l]).size() > 0", ("ok", "no"), {"l": list(range(49_000))}), "a format of many digits": ("'%.1000000f'.format([1.0]).size() > 0", ("ok", "no"), {}), "a wide list": ("event.data.l.filter(a, a > 0).map(b, b * 2).exists(c, c == -1)", "ok", {"l": list(range(49_000))}),
        "overflow": ("event.data.n * event.data.n > 0", "ok", {"n": 2**62}), "division by nothing": ("1 / event.data.n > 0", "ok", {"n": 0}), "a time far away": ("timestamp(event.data.t) > event.time", ("ok", "no"), {"t": "99999-01-01T00:00:00Z"}), "a duration": ("duration(event.data.t) > duration('1s')", "ok", {"t": "9" * 100_000 + "h"}),
        "a number from text": ("int(event.data.t) > 0", "ok", {"t": "9" * 500_000}), "a fraction from text": ("double(event.data.t) > 0.0", "ok", {"t": "1" * 500_000}),
    }


class Drill:
    def __init__(self, options):
        self.options = options
        self.victim = Victim(options, "bombs")
        self.passed = self.failed = 0
        self.missed, self.most_ms, self.most_mb = [], 0.0, 0.0

    def fresh(self):
        """Another process, so that no bomb is hidden in memory that the one before it needed. What the first of anything costs is no bomb's doing."""
        self.victim.restart()
        for number in range(3):
            self.post("/api/v1/events", b'{"type":"warm.up","data":[%d]}' % number, JSON_TYPE)
            self.post("/api/v1/events", b"[", JSON_TYPE)
            self.post("/events", b"{}", {"Content-Type": "application/cloudevents+json"})
            self.post("/hooks/signed", b"{}", JSON_TYPE)
            self.validate(HEAD)

    def check(self, title, function, *arguments):
        try:
            function(title, *arguments)
            self.victim.healthy()
            self.passed += 1
        except subprocess.TimeoutExpired as error:
            self.failed += 1
            print(f"FAIL {title}: template lint did not end within {error.timeout} s", flush=True)
        except (Failure, OSError, ValueError) as error:
            self.failed += 1
            print(f"FAIL {title}: {type(error).__name__ + ': ' if not isinstance(error, Failure) else ''}{error}", flush=True)
            if not self.victim.server.alive():
                print(f"FAIL the server ended with {self.victim.server.process.returncode}{self.victim.server.error_text()}")
                self.finish()

    def judge(self, title, milliseconds, megabytes):
        self.most_ms, self.most_mb = max(self.most_ms, milliseconds), max(self.most_mb, megabytes)
        figures = f"{milliseconds:.0f} ms, {megabytes:.1f} MB"
        if milliseconds > GOAL_MS or megabytes > GOAL_MB:
            self.missed.append(f"{title}: {figures}")
        expect(milliseconds <= LIMIT_MS and megabytes <= LIMIT_MB, f"{figures}; the limits are {LIMIT_MS} ms and {LIMIT_MB} MB")

    def measured(self, title, ask, *expected):
        """Asks three times; the first counts for memory, the quickest for time."""
        self.fresh()
        times = []
        for turn in range(3):
            before = self.victim.status_mb()
            if turn == 0:
                self.victim.forget_peak()
            began = time.monotonic()
            answer = ask(turn)
            times.append((time.monotonic() - began) * 1000)
            if turn == 0:
                megabytes = max(0.0, self.victim.status_mb("VmHWM") - before)
            expect(answer.status in expected, f"expected {expected}, came {answer.status} {answer.body[:300]!r}")
            if answer.status >= 400:
                equal(answer.header("content-type"), PROBLEM, "content type of the refusal")
                equal(answer.json["status"], answer.status, "status in the problem")
                expect(len(answer.body) < 10_000 or answer.status == 422, f"a refusal of {len(answer.body)} bytes")
        self.judge(title, min(times), megabytes)
        return answer

    def post(self, path, body, headers):
        # A connection of its own: a refusal may close it.
        client = Client(self.victim.port, self.victim.token)
        answer = client.post(path, body, headers=headers)
        client.close()
        return answer

    # The parts.

    def json(self):
        for name, (value, status) in json_bombs().items():
            self.check(f"json: {name}", lambda title, value=value, status=status: self.measured(title, lambda turn: self.post("/api/v1/events", b'{"type":"bomb.json","data":' + value + b"}", JSON_TYPE), status))
        for name, body in {"a byte order mark": b'\xef\xbb\xbf{"type":"a"}', "UTF-16": '{"type":"a"}'.encode("utf-16"), "UTF-32": '{"type":"a"}'.encode("utf-32"), "two values": b'{"type":"a"}{"type":"b"}', "nothing": b"", "spaces": b" " * MIB, "a list": b"[]"}.items():
            self.check(f"json: {name}", lambda title, body=body: self.measured(title, lambda turn: self.post("/api/v1/events", body, JSON_TYPE), 400))

    def cloudevents(self):
        for name, (headers, body, status) in cloudevents_bombs().items():
            expected = status if isinstance(status, tuple) else (status,)
            self.check(f"cloudevents: {name}", lambda title, h=headers, b=body, s=expected: self.measured(title, lambda turn: self.post("/events", b, h), *s))

    def hooks(self):
        for name, (headers, body, status) in hook_bombs().items():
            expected = status if isinstance(status, tuple) else (status,)
            self.check(f"hooks: {name}", lambda title, h=headers, b=body, s=expected: self.measured(title, lambda turn: self.post("/hooks/signed", b, h), *s))

    def validate(self, text):
        return self.post("/api/v1/templates/validate", text, {"Content-Type": "application/yaml"})

    def yaml(self):
        for name, (text, verdict) in yaml_bombs().items():
            self.check(f"yaml: {name}", self.template, text, verdict)

    def template(self, title, text, verdict):
        if isinstance(verdict, int):
            self.measured(title, lambda turn: self.validate(text), verdict)
            return
        answer = self.measured(title, lambda turn: self.validate(text), 200).json
        self.verdict_is(answer["ok"], verdict, answer["findings"])
        for finding in answer["findings"]:
            expect(finding.get("rule") and finding.get("message") and len(finding["message"]) < 8000, f"a finding that says nothing, or too much: {str(finding)[:300]}")
        expect(len(answer["findings"]) <= 201, f"{len(answer['findings'])} findings")
        put = self.victim.admin.call("PUT", "/api/v1/templates/bomb", text, headers={"Content-Type": "application/yaml"})
        expect(put.status in ((200, 201) if answer["ok"] else (400, 422)), f"PUT: came {put.status} {put.body[:200]!r}")
        self.lint(title, text, answer["ok"])

    @staticmethod
    def verdict_is(ok, verdict, findings):
        verdicts = verdict if isinstance(verdict, tuple) else (verdict,)
        expect(("ok" if ok else "no") in verdicts, f"expected {verdict}, came {'ok' if ok else 'no'} {str(findings)[:400]}")

    def lint(self, title, text, ok):
        """The command must say the same, and its process is measured whole."""
        path = self.victim.scratch / "bomb.yaml"
        path.write_bytes(text)
        began = time.monotonic()
        done = subprocess.run([self.options.build / "baton", "--config", self.victim.server.config, "template", "lint", path], capture_output=True, timeout=5)
        took = (time.monotonic() - began) * 1000
        equal(done.returncode, 0 if ok else 1, f"exit code of lint; {done.stdout[:200]!r} {done.stderr[:200]!r}")
        expect(took < 4 * LIMIT_MS, f"lint took {took:.0f} ms")
        expect(len(done.stdout) < 500_000, f"lint wrote {len(done.stdout)} bytes")

    def cel(self):
        for number, (name, (expression, verdict, data)) in enumerate(cel_bombs().items()):
            self.check(f"cel: {name}", self.condition, number, expression, verdict, data)

    def condition(self, title, number, expression, verdict, data):
        workflow = f"cel-{number}"
        text = f"workflow: {workflow}\non:\n  - event: bomb.cel.{number}\n    when: {json.dumps(expression)}\nsteps:\n  a: {{ emit: {{ event: bomb.ran }} }}\n".encode()
        answer = self.measured(title, lambda turn: self.validate(text), 200).json
        self.verdict_is(answer["ok"], verdict, answer["findings"])
        if not answer["ok"]:
            return
        expect(data is not None, "accepted, and has no data to be asked about")
        headers = {"Content-Type": "application/yaml"}
        self.victim.admin.ok("PUT", f"/api/v1/templates/{workflow}", text, headers=headers)
        body = json.dumps({"type": f"bomb.cel.{number}", "data": data}).encode()
        # The answer comes after the condition was asked: they share a transaction.
        self.measured(title + ", asked", lambda turn: self.post("/api/v1/events", body, JSON_TYPE), 202)
        found = self.victim.admin.ok("GET", f"/api/v1/events?type=bomb.cel.{number}&limit=1")["items"]
        why = self.measured(title + ", explained", lambda turn: self.victim.admin.get(f"/api/v1/events/{found[0]['id']}/why?workflow={workflow}"), 200)
        expect(len(why.body) < 1_000_000, f"an explanation of {len(why.body)} bytes")

    def run(self, parts):
        for part in parts:
            before = self.passed + self.failed
            getattr(self, part)()
            print(f"{part}: {self.passed + self.failed - before} bombs", flush=True)
        self.check("the server ends in good order", lambda title: None)
        self.victim.stop()
        for line in self.missed:
            print(f"goal missed (under {GOAL_MS} ms, under {GOAL_MB} MB): {line}")
        print(f"most: {self.most_ms:.0f} ms, {self.most_mb:.1f} MB; {len(self.missed)} missed the goal")
        self.finish()

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


if __name__ == "__main__":
    parts = ["json", "cloudevents", "hooks", "yaml", "cel"]
    options = arguments(__doc__, part="")
    if options.part and options.part not in parts:
        sys.exit(f"error: unknown part '{options.part}'; expected one of {', '.join(parts)}")
    Drill(options).run([options.part] if options.part else parts)

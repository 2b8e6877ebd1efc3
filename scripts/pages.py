#!/usr/bin/env python3
"""Fills in what pages of docs/ have from other files, so that neither is written twice.

Between `<!-- KIND: WHAT -->` and `<!-- end -->` a page has what this script makes; everything else is written by people. The kinds are:

- `keys: PLACE`           a table of the keys of an object of config/schema/workflow.schema.json: `step.approve.by` is the object `by` in `approve`
                          of a step. `keys: PLACE: a b` has only the keys a and b
- `file: PATH`            a file of the repository, whole
- `events: CONNECTOR`     an event of each type that the signed cases of tests/data/webhooks decode into
- `webhooks`              how each of them proves who sent it, found by trying its cases
- `setup: CONNECTOR`      what to do at the vendor so that it sends to a webhook, as its manifest says
- `connectors`            the catalogue of config/connectors (scripts/catalogue.py), which also says what the page of each must have

Events and webhooks are found by build/tests/conformance_webhooks, so they are made and compared only with --build.

Usage: pages.py [--build DIR] [--check]     --check: writes nothing, and exits 1 where a page is not what would be made
       pages.py --selftest
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl

import catalogue

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "config/schema/workflow.schema.json"
BLOCK = re.compile(r"^<!-- (keys|file|events|webhooks|setup|connectors): ?(.*?) ?-->\n(.*?)^<!-- end -->$", re.M | re.S)
# What a definition of the schema is called in the column "takes".
TAKES = {
    "expression": "an expression", "duration": "a length of time", "clock_duration": "a length of time by the clock", "texts": "a text, or a list of texts", "names": "a name, or a list of names",
    "value": "any value", "event_type": "an event type", "event_pattern": "an event type, `*` for one segment",
    "trigger": "triggers", "step": "a step", "input": "an input", "awaited": "an event", "form_field": "a field",
}
TYPES = {"string": "a text", "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`", "array": "a list", "object": "a mapping"}
WIDTH = 110  # of an example that stands in one line


class Failure(Exception):
    """What is wrong with a page or with the schema, for people."""


# Values as YAML, written as people write it.


def is_plain(text):
    """True when a text needs no quotes in a YAML mapping that is written in one line."""
    if not re.fullmatch(r"[A-Za-z_./@*0-9+][\w./@:+*&|=!<>()'\" -]*[\w./@)+*'\"]|[A-Za-z_*]", text) or re.search(r": |:$| #|^[*&|!>'\"]|^[0-9][^ ]* ", text):
        return False
    return not re.fullmatch(r"(?i)true|false|null|yes|no|on|off|~|[-+]?[0-9][0-9_]*(\.[0-9]*)?(e[-+]?[0-9]+)?|\d{4}-\d\d-\d\d.*", text)


def scalar(value):
    if not isinstance(value, str):
        return json.dumps(value)
    if is_plain(value):
        return value
    return json.dumps(value, ensure_ascii=False) if "'" in value or '"' not in value else f"'{value}'"


def flow(value):
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name}: {flow(one)}" for name, one in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return scalar(value)


# The schema.


class Schema:
    def __init__(self, schema):
        self.schema = schema
        self.shown = {}  # place -> keys that a table of some page has

    def target(self, node):
        """The definition that a $ref leads to; another node itself."""
        return self.schema["$defs"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node

    def resolve(self, node):
        """The object that a node leads to: by a $ref, as one of several forms, or as the items of a list; a node without keys itself."""
        node = self.target(node)
        if "properties" in node:
            return node
        inner = [self.resolve(form) for form in inside(node)]
        return next((form for form in inner if "properties" in form), node)

    def object_at(self, place):
        """The object at a place such as "step.approve.by"; it begins with a definition, or with "workflow"."""
        first, *rest = place.split(".")
        node = self.schema if first == "workflow" else self.schema["$defs"].get(first)
        for name in rest:
            node = self.resolve(node).get("properties", {}).get(name) if node else None
        if node is None or "properties" not in self.resolve(node):
            raise Failure(f"the schema has no object at {place!r}")
        return self.resolve(node)

    def places(self):
        """Each object with keys, by its place, but not those that a $ref leads to: they have a place of their own."""
        found = {}

        def walk(place, node):
            node = next((form for form in [node, *inside(node)] if "properties" in form), node)
            if "properties" in node:
                found[place] = node
            for name, child in node.get("properties", {}).items():
                if "$ref" not in child:
                    walk(f"{place}.{name}", child)

        walk("workflow", self.schema)
        for name, node in self.schema["$defs"].items():
            walk(name, node)
        return found

    def example(self, node):
        """The first example of a key. Its own come before those of what it refers to."""
        return (self.examples(node) or [None])[0]

    def examples(self, node):
        return node.get("examples") or self.target(node).get("examples") or self.resolve(node).get("examples") or []

    def takes(self, node):
        """What may stand behind a key, in words."""
        reference = node["$ref"].rsplit("/", 1)[1] if "$ref" in node else None
        if reference in TAKES:
            return self.bounded(TAKES[reference], node)
        node = self.target(node)
        if "enum" in node:
            return self.bounded(", ".join(f"`{one}`" for one in node["enum"]), node)
        if "const" in node:
            return f"`{node['const']}`"
        if forms_of(node) and "type" not in node:
            return self.bounded(" or ".join(dict.fromkeys(self.takes(form) for form in forms_of(node))), node)
        if isinstance(node.get("additionalProperties"), dict):
            inner = self.takes(node["additionalProperties"])
            return self.bounded("names, each with " + inner, node)
        if "$ref" in node.get("items", {}):
            return "a list of " + self.takes(node["items"])
        kinds = node.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        return self.bounded(" or ".join(TYPES[kind] for kind in kinds) or "any value", node)

    def bounded(self, text, node):
        low, high = node.get("minimum"), node.get("maximum")
        if high is not None:
            text += f", {low if low is not None else 0} to {high}"
        elif low is not None and low > 0:
            text += f", at least {low}"
        if "default" in node:
            text += f"; {code(scalar(node['default']))} unless given"
        return text

    def table(self, place, names=None):
        node = self.object_at(place)
        wanted = names or list(node["properties"])
        rows = ["| key | takes | what it means | example |", "| --- | --- | --- | --- |"]
        for name in wanted:
            if name not in node["properties"]:
                raise Failure(f"the schema has no key {name!r} at {place!r}")
            key = node["properties"][name]
            required = "<br>must be given" if name in node.get("required", []) else ""
            text = key.get("description") or self.resolve(key).get("description", "")
            rows.append(f"| `{name}`{required} | {cell(self.takes(key))} | {cell(text)} | {code(name + ': ' + flow(self.example(key)))} |")
        self.shown.setdefault(place, set()).update(wanted)
        return "\n".join(rows)

    def faults(self):
        """Keys without words or an example, and keys that no page shows."""
        for place, node in self.places().items():
            for name, key in node["properties"].items():
                if not (key.get("description") or self.resolve(key).get("description")):
                    yield f"{place}.{name}: the schema does not describe it"
                if self.example(key) is None:
                    yield f"{place}.{name}: the schema has no example of it"
                if name not in self.shown.get(place, ()):
                    yield f"{place}.{name}: no table of docs/ has it: add it to docs/templates.md (keys: {place})"


def forms_of(node):
    """The forms of which a value has one."""
    return [form for form in node.get("oneOf", []) + node.get("anyOf", []) if "required" not in form or "properties" in form]


def inside(node):
    """The forms of a value, and what the items of a list are."""
    return forms_of(node) + ([node["items"]] if "items" in node else [])


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def code(text):
    """Code in a cell of a table."""
    ticks = "``" if "`" in text else "`"
    return f"{ticks}{cell(text)}{ticks}"


# What the signed cases show.

DEPTH = 3  # of a sample; what lies deeper, and what there is much of, is left out
MEMBERS = 12  # of an event and its data
MEMBERS_INSIDE = 4  # of what its data has
ITEMS = 2
LETTERS = 100
WEB_TOKEN = "JSON Web Token"
PLAIN = "the secret itself"


def shortened(value, depth=0):
    """A sample that people can read; `…` stands where something was left out."""
    if isinstance(value, str):
        return value if len(value) <= LETTERS else value[:LETTERS] + "…"
    if isinstance(value, list):
        return [shortened(one, depth + 1) for one in value[:ITEMS]] + ["…"] * (len(value) > ITEMS)
    if not isinstance(value, dict):
        return value
    if depth > DEPTH and value:
        return {"…": "…"}
    most = MEMBERS if depth < 2 else MEMBERS_INSIDE
    kept = {name: shortened(one, depth + 1) for name, one in list(value.items())[:most]}
    return {**kept, "…": "…"} if len(value) > most else kept


def encoding(values):
    """The form of the proof in a header, in words."""
    for value in (part for value in values for part in (value.split(" ") if value.startswith("v1") else [value])):
        if match := re.fullmatch(r"(\w+=)?[0-9a-fA-F]{64}", value):
            return "hex" + (f", after `{match.group(1)}`" if match.group(1) else "")
        if match := re.fullmatch(r"(v1a?,)?[A-Za-z0-9+/]{43,86}={1,2}", value):
            return "base64" + (f", after `{match.group(1)}`" if match.group(1) else "")
        if re.fullmatch(r"[A-Za-z0-9+/]{340,700}={0,2}", value):
            return "RSA, base64"
        if re.match(r"t=\d+,", value):
            return "seconds after `t=`, " + ("base64" if re.search(r"v1=[A-Za-z0-9+/]{43}=", value) else "hex") + " after `v1=`"
        if match := re.fullmatch(r"(\w+) [\w-]+\.[\w-]+\.[\w-]+", value):
            return f"{WEB_TOKEN}, after `{match.group(1)}`"
        if value.startswith("Basic "):
            return "user and password"
    return PLAIN


def sources(samples):
    """Where the ids of deliveries come from, with the headers first and the body as a whole last."""
    found = list(dict.fromkeys(source_of(one["origin"], one["headers"], one["body"]) for one in samples))
    return sorted(reversed(found), key=lambda place: ["`", "i", "t"].index(place[0]))


def source_of(origin, headers, body):
    """Where the id of a delivery comes from: a header, members of the body, or the body as a whole."""
    for name, value in headers.items():
        if value == origin or (len(value) >= 8 and value in origin):
            return f"`{name}`"
    parts = [part for part in {origin, *re.split("[: ]", origin)} if len(part) >= 3]
    names = dict.fromkeys(name for name, value in members(body) if str(value) in parts)
    return "in the body " + ", ".join(f"`{name}`" for name in names) if names else "the content"


def members(body):
    """(name, value) of what a body in JSON, XML or the form of a web page has."""
    try:
        return list(leaves(json.loads(body)))
    except ValueError:
        return re.findall(r"<(?:\w+:)?(\w+)>([^<]+)</", body) or parse_qsl(body)


def leaves(value, name=""):
    """(name, value) of what is neither a mapping nor a list."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, name)
    elif value is not None and not isinstance(value, bool):
        yield name, value


class Cases:
    """What build/tests/conformance_webhooks tells of each connector's cases."""

    def __init__(self, build):
        command = [build / "tests/conformance_webhooks", "--tell", ROOT / "tests/data/webhooks"]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if done.returncode:
            raise Failure(f"{command[0]} ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
        self.told = json.loads(done.stdout)

    def events(self, connector):
        """An event of each type, the first that its cases have."""
        samples = {}
        for case in self.told["cases"]:
            if case["connector"] == connector:
                for event in case["events"]:
                    samples.setdefault(event["type"], event)
        if not samples:
            raise Failure(f"no case of tests/data/webhooks makes an event of the connector {connector!r}")
        parts = []
        for kind, event in sorted(samples.items()):
            shown = {name: event[name] for name in ("type", "source", "subject", "time", "data") if event.get(name) not in ("", None)}
            parts.append(f"`{kind}`\n\n```json\n{json.dumps(shortened(shown), indent=2, ensure_ascii=False)}\n```")
        return "\n\n".join(parts)

    def connectors(self):
        return {case["connector"] for case in self.told["cases"]}

    def webhooks(self):
        rows = ["| connector | scheme | what proves it | form | refused when older than | id of a delivery | answer |", "| --- " * 7 + "|"]
        for hook in sorted(self.told["hooks"], key=lambda hook: (hook["connector"], hook["scheme"], sorted(hook["proof"]["headers"]))):
            proof = hook["proof"]
            parts = [f"`{name}`" for name in proof["headers"]] + [f"`{name}` in the body" for name in proof.get("members", [])]
            parts += ["the address"] * bool(proof.get("address"))
            names = {name.lower() for name in proof["headers"]}
            given = [[value for name, value in one["headers"].items() if name.lower() in names] for one in hook["samples"]]
            forms = list(dict.fromkeys(encoding(values) for values in given))
            form = "; ".join(sorted(forms if len(forms) == 1 else [one for one in forms if one != PLAIN]))
            window = "–"
            if form.startswith(WEB_TOKEN):
                window = "its `exp`"
            elif hook["seconds_after"] is not None:
                window = f"{(hook['seconds_after'] + hook['seconds_before'] + 1) // 2} s"  # as long before the time that is signed as after it
            where = "; ".join({place.lower(): place for place in sources(hook["samples"])}.values())
            rows.append(f"| {hook['connector']} | `{hook['scheme']}` | {'<br>'.join(parts)} | {form} | {window} | {where} | {hook['status']} |")
        return "\n".join(rows)


# Pages.


class Pages:
    def __init__(self, root, schema, cases=None):
        self.root, self.schema, self.cases = root, schema, cases
        self.shown = set()  # the connectors whose events a page has
        self.told = set()  # those whose setup of webhooks a page has

    def made(self, kind, what):
        """The text of a block; None when it is made only with a build."""
        if kind == "keys":
            place, _, names = what.partition(":")
            return self.schema.table(place.strip(), names.split())
        if kind == "file":
            path = self.root / what
            if not path.is_file():
                raise Failure(f"there is no file {what}")
            return f"```{path.suffix[1:]}\n{path.read_text(encoding='utf-8').strip()}\n```"
        if kind == "connectors":
            return catalogue.table(self.root)
        if kind == "setup":
            return self.setup(what)
        if self.cases is None:
            return None
        return self.cases.events(what) if kind == "events" else self.cases.webhooks()

    def setup(self, connector):
        """What its manifest tells people to do at the vendor."""
        known = {one.name: one.setup for one in catalogue.manifests(self.root)}
        if not known.get(connector):
            raise Failure(f"config/connectors/{connector}.yaml has no webhook with setup")
        self.told.add(connector)
        return "\n".join("   - " + re.sub(r"\{url\}((?:/[\w-]+)?)", rf"`https://YOUR-HOST/hooks/{connector}\1`", line) for line in known[connector])

    def filled(self, text):
        def fill(match):
            kind, what, before = match.groups()
            made = self.made(kind, what)
            inside = before if made is None else f"\n{made}\n\n"
            head = f"{kind}: {what}" if what else f"{kind}:"
            return f"<!-- {head} -->\n{inside}<!-- end -->"

        return BLOCK.sub(fill, text)

    def run(self, check):
        """Fills in each page; returns what is wrong."""
        faults = []
        for page in sorted((self.root / "docs").rglob("*.md")):
            name = page.relative_to(self.root)
            text = page.read_text(encoding="utf-8")
            if not BLOCK.search(text):
                continue
            self.shown |= set(re.findall(r"^<!-- events: (\S+) -->$", text, re.M))
            try:
                filled = self.filled(text)
            except Failure as failure:
                faults.append(f"{name}: {failure}")
                continue
            if filled != text and check:
                faults.append(f"{name}: {first_difference(text, filled)}; run: python3 scripts/pages.py{' --build build' if self.cases else ''}")
            elif filled != text:
                page.write_text(filled, encoding="utf-8")
                print(f"written: {name}")
        for connector in sorted((self.cases.connectors() if self.cases else set()) - self.shown):
            faults.append(f"no page of docs/ has the events of {connector}: add it to docs/events.md (events: {connector})")
        for one in catalogue.manifests(self.root):
            if one.scheme and one.name not in self.told:
                faults.append(f"no page of docs/ says how the webhooks of {one.name} are set up: add it to docs/connectors/{one.name}.md (setup: {one.name})")
        return faults + list(self.schema.faults()) + list(catalogue.faults(self.root))


def first_difference(before, after):
    pairs = zip(before.splitlines() + [""], after.splitlines() + [""])
    number, (have, want) = next((number, pair) for number, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    return f"line {number} is {have[:WIDTH]!r} and would be {want[:WIDTH]!r}"


SELFTEST = {
    "properties": {"name": {"type": "string", "description": "Its name.", "examples": ["a"]}, "step": {"$ref": "#/$defs/step"}},
    "required": ["name"],
    "$defs": {
        "step": {
            "description": "A step.", "type": "object", "examples": [{"when": "a || b"}],
            "properties": {
                "when": {"$ref": "#/$defs/expression", "description": "If.", "examples": ["a || b"]},
                "times": {"type": "integer", "minimum": 1, "maximum": 5, "default": 2, "description": "How often."},
            },
        },
        "expression": {"type": "string"},
    },
}
CASES = (
    ("a text", "a text"), ("true", '"true"'), ("12", '"12"'), ("${a}", '"${a}"'), ('event.data.a == "b"', 'event.data.a == "b"'), ("a: b", '"a: b"'),
    ("a, b", '"a, b"'), ({"a": [1, True]}, "{ a: [1, true] }"), ("Hello, ${inputs.name}!", '"Hello, ${inputs.name}!"'), ("a[b] == \"c\"", "'a[b] == \"c\"'"),
    ("2bd", "2bd"), ("0 9 * * MON", '"0 9 * * MON"'), ("2026-05-04", '"2026-05-04"'),
)


def selftest():
    failed = 0
    for value, expected in CASES:
        if flow(value) != expected:
            failed += 1
            print(f"FAIL {value!r}: expected {expected}, got {flow(value)}")
    schema = Schema(SELFTEST)
    table = schema.table("workflow") + schema.table("step", ["when"])
    wanted = ("| `name`<br>must be given | a text | Its name. | `name: a` |", "| `when` | an expression | If. | `when: a \\|\\| b` |")
    faults = list(schema.faults())
    for holds, what in (
        (all(row in table for row in wanted), f"the tables are {table}"),
        (len(faults) == 2 and all(fault.startswith("step.times: ") for fault in faults), f"the faults are {faults}"),
        (schema.takes(SELFTEST["$defs"]["step"]["properties"]["times"]) == "a whole number, 1 to 5; `2` unless given", "takes"),
    ):
        if not holds:
            failed += 1
            print(f"FAIL {what}")
    print(f"{len(CASES) + 3 - failed} passed, {failed} failed")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--selftest"]:
        return selftest()
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    schema = Schema(json.loads(SCHEMA.read_text(encoding="utf-8")))
    faults = Pages(ROOT, schema, Cases(options.build.resolve()) if options.build else None).run(options.check)
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        sys.exit(1)

#!/usr/bin/env python3
"""Each key of a template with each kind of value that it does not take: lint says so at that key. Usage: test_lint_cases.py [--build DIR]

A template that has every key of config/schema/workflow.schema.json is changed in one place at a time, as the schema says what may not stand there: a
value of another type, a key that is not known, a number out of range, a word that is no choice, a text of another form.
"""

import copy
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Runner, Scratch, equal, expect  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
SCHEMA = json.loads((ROOT / "config/schema/workflow.schema.json").read_text(encoding="utf-8"))

TRIGGERS = [
    {"event": "ticket.created", "from": "jira", "when": "event.data.n > 1", "key": "event.data.k", "inputs": {"n": "${event.data.n}", "s": "x"},
     "debounce": {"key": "event.data.k", "quiet": "30s", "at_most": "5m"}},
    {"event": "a.c", "key": "event.data.k", "inputs": {"s": "x"}, "throttle": {"key": "event.data.k", "limit": 2, "per": "1h"}},
    {"schedule": {"cron": "0 9 * * *", "timezone": "Europe/Paris", "misfire": "once"}, "inputs": {"s": "x"}},
    {"window": {"event": "ticket.updated", "from": "jira", "when": "event.data.n > 1", "by": "event.data.k", "within": "7d",
                "distinct": {"who": "event.data.w"}, "at_least": {"who": 3}, "again_after": "7d", "late": "1h"}, "inputs": {"s": "x"}},
    {"window": {"sequence": [{"event": "ticket.created", "from": "jira", "when": "event.data.n > 1"}, {"absent": "a.f", "for": "1h"}],
                "by": "event.data.k", "within": "7d"}, "inputs": {"s": "x"}},
    {"threshold": {"event": "ticket.updated", "from": "jira", "when": "event.data.n > 1", "by": "event.data.k", "value": "event.data.n",
                   "aggregate": "avg", "at_least": 4, "over": "1d", "above": {"times": 3.0, "of": {"aggregate": "avg", "over": "14d", "at_least": 4}},
                   "again_after": "1d", "late": "1h"}, "inputs": {"s": "x"}},
    {"threshold": {"event": "a.h", "by": "event.data.k", "value": "event.data.n", "aggregate": "sum", "over": "1d",
                   "below": {"times": 3.0, "of": {"aggregate": "avg", "over": "14d", "at_least": 4}}}, "inputs": {"s": "x"}},
]
RETRY = {"attempts": 3, "initial": "2s", "factor": 2.0, "max": "5m", "for": "1d"}
LEGAL = {"route": "legal-review", "with": {"amount": 1, "region": "EMEA", "channel": "web"}}
STEPS = {
    "act": {"do": "jira.create_issue", "with": {"project": "WEB", "summary": "${context.why}"}, "retry": RETRY, "timeout": "30s", "title": "Act",
            "team": "web", "labels": ["x"], "on_error": "fail", "mandatory": True, "when": "inputs.n > 0", "calendar": "fr",
            "undo": {"do": "jira.transition_issue", "with": {"key": "${steps.act.output.key}", "to": "Done"}, "retry": RETRY, "timeout": "30s"}},
    "told": {"when": "inputs.n > 1", "set": {"x": 1}},
    "ask": {"needs": ["act"],
            "approve": {"by": {"group": "legal", "count": 1, "not": "requester"}, "of": "${inputs.n}", "ask": "Yes?",
                        "on_reject": {"return_to": "act", "most": 2}, "escalate": {"after": "2d", "to": {"group": "leads"}}},
            "sla": {"goal": {"after": "1d", "step": "told", "notice": "Soon."}, "due": {"after": "2d", "step": "told", "notice": "Due."},
                    "late": {"after": "3d", "step": "told", "notice": "Late."}, "pause_while": "steps.told.status == 'succeeded'", "calendar": "fr"}},
    "ask_route": {"approve": {"by": LEGAL, "ask": "Yes?"}},
    "ask_users": {"approve": {"by": {"users": ["ana", "bob"]}, "ask": "Yes?", "escalate": {"after": "2d", "to": {"users": ["eve"]}}}},
    "hear": {"needs": ["act", "told"], "join": "any", "gate": {"open": "facts.team.ads.available", "within": "5d", "otherwise": "fail"},
             "wait": {"event": "ticket.updated", "from": "jira", "when": "event.data.k == inputs.s", "since": "needs"}},
    "hear_any": {"wait": {"any": {"x": {"event": "ticket.updated", "from": "jira", "when": "event.data.k == inputs.s", "since": "trigger"},
                                  "y": {"event": "a.c"}}}},
    "hear_all": {"wait": {"all": {"x": {"event": "ticket.updated", "from": "jira", "when": "event.data.k == inputs.s", "since": "trigger"},
                                  "y": {"event": "a.c"}}}},
    "rest": {"sleep": {"for": "1d"}},
    "rest_until": {"sleep": {"until": "timestamp(run.started_at) + duration('24h')"}},
    "say": {"emit": {"event": "b.a", "data": {"x": 1}, "subject": "s"}},
    "many": {"each": [1, 2], "parallel": 2, "fail_fast": True, "do": "jira.create_issue", "with": {"project": "WEB", "summary": "${item}"}},
    "sub": {"run": "other", "with": {"x": 1}, "detach": True},
    "work": {"task": {"by": {"group": "web"}, "title": "Do it", "description": "Well.", "of": "${inputs.n}", "due": "2d", "form": {
        "a": {"type": "string", "format": "uri", "label": "A", "description": "An a.", "required": True, "min_length": 1, "max_length": 10},
        "b": {"type": "number", "minimum": 1, "maximum": 5, "default": 2}, "c": {"enum": ["x", "y"]}, "d": "string"}}},
    "work_route": {"task": {"by": LEGAL, "title": "Do it"}},
    "work_users": {"task": {"by": {"users": ["ana"]}, "title": "Do it"}},
}
TEMPLATE = {
    "workflow": "a", "title": "A", "description": "About a.", "labels": ["x"], "only_with": "jira", "goal": "retention-2026", "calendar": "fr",
    "roles": {"accountable": "ops", "responsible": ["web"], "consulted": ["legal"], "informed": ["finance"]}, "priority": 2, "due": "14d",
    "on": TRIGGERS, "inputs": {"n": {"type": "number", "enum": [1, 2], "default": 1, "description": "A number."}, "s": "string"},
    "concurrency": {"key": "inputs.s", "limit": 2, "when_full": "queue"},
    "context": {"why": "${inputs.s}", "require": ["why"], "hear": [{"event": "ticket.commented", "from": "jira", "when": "event.data.k == inputs.s"}]},
    "steps": STEPS, "on_failure": {"undo": True, "steps": {"tell": {"emit": {"event": "b.b"}}}}, "outputs": {"x": "${inputs.n}"},
}
# One of each type, to stand where that type may not.
OTHERS = {"object": {"x": 1}, "array": [{"x": 1}], "string": "no such word", "integer": -7, "boolean": True}


def whole(schema):
    """A schema with what it refers to."""
    while "$ref" in schema:
        schema = {**SCHEMA["$defs"][schema["$ref"].split("/")[-1]], **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def forms(schema):
    """The alternatives of a schema that say what the value is; those of a mapping that say which keys go together are none."""
    schema = whole(schema)
    if {"type", "enum", "const", "properties"} & schema.keys():
        return [schema]
    found = [form for one in schema.get("oneOf", []) + schema.get("anyOf", []) for form in forms(one)]
    return found or [schema]


def type_of(value):
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]


def types(schema):
    """The types that a form takes; empty for any."""
    if "type" not in schema:
        return {type_of(value) for value in schema.get("enum", [schema["const"]] if "const" in schema else [])}
    named = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {*named, "integer"} if "number" in named else set(named)


class Cases:
    """What is put where, as (path, value, what is wrong), and which keys of the schema the template has."""

    def __init__(self):
        self.cases, self.keys = [], set()
        self.visit([], TEMPLATE, SCHEMA, "")

    def visit(self, path, value, schema, name):
        found = forms(schema)
        if path and all(types(form) for form in found):
            taken = set().union(*(types(form) for form in found))
            # A plain number or boolean where a text is expected is that text.
            wrong = OTHERS.keys() - taken - ({"integer", "boolean"} if "string" in taken else set()) - ({"string"} if taken == {"array"} else set())
            self.cases += [(path, OTHERS[one], f"a value of type {one}") for one in sorted(wrong)]
        for form in found:
            if len(found) == 1 and "enum" in form:
                self.cases.append((path, "no_such_word", "a word that is no choice"))
            if len(found) == 1 and "pattern" in form:
                self.cases.append((path, "?? no", "a text of another form"))
            if "minimum" in form:
                self.cases.append((path, form["minimum"] - 1, "a number that is too low"))
            if "maximum" in form:
                self.cases.append((path, form["maximum"] + 1, "a number that is too high"))
            if types(form) and type_of(value) in types(form):
                self.visit_inside(path, value, form, name)

    def visit_inside(self, path, value, form, name):
        properties, others = form.get("properties", {}), form.get("additionalProperties")
        if isinstance(value, list) and isinstance(form.get("items"), dict):
            for place, item in enumerate(value):
                self.visit([*path, place], item, form["items"], name + "[]")
        if not isinstance(value, dict):
            return
        if others is False:
            self.cases.append(([*path, "nosuchkey"], 1, "a key that is not known"))
        for key, member in value.items():
            if key in properties:
                self.keys.add(f"{name}.{key}")
                self.visit([*path, key], member, properties[key], f"{name}.{key}")
            elif isinstance(others, dict):
                self.visit([*path, key], member, others, name + "{}")


def keys_of(schema, name, inside=()):
    """The names of all keys of a schema. The steps of `on_failure` have those of all steps."""
    for form in forms(schema):
        if id(form) in inside or name == ".on_failure.steps":
            continue
        for key, member in form.get("properties", {}).items():
            yield f"{name}.{key}"
            yield from keys_of(member, f"{name}.{key}", (*inside, id(form)))
        for part, more in (("additionalProperties", "{}"), ("items", "[]")):
            if isinstance(form.get(part), dict):
                yield from keys_of(form[part], name + more, (*inside, id(form)))


def changed(path, value):
    document = copy.deepcopy(TEMPLATE)
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return document


class Lint:
    def __init__(self):
        self.folder = Scratch("lint-cases").path
        self.cases = Cases()

    def findings(self, documents):
        """The errors of each document, by one run of lint over all of them."""
        for place, document in enumerate(documents):
            (self.folder / f"{place:04}.yaml").write_text(json.dumps(document), encoding="utf-8")
        done = subprocess.run(
            [str(BUILD / "baton"), "template", "lint", "-o", "json", "--config", str(ROOT / "config"), str(self.folder)], capture_output=True, text=True
        )
        expect(done.returncode in (0, 1), f"lint: {done.returncode} {done.stderr[:500]}")
        files = sorted(json.loads(done.stdout)["files"], key=lambda one: one["file"])
        equal(len(files), len(documents), "how many files lint looked at")
        return [[finding for finding in one["findings"] if finding["severity"] == "error"] for one in files]

    def has_every_key(self):
        equal(sorted(set(keys_of(SCHEMA, "")) - self.cases.keys), [], "the keys that the template lacks")
        equal(self.findings([TEMPLATE]), [[]], "the errors of the template itself")

    def refuses_each_case(self):
        cases = self.cases.cases
        counted = Counter(what for _, _, what in cases)
        expect(len(counted) == 10 and len(cases) > 900, f"fewer cases than the schema has: {counted}")
        silent = []
        for (path, value, what), errors in zip(cases, self.findings([changed(path, value) for path, value, _ in cases]), strict=True):
            # Where one key is wrong, what needs it is wrong as well; the first error is at the key, in it, or above it.
            place = "/" + "/".join(str(key) for key in path)
            near = any(place.startswith(error["pointer"]) or error["pointer"].startswith(place) for error in errors if error["pointer"])
            if not near or not all(error["rule"] and error["line"] and error["message"] for error in errors):
                silent.append(f"{place} with {what} {value!r}: {[(error['rule'], error['pointer']) for error in errors]}")
        equal(silent, [], f"of {len(cases)} cases, those without an error at their place")


if __name__ == "__main__":
    runner = Runner("lint cases")
    lint = runner.make("the schema and the template are gone through", Lint)
    runner.check("the template has every key, and no error", lint.has_every_key)
    runner.check("each value that a key does not take is an error at that key", lint.refuses_each_case)
    runner.finish()

"""Holds what a server answers against the description of the API that it serves: path, method, status, media type and body. Standard library only.

A body is checked more strictly than JSON Schema asks for: where a schema lists members, an answer may have no others, so that a member which nobody
has described is found.
"""

import json
import re

MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$")
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
FORMATS = {"date-time": MOMENT, "date": DAY}
# The vendor of a connection chooses what stands behind this path.
OPEN_ENDED = "/hooks/{connection}"
# What is refused before the path is looked at.
OF_THE_CONNECTION = {408, 414, 417, 431, 501, 505}
PROBLEM = "application/problem+json"
JSON = {"application/json", PROBLEM, "application/schema+json"}
SHOWN_MAX = 200
# Words of a schema that say something of a value here. An unknown one would be passed over, so it is a mistake of the description.
WORDS = {
    "$ref", "type", "enum", "const", "required", "properties", "additionalProperties", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern",
    "minimum", "maximum", "format", "oneOf", "anyOf", "allOf", "description", "examples", "default",
}


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


TYPES = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": is_number,
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def shown(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "…"


def same(left, right):
    """Equal as JSON: 1 is not true."""
    return type(left) is type(right) and left == right


class Schemas:
    """Checks values against the schemas of one document."""

    def __init__(self, document):
        self.document = document

    def resolved(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def mistakes(self, schema, value, at=""):
        """Each with its JSON pointer: what was expected, and what came. Empty when the value fits."""
        mistakes, names, closed = self._apply(schema, value, at)
        if isinstance(value, dict) and closed:
            mistakes += [f"{at}/{name}: expected no such member, because it is not described, came {shown(value[name])}" for name in value if name not in names]
        return mistakes

    def _apply(self, schema, value, at):
        """(mistakes, the members that are described, whether any are): parts that are joined by allOf, anyOf or oneOf describe one object together."""
        unknown = set(schema) - WORDS
        if unknown:
            raise ValueError(f"{at}: the test knows no such word of a schema: {sorted(unknown)}")
        mistakes, names, closed = self._simple(schema, value, at), set(), False
        for part in [self.resolved(schema)] if "$ref" in schema else []:
            found, more, listed = self._apply(part, value, at)
            mistakes, names, closed = mistakes + found, names | more, closed or listed
        for part in schema.get("allOf", []):
            found, more, listed = self._apply(part, value, at)
            mistakes, names, closed = mistakes + found, names | more, closed or listed
        for word in ("anyOf", "oneOf"):
            if word in schema:
                found, more, listed = self._one_of(schema[word], word, value, at)
                mistakes, names, closed = mistakes + found, names | more, closed or listed
        if isinstance(value, dict):
            found, more, listed = self._members(schema, value, at)
            mistakes, names, closed = mistakes + found, names | more, closed or listed
        if isinstance(value, list):
            mistakes += self._items(schema, value, at)
        return mistakes, names, closed

    def _one_of(self, branches, word, value, at):
        tried = [self._apply(branch, value, at) for branch in branches]
        fit = [one for one in tried if not one[0]]
        if not fit:
            each = "; ".join(f"({number}) {one[0][0]}" for number, one in enumerate(tried, 1))
            return [f"{at or '/'}: expected one of {len(branches)} forms, came none of them: {each}"], set(), False
        if word == "oneOf" and len(fit) > 1:
            return [f"{at or '/'}: expected exactly one of {len(branches)} forms, came {len(fit)} of them"], set(), False
        return [], set().union(*(one[1] for one in fit)), all(one[2] for one in fit)

    def _simple(self, schema, value, at):
        where, mistakes = at or "/", []

        def expected(what):
            mistakes.append(f"{where}: expected {what}, came {shown(value)}")

        if "type" in schema:
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            if not any(TYPES[one](value) for one in types):
                expected(" or ".join(types))
        if "enum" in schema and not any(same(one, value) for one in schema["enum"]):
            expected("one of " + ", ".join(shown(one) for one in schema["enum"]))
        if "const" in schema and not same(schema["const"], value):
            expected(shown(schema["const"]))
        if isinstance(value, str):
            if "pattern" in schema and not re.search(schema["pattern"], value):
                expected("text like " + schema["pattern"])
            if schema.get("format") in FORMATS and not FORMATS[schema["format"]].search(value):
                expected("a " + schema["format"])
            if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
                expected(f"text of {schema.get('minLength', 0)} to {schema.get('maxLength', 'any')} characters")
        if is_number(value) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            expected(f"a number from {schema.get('minimum')} to {schema.get('maximum')}")
        return mistakes

    def _members(self, schema, value, at):
        mistakes = [f"{at}/{name}: expected this member, came none" for name in schema.get("required", []) if name not in value]
        properties, rest = schema.get("properties", {}), schema.get("additionalProperties")
        for name, part in properties.items():
            if name in value:
                mistakes += self.mistakes(part, value[name], f"{at}/{name}")
        names = set(properties)
        if isinstance(rest, dict):
            for name in set(value) - names:
                mistakes += self.mistakes(rest, value[name], f"{at}/{name}")
        if isinstance(rest, dict) or rest is True:
            names |= set(value)
        return mistakes, names, "properties" in schema or rest is not None

    def _items(self, schema, value, at):
        mistakes = []
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            mistakes.append(f"{at or '/'}: expected {schema.get('minItems', 0)} to {schema.get('maxItems', 'any')} items, came {len(value)}")
        if "items" in schema:
            for place, item in enumerate(value):
                mistakes += self.mistakes(schema["items"], item, f"{at}/{place}")
        return mistakes


class Contract:
    """One description of the API. `asked` counts the answers that fitted, by (method, path of the description, status)."""

    def __init__(self, document):
        self.document, self.schemas, self.asked = document, Schemas(document), {}
        self.paths = [(path, path[1:].split("/"), item) for path, item in document["paths"].items()]
        # A segment that is written out goes before one that stands for any.
        self.paths.sort(key=lambda one: [segment.startswith("{") for segment in one[1]])

    def find(self, path):
        """(the path of the description, what is said of it), or nothing."""
        segments = path.split("?")[0][1:].split("/")
        for name, wanted, item in self.paths:
            came = segments[: len(wanted)] if name == OPEN_ENDED else segments
            if len(came) == len(wanted) and all(want == have or (want.startswith("{") and have) for want, have in zip(wanted, came, strict=True)):
                return name, item
        return None, None

    def mistakes(self, method, path, status, headers, body):
        """What an answer says that the description does not; empty when it fits. `headers` by names in small letters."""
        name, item = self.find(path)
        kind = headers.get("content-type", "").split(";")[0].strip()
        if status in OF_THE_CONNECTION:
            return self._problem(method, status, kind, body)
        console = method in ("GET", "HEAD") and not path.startswith("/api/")
        if item is None:
            return self._other_path(console, method, status, kind, body)
        operation = item.get("get" if method == "HEAD" else method.lower())
        if operation is None:
            if console and status in (200, 304):
                return []
            return self._other_method(method, status, headers, kind, body)
        response = operation["responses"].get(str(status))
        if response is None:
            listed = ", ".join(sorted(operation["responses"]))
            return [f"expected one of {listed}, came {status}: {body[:SHOWN_MAX]!r}"]
        mistakes = self._content(self.schemas.resolved(response), method, status, kind, body)
        if not mistakes:
            one = (method, name, status)
            self.asked[one] = self.asked.get(one, 0) + 1
        return mistakes

    def _other_path(self, console, method, status, kind, body):
        if console and status in (200, 304):
            return []
        if status in (400, 404) or (console and status == 406):
            return self._problem(method, status, kind, body)
        return [f"expected 404, because no such path is described, came {status}: {body[:SHOWN_MAX]!r}"]

    def _other_method(self, method, status, headers, kind, body):
        if "allow" not in headers:
            return [f"expected the field Allow, because no such method is described, came {status} without it"]
        if method == "OPTIONS":
            return [] if status == 204 and not body else [f"expected 204 without a body, came {status} {body[:SHOWN_MAX]!r}"]
        return self._problem(method, status, kind, body) if status == 405 else [f"expected 405, because no such method is described, came {status}"]

    def _problem(self, method, status, kind, body):
        return self._content(self.document["components"]["responses"]["Problem"], method, status, kind, body)

    def _content(self, response, method, status, kind, body):
        content = response.get("content")
        if content is None:
            return [f"expected no body, came {body[:SHOWN_MAX]!r}"] if body else []
        listed = content.get(kind, content.get("*/*"))
        if listed is None:
            return [f"expected Content-Type {' or '.join(content)}, came {kind!r}"]
        if method == "HEAD":
            return [f"expected no body for HEAD, came {body[:SHOWN_MAX]!r}"] if body else []
        if kind not in content or kind not in JSON:
            return []
        try:
            value = json.loads(body)
        except ValueError:
            return [f"expected JSON, came {body[:SHOWN_MAX]!r}"]
        mistakes = self.schemas.mistakes(listed["schema"], value)
        if kind == PROBLEM and not mistakes and value["status"] != status:
            mistakes.append(f"/status: expected {status}, as the answer has it, came {value['status']}")
        return mistakes

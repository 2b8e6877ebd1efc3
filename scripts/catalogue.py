"""The catalogue of connectors, made from their manifests for scripts/pages.py, and what the page of each must have."""

import re

# What a page of a connector has; only what acts has operations.
SECTIONS = ["Set-up", "Events", "Operations", "Limits", "What is done exactly once"]
# Of a connector that performs no actions.
SECTIONS_LISTENING = ["Set-up", "Events", "What is done exactly once"]


def block(text, name):
    """What stands in a manifest below a key of its top level; empty if the key is not there."""
    match = re.search(rf"^{name}:\n((?:[ ]+.*\n|#.*\n|\n)+)", text, re.M)
    return match.group(1) if match else ""


def keys(text):
    """The keys of a block, in their order."""
    return re.findall(r"^  (\w+):", text, re.M)


class Manifest:
    """As much of a manifest as the catalogue shows, by its indentation."""

    def __init__(self, path):
        text = path.read_text(encoding="utf-8")
        self.name = path.stem
        self.title = re.search(r"^title: (.+)$", text, re.M).group(1)
        self.auth = re.findall(r"^  - (?:\{ )?kind: (\w+)", block(text, "auth"), re.M)
        self.operations = keys(block(text, "operations"))
        self.polls = keys(block(text, "polls"))
        scheme = re.search(r"^  scheme: (\w+)", block(text, "webhook"), re.M)
        self.scheme = scheme.group(1) if scheme else ""
        setup = re.search(r"^  setup:\n((?:    - .*\n)+)", block(text, "webhook"), re.M)
        self.setup = [line.strip('"') for line in re.findall(r"^    - (.*)$", setup.group(1), re.M)] if setup else []


def manifests(root):
    return [Manifest(path) for path in sorted((root / "config/connectors").glob("*.yaml"))]


def words(names):
    return ", ".join(f"`{name}`" for name in names) or "–"


def table(root):
    """A row for each connector, with a link to its page."""
    rows = ["| connector | for | signs in by | operations | webhooks by the scheme | polls |", "| --- " * 6 + "|"]
    for one in manifests(root):
        scheme = words([one.scheme] if one.scheme else [])
        rows.append(f"| [{one.name}]({one.name}.md) | {one.title} | {words(one.auth)} | {words(one.operations)} | {scheme} | {words(one.polls)} |")
    return "\n".join(rows)


def faults(root):
    """Connectors without a page, and pages that lack a section or an example of an operation."""
    for one in manifests(root):
        page = root / "docs/connectors" / f"{one.name}.md"
        name = page.relative_to(root)
        if not page.is_file():
            yield f"{name}: config/connectors/{one.name}.yaml has no page"
            continue
        text = page.read_text(encoding="utf-8")
        have = re.findall(r"^## (.+)$", text, re.M)
        for section in SECTIONS if one.operations else SECTIONS_LISTENING:
            if section not in have:
                yield f"{name}: it has no section {section!r}"
        shown = set(re.findall(rf"^do: {one.name}\.(\w+)$", text, re.M))
        for operation in one.operations:
            if operation not in shown:
                yield f"{name}: it has no example of {operation}"

"""The blocks of code in pages of docs/, and what is put around a part of a workflow so that it can be checked by itself."""

import re
from pathlib import Path

from harness import ROOT

FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```$", re.M | re.S)
RUN = re.compile(r"<!-- run: ([\w ]+?)(?:, terminal (\d))? -->\s*\Z")
SAVE = re.compile(r"<!-- save: (\S+) -->\s*\Z")
# Steps that parts of a page read without showing them.
STEPS = {
    "ticket": "{ do: jira.create_issue, with: { project: WEB, summary: Site } }",
    "copy": "{ task: { by: { group: content }, form: { url: string, words: integer } } }",
}
STEP = "{ set: { id: one, url: two } }"
# Inputs that are no texts.
INPUTS = {
    "contacts": "{ type: list, default: [] }",
    "people": "{ type: list, default: [] }",
    "amount": "{ type: number, default: 0 }",
    "ctr": "{ type: number, default: 0 }",
    "usual": "{ type: number, default: 0 }",
}
INPUT = '{ type: string, default: "" }'
TOP = re.compile(r"^([a-z_]+):", re.M)


class Block:
    """A block of code. `session`, `terminal`: of one that readers are to run, `<!-- run: NAME -->` or `<!-- run: NAME, terminal 2 -->` before it.
    `saved`: the path under which readers save it, `<!-- save: PATH -->`."""

    def __init__(self, page, before, match):
        self.page, self.language, self.text = page, match["language"], match["text"]
        self.line = before.count("\n") + 1
        indent = len(match["indent"])
        self.text = "".join(line[indent:] for line in self.text.splitlines(keepends=True))
        marked = RUN.search(before)
        self.session, self.terminal = (marked.group(1), int(marked.group(2) or 1)) if marked else (None, 0)
        saved = SAVE.search(before)
        self.saved = saved.group(1) if saved else None

    def __str__(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page, *languages):
    """The blocks of a page, in its order."""
    path = ROOT / page if not isinstance(page, Path) else page
    text = path.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        if not languages or match["language"] in languages:
            yield Block(path, text[: match.start()], match)


def indented(text, by):
    return "".join(" " * by + line if line.strip() else line for line in text.splitlines(keepends=True))


def whole(text, workflow_keys, step_keys):
    """The part of a workflow that a page shows, as a whole one: what it reads and does not have is put around it."""
    keys = TOP.findall(text)
    if "workflow" in keys:
        return text
    if all(key in step_keys for key in keys):
        text = f"steps:\n  it:\n{indented(text, 4)}"
    elif not all(key in workflow_keys for key in keys):
        text = f"steps:\n{indented(text, 2)}"
    parts = ["workflow: a-part-of-a-page\n"]
    if "inputs" not in TOP.findall(text):
        names = set(re.findall(r"\binputs\.([a-z_]+)", text))
        for given in re.findall(r"^ +inputs: \{(.*)\}", text, re.M):
            names |= set(re.findall(r"\b([a-z_]+): \"\$", given))
        parts += ["inputs:\n" + "".join(f"  {name}: {INPUTS.get(name, INPUT)}\n" for name in sorted(names))] * bool(names)
    return "".join(parts) + with_steps(text)


def with_steps(text):
    """The text with the steps that it names and does not have."""
    named = set(re.findall(r"\bsteps\.([a-z_]+)", text)) | set(re.findall(r"\breturn_to: ([a-z_]+)", text))
    for needs in re.findall(r"\bneeds: (?:\[([^\]]*)\]|([a-z_]+))", text):
        named |= set(re.findall(r"[a-z_]+", needs[0] or needs[1]))
    there = set(re.findall(r"^  ([a-z_]+):", text.partition("steps:\n")[2], re.M))
    more = "".join(f"  {name}: {STEPS.get(name, STEP)}\n" for name in sorted(named - there))
    if "steps:\n" in text:
        return text.replace("steps:\n", "steps:\n" + more, 1)
    return text + "steps:\n" + (more or f"  it: {STEP}\n")

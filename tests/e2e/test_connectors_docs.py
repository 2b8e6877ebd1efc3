#!/usr/bin/env python3
"""Each connection that a page shows is read by the program as it stands there. Usage: test_connectors_docs.py [--build DIR]"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Runner, Scratch, equal, expect  # noqa: E402
from snippets import blocks  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
WHOLE = re.compile(r"(# config/connections\.yaml\n)?connections:\n")
# Variables whose value has a form of its own.
VALUES = {"SMTP_URL": "smtp://mail.example.com:587", "SALESFORCE_ORGANIZATION_ID": "00D24000000Gr9EEAS"}
# What only the machine of the reader has: files with keys, and the secret store, of which a key also tells its issuer.
ELSEWHERE = re.compile(r'the file /\S+ cannot be read|"issuer" is missing')


def files(page):
    """The connections files that a page shows. A part of a connection, such as its webhook, belongs to the file before it."""
    texts = []
    for block in blocks(page, "yaml"):
        if WHOLE.match(block.text):
            texts.append(block.text)
        elif texts and re.match(r"    \w", block.text):
            texts[-1] += block.text
    return texts


def value_of(name):
    return VALUES.get(name) or ("https://name.example.com" if name.endswith("URL") else f"a-secret-of-the-reader-{name}")


def faults(folder, text):
    """What the program finds wrong with a connections file."""
    folder.mkdir()
    (folder / "connections.yaml").write_text(text)
    variables = {name: value_of(name) for name in re.findall(r"env: ?(\w+)", text)}
    command = [str(BUILD / "baton"), "--config", str(folder), "doctor", "-o", "json"]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    checks = json.loads(done.stdout)["checks"]
    expect([one for one in checks if "connection" in one["check"]], f"doctor says nothing of connections: {done.stdout[:500]}")
    found = [one["found"] for one in checks if one["health"] == "fault" and one["check"] == "connections"]
    return [one for one in found if not ELSEWHERE.search(one)]


def page_is_right(scratch, page, texts):
    wrong = [f"{one}\n{text}" for number, text in enumerate(texts) for one in faults(scratch / f"{page.stem}-{number}", text)]
    equal(wrong, [], f"mistakes in {len(texts)} connections files")


def mistakes_are_found(scratch):
    """What the other checks rest on."""
    text = "connections:\n  jira:\n    webhook: { scheme: jira, secrets: env:JIRA_SECRET }\n"
    expect("unknown key" in "".join(faults(scratch / "mistake", text)), "a key that there is not was let through")


def main():
    runner = Runner("connectors docs")
    scratch = Scratch("connectors-docs")
    runner.check("mistakes are found", mistakes_are_found, scratch)
    for page in sorted((ROOT / "docs").rglob("*.md")):
        if texts := files(page):
            runner.check(str(page.relative_to(ROOT)), page_is_right, scratch, page, texts)
    runner.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What the pages say, done as they say: examples are linted, workflows are played, expressions are evaluated, commands and programs are run.
Usage: test_docs.py [--build DIR]"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Client, Failure, Runner, Scratch, Server, config_folder, equal, expect, until  # noqa: E402
from snippets import blocks, whole  # noqa: E402

sys.path.insert(0, str(ROOT / "scripts"))
import pages  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
# Pages with parts of workflows. The snippets of connectors' pages are run by tests/vendors.
PAGES = ("docs/templates.md", "docs/guides/templates.md", "docs/guides/first-workflow.md", "docs/guides/messages.md", "docs/guides/api.md")
# YAML that is no part of a workflow begins with one of these keys.
OTHERS = ("connections:", "calendar:", "# config/connections.yaml")
# What is put around an example of the schema, so that the names in it are known.
AROUND = {
    "on": [{"event": "crm.opportunity.updated"}],
    "inputs": {"account": {"type": "string", "default": "Orlin"}, "amount": {"type": "number", "default": 0}, "contacts": {"type": "list", "default": []}},
    "steps": {
        "brief": {"set": {"text": "Best price"}},
        "copy": {"needs": "brief", "task": {"by": {"group": "content"}}},
        "ticket": {"do": "jira.create_issue", "with": {"project": "WEB", "summary": "Site"}},
        "tell_the_lead": {"emit": {"event": "step.late"}},
    },
}
NEEDS = ["brief", "copy", "ticket"]
# What is run below of commands that pages mark, by page and name.
RUN_HERE = {("README.md", "first workflow"), ("docs/guides/first-workflow.md", "first workflow"), ("docs/guides/api.md", "api")}
RUN_HERE |= {("docs/plugins.md", "plugins")}  # by test_plugins.py
RUN_HERE |= {("docs/guides/simulator.md", "simulator")}  # by test_simulator.py


def all_pages():
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def run(*command, expected=0, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120, **more)
    equal(done.returncode, expected, f"{' '.join(str(word) for word in command[:3])}: {done.stdout[-800:]}{done.stderr[-800:]}")
    return done.stdout


def lint(folder, texts):
    """The errors of each text, by its name."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    command = [str(BUILD / "baton"), "--config", str(ROOT / "config"), "template", "lint", "-o", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300)
    expect(done.returncode in (0, 1), f"template lint ended with {done.returncode}: {done.stderr[-500:]}")
    found = {}
    for file in json.loads(done.stdout)["files"]:
        errors = [f"{one['rule']}: {one['message']} (line {one['line']})" for one in file["findings"] if one["severity"] == "error"]
        found[Path(file["file"]).stem] = errors
    equal(set(found), set(texts), "files that were linted")
    return found


class Examples:
    """Each example of the schema, in workflows in which it may stand."""

    def __init__(self, schema):
        self.schema = pages.Schema(schema)
        self.places = self.schema.places()

    def examples_of(self, node):
        return [one for one in node.get("examples", []) if isinstance(one, dict)]

    def bodies(self, node, name, value):
        """Objects that have this key: it alone, and each example of the object with it."""
        return [{name: value}] + [{**one, name: value} for one in self.examples_of(node)]

    def wrapped(self, node, definition, body):
        """The value of a key that takes this definition: as it is, in a list, or by a name. None: the key takes something else."""
        reference = f"#/$defs/{definition}"

        def refers(one):
            return isinstance(one, dict) and one.get("$ref") == reference

        if refers(node) or any(refers(form) for form in node.get("oneOf", []) + node.get("anyOf", [])):
            return body
        if refers(node.get("items")):
            return [body]
        if refers(node.get("additionalProperties")):
            example = self.schema.example(node)
            return {**(example if isinstance(example, dict) else {}), "example": body}
        return None

    def outer(self, place, body):
        """(place, key, value) of an object around this one."""
        *outer, name = place.split(".")
        if outer:
            around = ".".join(outer)
            node = self.places[around]["properties"][name]
            if node.get("type") != "array":
                return around, name, body
            others = self.schema.example(node)
            return around, name, [*others[:-1], body] if "absent" in body else [body, *others[1:]]  # what may not come is the last
        for around, node in self.places.items():
            for key, taken in node["properties"].items():
                value = self.wrapped(taken, place, body)
                if value is not None and around.split(".")[0] != place:
                    return around, key, value
        raise Failure(f"no key of the schema takes {place}")

    def workflows(self, place, bodies):
        """Workflows with each of these bodies at a place."""
        if place == "workflow":
            return [self.whole(body) for body in bodies]
        if place == "step":
            bodies = [{"needs": NEEDS, **body} for body in bodies]
        grown = []
        for around, key, value in (self.outer(place, body) for body in bodies):
            examples = self.examples_of(self.places[around])
            for one in [one for one in examples if key in one][:1] or [{}, *examples[:2]]:
                grown.append({**one, key: value})
        return self.workflows(around, grown)

    def whole(self, body):
        flow = {"workflow": "an-example", **AROUND, **body}
        flow["steps"] = {**AROUND["steps"], **body.get("steps", {})}
        if "inputs" in body:
            flow["inputs"] = {**body["inputs"], **AROUND["inputs"]}
            flow.pop("on")  # a trigger would have to set them
        return flow

    def all(self):
        """(place of a key, number of its example, workflows of which one must be right)"""
        for place, node in self.places.items():
            for name, key in node["properties"].items():
                for number, value in enumerate(self.schema.examples(key)):
                    yield f"{place}.{name}", number, self.workflows(place, self.bodies(node, name, value))


class Docs:
    def __init__(self):
        self.scratch = Scratch("docs")

    def pages_have_what_is_made(self):
        run(sys.executable, ROOT / "scripts/pages.py", "--build", BUILD, "--check")

    def every_example_of_the_schema_is_right(self):
        texts, keys = {}, {}
        for key, number, flows in Examples(json.loads(pages.SCHEMA.read_text())).all():
            for variant, flow in enumerate(flows):
                name = f"e{len(texts)}"
                texts[name] = pages.flow({**flow, "workflow": f"an-example-{len(texts)}"}) + "\n"
                keys.setdefault((key, number), []).append(name)
        found = lint(self.scratch / "examples", texts)
        wrong = []
        for (key, number), names in keys.items():
            best = min(names, key=lambda name: len(found[name]))
            if found[best]:
                wrong.append(f"{key}, example {number + 1}: {found[best][0]}\n  {texts[best].strip()}")
        equal(wrong, [], f"examples of {len(keys)} that are wrong")

    def every_part_of_a_workflow_is_right(self):
        schema = pages.Schema(json.loads(pages.SCHEMA.read_text()))
        workflow_keys, step_keys = (set(schema.object_at(place)["properties"]) for place in ("workflow", "step"))
        texts, where, sources = {}, {}, {}
        for page in PAGES:
            for block in blocks(page, "yaml"):
                if block.text.startswith(OTHERS) or not re.sub(r"^#.*\n?", "", block.text, flags=re.M).strip():
                    continue
                name = f"s{len(texts)}"
                texts[name] = re.sub(r"^workflow: (.+)$", rf"workflow: \1-{name}", whole(block.text, workflow_keys, step_keys), flags=re.M)
                where[name] = str(block)
        found = lint(self.scratch / "snippets", texts)
        wrong = [f"{where[name]}: {errors[0]}\n{texts[name]}" for name, errors in found.items() if errors]
        equal(wrong, [], f"of {len(texts)} snippets those with errors")

    def every_command_to_be_run_is_run(self):
        """A page that marks commands is one whose commands are run here."""
        marked = {(str(block.page.relative_to(ROOT)), block.session) for page in all_pages() for block in blocks(page, "sh") if block.session}
        equal(marked, RUN_HERE, "pages and sessions that are marked `run`")

    def the_program_says_what_pages_show(self):
        """In a block `console`, each command stands behind a dollar sign, and what it says below."""
        shown = [block for page in all_pages() for block in blocks(page, "console")]
        expect(shown, "no page shows what a command says")
        environment = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}", "BATON_CONFIG_DIR": str(ROOT / "config"), "NO_COLOR": "1"}
        for block in shown:
            for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
                command, _, expected = part.partition("\n")
                equal(run("bash", "-c", command, env=environment).strip(), expected.strip(), f"{block}: {command}")

    def every_whole_workflow_is_played(self):
        played = "".join(path.read_text() for path in (ROOT / "tests/scenario").glob("*.scenario.yaml"))
        named = re.findall(r"^<!-- file: (\S+\.yaml) -->$", (ROOT / "docs/templates.md").read_text(), re.M)
        expect(named, "docs/templates.md shows no file")
        missing = [name for name in named if not re.search(rf"(template|publish): (\S*/)?{re.escape(Path(name).name)}\b", played)]
        equal(missing, [], "workflows of docs/templates.md that no scenario plays")


class Recipes:
    """The expressions of docs/recipes.md, evaluated by a server."""

    def __init__(self, client):
        self.client = client

    def come_to_what_the_page_says(self):
        parts = list(blocks("docs/recipes.md", "json", "cel"))
        equal([part.language for part in parts], ["json", "cel", "json"] * (len(parts) // 3), "blocks of docs/recipes.md")
        expect(len(parts) >= 60, f"expected 20 recipes, found {len(parts) // 3}")
        wrong = []
        for data, expression, result in zip(parts[::3], parts[1::3], parts[2::3]):
            event = {"type": "recipe.tried", "data": json.loads(data.text)}
            said = self.client.ok("POST", "/api/v1/expressions/evaluate", {"expression": expression.text.strip(), "event": event})
            if not said["ok"] or said["value"] != json.loads(result.text):
                wrong.append(f"{expression}: {said}")
        equal(wrong, [], "recipes that come to something else")


class Session:
    """The commands of pages that readers type one after another, in a folder of its own. The first terminal ends with a server, the second one asks it."""

    def __init__(self, scratch, name, *pages):
        self.name, self.pages = name, pages
        self.log = scratch / f"{name}.log"
        self.folder = self.checkout(scratch / name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {**os.environ, "BATON_LISTEN": f"127.0.0.1:{self.port}", "NO_COLOR": "1"}
        self.server = None

    def checkout(self, folder):
        """A folder that looks like a checkout that was built."""
        folder.mkdir()
        (folder / "build").symlink_to(BUILD)
        shutil.copytree(ROOT / "config", folder / "config")
        (folder / "run").write_text('#!/bin/sh\ntest "$1" = build\n')
        (folder / "run").chmod(0o755)
        return folder

    def commands(self, terminal):
        """What is typed in a terminal, in the order of the pages. What readers save is saved before the command that follows it in the second one."""
        parts = []
        for block in (block for page in self.pages for block in blocks(page)):
            if block.language == "sh" and (block.session, block.terminal) == (self.name, terminal):
                parts.append(block.text)
            elif block.saved and terminal == 2:
                parts.append(f"cat >{block.saved} <<'END OF FILE'\n{block.text}END OF FILE\n")
        expect(parts, f"{self.pages} mark nothing to run in the terminal {terminal}")
        return ["bash", "-euo", "pipefail", "-c", "".join(parts)]

    def serve(self):
        with self.log.open("wb") as log:
            self.server = subprocess.Popen(
                self.commands(1), cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        until("the server of the page", self.is_up, 30)

    def is_up(self):
        expect(self.server.poll() is None, f"the server ended: {self.log.read_text()[-600:]}")
        try:
            return Client(self.port).get("/readyz", timeout=2).status == 200
        except OSError:
            return False

    def ask(self):
        done = subprocess.run(
            self.commands(2), cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
        equal(done.returncode, 0, f"the commands of {self.pages}: {done.stdout[-600:]}{done.stderr[-600:]}")
        return done.stdout + done.stderr

    def end(self):
        if self.server and self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGTERM)  # a group of its own, of bash and the server
            self.server.wait(20)


class FirstWorkflow:
    """README.md and the guide that goes on from it, in the same two terminals."""

    GUIDE = "docs/guides/first-workflow.md"
    SAID = (
        "evt_", "run_", "✓   run succeeded", "The row \"board\" applies", "0 errors", "campaign-check@1", 'by row "board" of the route "legal-review"',
        "✓ approved", 'waits for an event "campaign.booked"', '"text":"Spring sale, for 60000 euros"', "was skipped: inputs.budget >= 1000",
    )  # fmt: skip

    def __init__(self, scratch):
        self.session = Session(scratch, "first workflow", "README.md", self.GUIDE)

    def comes_to_its_end(self):
        try:
            self.session.serve()
            said = self.session.ask()
        finally:
            self.session.end()
        log = self.session.log.read_text()
        expect("not set up: asana" in log and "is not set" not in log, f"a first start tells at length what nobody has set up: {log}")
        for word in self.SAID:
            expect(word in said, f"the commands do not tell {word!r}: {said}")

    def mistake_is_told_as_shown(self):
        """The guide shows what lint says of a step that is misspelt."""
        (shown,) = [block.text for block in blocks(self.GUIDE) if block.text.startswith("error: ")]
        (file,) = [block for block in blocks(self.GUIDE) if block.saved]
        folder = self.session.folder / "campaign"
        (folder / file.saved).write_text(file.text.replace("needs: plan ", "needs: pln ", 1))
        done = subprocess.run([BUILD / "baton", "template", "lint", file.saved], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        equal((done.returncode, shown in done.stdout + done.stderr), (1, True), f"what lint says: {done.stdout}{done.stderr}")


class Programs:
    """The examples of docs/guides/api.md, each language as one program, against one server."""

    PAGE = "docs/guides/api.md"

    def __init__(self, scratch, server):
        self.folder = scratch / "api"
        self.folder.mkdir()
        (text,) = [block.text for block in blocks(self.PAGE, "yaml")]
        (self.folder / "ask-first.yaml").write_text(text)
        (self.folder / "data").mkdir()
        (self.folder / "data/admin.token").write_text(server.admin_token())
        self.environment = {**os.environ, "BATON_URL": f"http://127.0.0.1:{server.port}", "BATON_TOKEN": server.admin_token()}

    def text(self, language):
        return "\n".join(block.text for block in blocks(self.PAGE, language) if language != "sh" or block.session == "api")

    def run(self, *command, source=None):
        done = subprocess.run(
            [str(word) for word in command], cwd=self.folder, env=self.environment, capture_output=True, text=True, input=source, timeout=120
        )
        equal(done.returncode, 0, f"{command[0]}: {done.stdout[-600:]}{done.stderr[-900:]}")
        return done.stdout

    def curl(self):
        text = self.text("sh").replace("http://127.0.0.1:8700", self.environment["BATON_URL"])
        said = self.run("bash", "-euo", "pipefail", "-c", text)
        for word in ('"repeated":false', '"items"', '"version":1', '"approved"', '"value":true'):
            expect(word in said.replace('": ', '":'), f"no {word} in {said}")

    def python(self):
        self.says(self.run(sys.executable, "-", source=self.text("python")))

    def typescript(self, node, compiler):
        (self.folder / "example.ts").write_text(self.text("ts"))
        transpile = """
            const ts = require(process.argv[1]), fs = require('fs');
            const compilerOptions = { module: 'esnext', target: 'es2022' };
            const made = ts.transpileModule(fs.readFileSync('example.ts', 'utf8'), { reportDiagnostics: true, compilerOptions });
            if (made.diagnostics.length) throw new Error(made.diagnostics.map((one) => ts.flattenDiagnosticMessageText(one.messageText, ' ')).join('; '));
            fs.writeFileSync('example.mjs', made.outputText);
        """
        self.run(node, "-e", transpile, compiler)
        self.says(self.run(node, "example.mjs"))

    def says(self, said):
        for line in (r"^evt_\w+ new$", r"^succeeded Hello, Ada!$", r"^run_\w+ .*RunSucceeded", r"^ask-first \d+$", r"^(True|true)$"):
            expect(re.search(line, said, re.M), f"no line {line!r} in {said}")


def typescript_of():
    """(Node, the compiler) as the console's build uses them; None where the console is not built."""
    compiler = ROOT / "web/node_modules/typescript"
    node = shutil.which("node")
    return (node, compiler) if node and compiler.is_dir() else None


def main():
    runner = Runner("docs")
    docs = Docs()
    for name in (
        "pages_have_what_is_made", "every_example_of_the_schema_is_right", "every_part_of_a_workflow_is_right", "every_whole_workflow_is_played",
        "every_command_to_be_run_is_run", "the_program_says_what_pages_show",
    ):
        runner.check(name.replace("_", " "), getattr(docs, name))
    first = FirstWorkflow(docs.scratch)
    runner.check("first workflow of the README and of the guide", first.comes_to_its_end)
    runner.check("first workflow, a mistake in it", first.mistake_is_told_as_shown)
    folder = config_folder(docs.scratch / "config", templates=["hello.yaml"])
    server = Server(BUILD, docs.scratch / "data", folder, log=docs.scratch / "server.log")
    if not runner.check("a server for the other pages", server.ready):
        runner.finish()
    runner.check("recipes come to what the page says", Recipes(server.client).come_to_what_the_page_says)
    programs = Programs(docs.scratch, server)
    runner.check("API by curl", programs.curl)
    runner.check("API by Python", programs.python)
    if found := typescript_of():
        runner.check("API by TypeScript", programs.typescript, *found)
    else:
        print("note: the examples in TypeScript are not run: the console is not built")
    server.kill()
    runner.finish()


if __name__ == "__main__":
    main()

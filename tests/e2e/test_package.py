#!/usr/bin/env python3
"""What `./run package` makes, installed, started as its unit says, reloaded, upgraded and removed. Usage: test_package.py [--build DIR]

No systemd runs here: this test listens where systemd would, and starts the command of the unit.
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import ROOT, Client, Process, Runner, Scratch, equal, expect, until  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
EXPOSURE_MAX = 2.5  # of systemd-analyze security, where 10 is worst
WATCHDOG_SECONDS = 2
NEWER = "9.9.9"
OF_NEWER = "# of the newer version\n"
UPGRADED = "workflow: upgraded\non: [{ event: upgraded.asked }]\nsteps: { okay: { approve: { by: { group: ops }, ask: Go on? } } }\n"
PLANT = "workflow: plant\ncalendar: plant\non: [{ event: plant.asked }]\nsteps: { rest: { sleep: { for: 1bh } } }\n"


def run(*command, expected=0, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300, **more)
    equal(done.returncode, expected, f"{' '.join(str(word) for word in command[:3])}: {done.stdout[-600:]}{done.stderr[-600:]}")
    return done.stdout + done.stderr


class Notified:
    """Listens as systemd does, and keeps what it is told."""

    def __init__(self, path):
        self.path, self.messages = path, []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            self.messages.append(self.socket.recv(4096).decode())

    def count(self, word):
        return sum(1 for message in list(self.messages) if word in message.split("\n"))

    def wait(self, word, times=1, seconds=20):
        until(f"{word} from the server, {times} times; it said {self.messages[-5:]}", lambda: self.count(word) >= times, seconds)


class Package:
    def __init__(self):
        self.scratch = Scratch("package")
        self.root = self.scratch / "root"
        self.etc, self.data = self.root / "etc/baton", self.root / "var/lib/baton"
        self.unit = self.root / "usr/lib/systemd/system/baton.service"

    def makes_a_package_and_a_tarball(self):
        run(sys.executable, ROOT / "scripts/package.py", "--build", BUILD, "--out", self.scratch / "out")
        (self.deb,) = (self.scratch / "out").glob("*.deb")
        (self.tar,) = (self.scratch / "out").glob("*.tar.gz")

    def says_what_it_needs_and_keeps(self):
        control = run("dpkg-deb", "-f", self.deb)
        for needed in ("libsqlite3-0", "libssl3", "libcurl4", "libtcmalloc-minimal4", "ca-certificates", "tzdata"):
            expect(needed in control, f"the package does not depend on {needed}: {control}")
        kept = run("dpkg-deb", "-I", self.deb, "conffiles").split()
        names = ("baton.yaml", "connections.yaml", "calendars/default.yaml", "calendars/fr.yaml")
        equal(kept, [f"/etc/baton/{name}" for name in names], "files that are kept on an upgrade")

    def dpkg(self, *words):
        return run("dpkg", f"--root={self.root}", "--force-script-chrootless", "--force-depends", "--log=/dev/null", *words)

    def installs_into_a_root(self):
        (self.root / "var/lib/dpkg").mkdir(parents=True)
        (self.root / "var/lib/dpkg/status").touch()
        (self.root / "etc").mkdir()
        for name in ("passwd", "group"):
            (self.root / "etc" / name).touch()
        self.dpkg("-i", self.deb)
        equal(stat.S_IMODE((self.etc / "environment").stat().st_mode), 0o600, "mode of the file for secrets")
        expect("baton:" in (self.root / "etc/passwd").read_text(), "there is no user baton")
        expect("data_dir: /var/lib/baton" in (self.etc / "baton.yaml").read_text(), "the settings name another data folder")
        self.program = self.root / "usr/bin/baton"
        expect(", stripped" in run("file", self.program), "the program is not stripped")

    def brings_a_manual_and_completions(self):
        page = run("zcat", self.root / "usr/share/man/man1/baton.1.gz")
        expect(".TH BATON 1" in page and "baton runs why" in page, "the manual page is not one")
        if shutil.which("groff"):
            equal(self.groff(page), "", "warnings about the manual page")
        run("bash", "-n", self.root / "usr/share/bash-completion/completions/baton")
        for name in ("zsh/vendor-completions/_baton", "fish/vendor_completions.d/baton.fish"):
            expect("baton runs" in (self.root / "usr/share" / name).read_text(), f"{name} does not know the commands")

    def groff(self, page):
        done = subprocess.run(["groff", "-k", "-man", "-ww", "-Tutf8", "-z"], input=page, capture_output=True, text=True, timeout=60)
        return done.stderr

    def has_a_unit_that_systemd_understands(self):
        text = self.unit.read_text()
        expect("@" not in text.replace("@system-service", ""), f"the unit was not filled in:\n{text}")
        for line in ("Type=notify", "ExecReload=/bin/kill -HUP $MAINPID", "User=baton"):
            expect(line in text, f"the unit lacks {line}")
        if not shutil.which("systemd-analyze"):
            return
        copy = self.scratch / "unit/baton.service"
        copy.parent.mkdir()
        copy.write_text(text.replace("/usr/bin/baton", str(self.program)).replace("man:baton(1) ", ""))
        said = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, timeout=60).stderr
        equal([line for line in said.splitlines() if "baton.service" in line], [], "what systemd says of the unit")
        rated = run("systemd-analyze", "security", "--offline=true", copy)
        exposure = float(re.search(r"exposure level for baton.service: ([\d.]+)", rated).group(1))
        expect(exposure <= EXPOSURE_MAX, f"the exposure is {exposure}, at most {EXPOSURE_MAX}")

    def start(self):
        """The command of the unit, in this root, with the variables that systemd sets."""
        command = re.search(r"^ExecStart=(.+)$", self.unit.read_text(), re.M).group(1)
        words = [str(self.root) + word if word.startswith("/") else word for word in shlex.split(command)]
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        path = self.scratch / "notify"
        path.unlink(missing_ok=True)
        self.notified = Notified(path)
        environment = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": str(WATCHDOG_SECONDS * 1_000_000)}
        self.server = Process([*words, "--listen", "127.0.0.1:0"], environment, self.data, self.scratch / "server.log")
        self.notified.wait("READY=1")
        self.client = Client(self.server.wait_listening(), (self.data / "admin.token").read_text().strip())

    def starts_as_its_unit_says(self):
        self.start()
        expect(any(message.startswith("READY=1\nSTATUS=listening") for message in self.notified.messages), "no status")
        self.notified.wait("WATCHDOG=1", 3, WATCHDOG_SECONDS * 3)
        equal(self.client.get("/readyz").status, 200, "/readyz")
        expect("commit" in self.client.ok("GET", "/api/v1/system"), "the system does not tell its commit")

    def names(self, path):
        return {item["name"] for item in self.client.ok("GET", path)["items"]}

    def reload(self, times):
        self.server.signal(signal.SIGHUP)
        self.notified.wait("READY=1", times)

    def reloads_without_dropping_a_request(self):
        shutil.copy(ROOT / "config/templates/hello.yaml", self.etc / "templates/hello.yaml")
        connections = self.etc / "connections.yaml"
        (self.etc / "calendars/plant.yaml").write_text("calendar: plant\ntimezone: UTC\nhours: { mon-fri: 06:00-22:00 }\n")
        (self.etc / "templates/plant.yaml").write_text(PLANT)
        connections.write_text(connections.read_text() + "\n  billing: { connector: http, base_url: 'https://billing.example' }\n")
        answers, running = [], True

        def ask():
            client = Client(self.client.port, self.client.token)
            while running:
                answers.append(client.post("/api/v1/events", {"type": "noted.only"}).status)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            until("an answer before the reload", lambda: answers)
            self.reload(2)
        finally:
            running = False
            thread.join()
        equal(set(answers), {202}, "answers during the reload")
        equal(self.notified.count("RELOADING=1"), 1, "reloads")
        expect(any("MONOTONIC_USEC=" in message for message in self.notified.messages), "no time of the reload")
        expect("billing" in self.names("/api/v1/connections"), "the new connection is not there")
        expect("hello" in self.names("/api/v1/templates"), "the new template is not there")
        expect("plant" in self.names("/api/v1/templates"), "the template with a new calendar is not there")
        self.client.ok("POST", "/api/v1/events", {"type": "hello.said", "data": {"name": "Ada"}})
        until("the run", lambda: self.client.all("/api/v1/runs?workflow=hello"))
        equal(self.client.post("/api/v1/events", {"type": "a", "source": "billing"}).status, 403, "an event in the connection's name")

    def keeps_what_was_in_use_when_the_files_are_wrong(self):
        connections = self.etc / "connections.yaml"
        right, before = connections.read_text(), self.names("/api/v1/connections")
        connections.write_text("connections: [\n")
        calendars = self.etc / "calendars/plant.yaml"
        calendars.write_text("calendar: plant\nhours: [\n")
        self.reload(3)
        equal(self.names("/api/v1/connections"), before, "connections")
        checked = self.client.ok("POST", "/api/v1/templates/validate", PLANT, headers={"Content-Type": "application/yaml"})
        equal(checked["ok"], True, f"a template with the calendar from before: {checked}")
        connections.write_text(right)
        calendars.unlink()
        (self.etc / "templates/plant.yaml").unlink()
        self.reload(4)

    def stop(self):
        self.server.signal(signal.SIGTERM)
        equal(self.server.wait(), 0, "exit code of a stop")
        self.notified.wait("STOPPING=1")

    def drains_when_it_is_told_to_stop(self):
        self.runs = {run["id"] for run in self.client.all("/api/v1/runs")}
        self.stop()
        equal(sorted(path.name for path in self.data.glob("baton.db*")), ["baton.db", "baton.db.lock"], "files after a stop")

    def newer_package(self):
        """The same program as a package of a later version, in which two files of /etc/baton are others."""
        tree, made = self.scratch / "newer", self.scratch / "newer.deb"
        run("dpkg-deb", "-R", self.deb, tree)
        control = tree / "DEBIAN/control"
        control.write_text(re.sub(r"^Version: .*$", f"Version: {NEWER}", control.read_text(), flags=re.M))
        (tree / "DEBIAN/md5sums").unlink(missing_ok=True)
        for name in ("baton.yaml", "calendars/fr.yaml"):
            with (tree / "etc/baton" / name).open("a") as file:
                file.write(OF_NEWER)
        run("dpkg-deb", "-Zgzip", "-z1", "-b", "--root-owner-group", tree, made)  # how well it is packed is nobody's concern here
        return made

    def opens_a_run(self):
        """A run that waits for a person, as runs do while a server is upgraded."""
        self.client.ok("PUT", "/api/v1/templates/upgraded", UPGRADED, headers={"Content-Type": "application/yaml"})
        self.client.ok("POST", "/api/v1/events", {"type": "upgraded.asked"})
        (waiting,) = until("the approval", lambda: self.client.all("/api/v1/approvals"))
        return waiting["id"]

    def private(self):
        """What the upgrade must leave as it is: secrets, and what the admin has written."""
        kept = [self.data / "admin.token", self.data / "secret.key", self.etc / "environment", self.etc / "connections.yaml", self.etc / "calendars/fr.yaml"]
        return {path.name: (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) for path in kept if path.exists()}

    def keeps_data_and_edits_on_an_upgrade(self):
        (self.etc / "environment").write_text("JIRA_TOKEN=secret\n")
        with (self.etc / "calendars/fr.yaml").open("a") as file:
            file.write("# the admin's\n")
        self.start()
        approval = self.opens_a_run()
        self.runs = {run["id"] for run in self.client.all("/api/v1/runs")}
        before = self.private()
        expect({"admin.token", "secret.key"} <= set(before), f"only {sorted(before)} are there before the upgrade")
        self.dpkg("--force-confold", "-i", self.newer_package())  # as apt does where nobody can be asked
        equal(self.client.get("/readyz").status, 200, "/readyz of the server that goes on while files are replaced")
        installed = run("dpkg-query", f"--admindir={self.root}/var/lib/dpkg", "-W", "-f=${Version}", "baton")
        equal(installed, NEWER, "the version that is installed")
        equal(self.private(), before, "secrets and edits after the upgrade")
        expect(OF_NEWER in (self.etc / "baton.yaml").read_text(), "a file that nobody edited is not that of the newer version")
        expect(OF_NEWER in (self.etc / "calendars/fr.yaml.dpkg-dist").read_text(), "the newer version of an edited file is not beside it")
        self.stop()
        self.start()
        equal({run["id"] for run in self.client.all("/api/v1/runs")}, self.runs, "runs after the upgrade")
        self.client.ok("POST", f"/api/v1/approvals/{approval}/approve", {})
        run_id = approval.rsplit(".", 1)[0]
        until("the end of the run that was open", lambda: self.client.ok("GET", f"/api/v1/runs/{run_id}")["status"] == "succeeded")

    def calls_of(self, script, *words):
        """What a script of the package has systemd do, where systemd runs: each call of its tools."""
        folder, tools, log = self.scratch / "scripts", self.scratch / "tools", self.scratch / "calls.log"
        if not folder.exists():
            run("dpkg-deb", "-e", self.deb, folder)
            (self.scratch / "systemd").mkdir()
            tools.mkdir()
            for name in ("systemctl", "deb-systemd-helper", "deb-systemd-invoke", "systemd-sysusers"):
                (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >> "{log}"\n')
                (tools / name).chmod(0o755)
        log.write_text("")
        text = (folder / script).read_text().replace("/run/systemd/system", str(self.scratch / "systemd")).replace("$root/etc/baton", str(self.etc))
        environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
        run("sh", "-c", text, script, *words, env=environment)
        return log.read_text().splitlines()

    def restarts_the_service_as_debian_does(self):
        equal(self.calls_of("prerm", "upgrade", NEWER), [], "before an upgrade: the server goes on")
        upgraded = self.calls_of("postinst", "configure", "0.1.0")
        equal(upgraded[-2:], ["systemctl --system daemon-reload", "deb-systemd-invoke try-restart baton.service"], "after an upgrade")
        installed = self.calls_of("postinst", "configure", "")
        equal(installed[-1], "deb-systemd-invoke start baton.service", "after the first installation")
        equal(self.calls_of("prerm", "remove"), ["deb-systemd-invoke stop baton.service"], "before a removal")

    def backs_up_while_it_serves_and_restores(self):
        copy = self.scratch / "copy.db"
        said = json.loads(run(self.program, "backup", copy, "--data", self.data, "-o", "json"))
        equal(said["runs"], len(self.runs), "runs in the copy")
        equal(stat.S_IMODE(copy.stat().st_mode), 0o600, "mode of the copy")
        run(self.program, "backup", copy, "--data", self.data, expected=5)
        run(self.program, "restore", copy, "--data", self.data, "--replace", expected=5)  # the server has it
        self.stop()
        run(self.program, "restore", copy, "--data", self.data, expected=5)  # there is a database
        aside = json.loads(run(self.program, "restore", copy, "--data", self.data, "--replace", "-o", "json"))["aside"]
        expect(Path(aside).is_file(), "the database before was not kept")
        self.start()
        equal({run["id"] for run in self.client.all("/api/v1/runs")}, self.runs, "runs of the restored database")
        self.stop()

    def is_removed_cleanly(self):
        self.dpkg("-r", "baton")
        left = sorted(str(path.relative_to(self.root)) for path in (self.root / "usr").rglob("*") if path.is_file())
        equal(left, [], "files that are left of the program")
        expect((self.etc / "baton.yaml").is_file(), "a removal takes the settings along")
        said = self.dpkg("--purge", "baton")
        expect("is kept" in said, f"a purge does not say that the data is kept: {said}")
        # What the operator put there is the operator's.
        left = sorted(str(path.relative_to(self.etc)) for path in self.etc.rglob("*") if path.is_file()) if self.etc.exists() else []
        equal(left, ["templates/hello.yaml"], "files that are left in /etc/baton")
        expect((self.data / "baton.db").is_file(), "the data is gone")

    def a_tarball_needs_nothing_but_the_c_library(self):
        with tarfile.open(self.tar) as packed:
            packed.extractall(self.scratch / "tar", filter="data") if hasattr(tarfile, "data_filter") else packed.extractall(self.scratch / "tar")
        (folder,) = (self.scratch / "tar").iterdir()
        self.program = folder / "bin/baton"
        expect(run(self.program, "--version").startswith("baton "), "it does not run")
        for name, path in re.findall(r"^\s*(\S+) => (\S+)", run("ldd", self.program), re.M):
            machine = re.match(r"lib(c|m|pthread|dl|rt|resolv)\.so", name)
            expect(machine or Path(path).is_relative_to(folder), f"{name} is taken from {path}")

    def serves_in_an_empty_folder(self):
        empty = self.scratch / "empty"
        empty.mkdir()
        server = Process([self.program, "serve", "--listen", "127.0.0.1:0"], cwd=empty, log=self.scratch / "empty.log")
        client = Client(server.wait_listening(), (empty / "data/admin.token").read_text().strip())
        expect("jira" in self.names_of(client), "the shipped connections are not there")
        equal(client.get("/readyz").status, 200, "/readyz")
        server.signal(signal.SIGTERM)
        equal(server.wait(), 0, "exit code of a stop")

    def names_of(self, client):
        return {item["name"] for item in client.ok("GET", "/api/v1/connections")["items"]}

    def init_writes_what_works_at_once(self):
        folder = self.scratch / "begun"
        run(self.program, "init", folder)
        server = Process([self.program, "serve", "--listen", "127.0.0.1:0"], cwd=folder, log=self.scratch / "begun.log")
        url = f"http://127.0.0.1:{server.wait_listening()}"
        run(self.program, "events", "send", "hello.said", "-f", "events/hello.said.json", "--url", url, cwd=folder)
        listed = until("the run", lambda: run(self.program, "runs", "ls", "-o", "name", "--url", url, cwd=folder).strip())
        expect(listed.startswith("run_"), f"no run: {listed}")
        run(self.program, "template", "lint", "config/templates", cwd=folder)
        server.signal(signal.SIGTERM)
        equal(server.wait(), 0, "exit code of a stop")


CHECKS = (
    "makes_a_package_and_a_tarball", "says_what_it_needs_and_keeps", "installs_into_a_root", "brings_a_manual_and_completions",
    "has_a_unit_that_systemd_understands", "starts_as_its_unit_says", "reloads_without_dropping_a_request",
    "keeps_what_was_in_use_when_the_files_are_wrong", "drains_when_it_is_told_to_stop", "keeps_data_and_edits_on_an_upgrade",
    "restarts_the_service_as_debian_does", "backs_up_while_it_serves_and_restores", "is_removed_cleanly", "a_tarball_needs_nothing_but_the_c_library",
    "serves_in_an_empty_folder", "init_writes_what_works_at_once",
)


def main():
    runner = Runner("package")
    package = Package()
    os.umask(0o022)
    for name in CHECKS:
        if not runner.check(name.replace("_", " "), getattr(package, name)):
            break  # each stands on the one before
    runner.finish()


if __name__ == "__main__":
    main()

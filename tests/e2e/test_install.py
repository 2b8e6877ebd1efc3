#!/usr/bin/env python3
"""What docs/operating.md says of installing, stopping, copying and restoring, done as it says. Usage: test_install.py [--build DIR]"""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, Scratch, Server, equal, expect, until  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()


def run(*command, expected=0, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, **more)
    equal(done.returncode, expected, f"{command[0]} {command[1]}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout


class Install:
    def __init__(self):
        self.scratch = Scratch("install")
        self.prefix = self.scratch / "usr"
        self.config = self.scratch / "etc"
        self.data = self.scratch / "data"

    def puts_everything_in_place(self):
        run("cmake", "--install", BUILD, "--prefix", self.prefix)
        for name in ("bin/baton", "share/baton/config/baton.yaml", "share/doc/baton/docs/operating.md", "share/doc/baton/LICENSE"):
            expect((self.prefix / name).is_file(), f"{name} is not there")
        unit = (self.prefix / "lib/systemd/system/baton.service").read_text()
        expect(f"ExecStart={self.prefix}/bin/baton serve " in unit, f"the unit starts something else:\n{unit}")
        expect("@" not in unit.replace("@system-service", ""), f"the unit was not filled in:\n{unit}")

    def serves_from_a_configuration_with_links(self):
        shipped = self.prefix / "share/baton/config"
        self.config.mkdir()
        for name in ("connectors", "schema"):
            (self.config / name).symlink_to(shipped / name)
        for name in ("baton.yaml", "connections.yaml"):
            shutil.copy(shipped / name, self.config / name)
        shutil.copytree(shipped / "templates", self.config / "templates")
        self.server = Server(self.prefix / "bin", self.data, self.config)
        self.client = self.server.ready()
        run(self.prefix / "bin/baton", "doctor", "--config", self.config, "--data", self.data, "--url", f"http://127.0.0.1:{self.server.port}")
        self.client.ok("POST", "/api/v1/events", {"type": "hello.said", "data": {"name": "Ada"}})
        until("the run", lambda: self.client.all("/api/v1/runs"))

    def a_second_server_leaves_the_data_alone(self):
        run(self.prefix / "bin/baton", "serve", "--config", self.config, "--data", self.data, "--listen", "127.0.0.1:0", expected=5)

    def a_stop_leaves_one_file_and_a_copy_goes_on(self):
        runs = {run["id"] for run in self.client.all("/api/v1/runs")}
        self.server.signal(signal.SIGTERM)
        equal(self.server.wait(), 0, "exit code of a stop")
        equal(sorted(path.name for path in self.data.glob("baton.db*")), ["baton.db", "baton.db.lock"], "files after a stop")
        copy = self.scratch / "copy"
        shutil.copytree(self.data, copy)
        restored = Server(self.prefix / "bin", copy, self.config)
        equal({run["id"] for run in restored.ready().all("/api/v1/runs")}, runs, "runs of the copy")
        restored.signal(signal.SIGTERM)
        equal(restored.wait(), 0, "exit code of a stop")

    def a_lost_admin_token_is_made_anew(self):
        (self.data / "admin.token").unlink()
        server = Server(self.prefix / "bin", self.data, self.config, options=("--new-admin-token",))
        names = [token["name"] for token in server.ready().ok("GET", "/api/v1/tokens")["items"]]
        equal(names, ["admin", "admin-2"], "tokens")
        server.signal(signal.SIGTERM)
        equal(server.wait(), 0, "exit code of a stop")

    def modes_that_let_others_in_are_refused(self):
        self.data.chmod(0o777)
        run(self.prefix / "bin/baton", "serve", "--config", self.config, "--data", self.data, "--listen", "127.0.0.1:0", expected=3)
        self.data.chmod(0o700)


CHECKS = (
    "puts_everything_in_place", "serves_from_a_configuration_with_links", "a_second_server_leaves_the_data_alone",
    "a_stop_leaves_one_file_and_a_copy_goes_on", "a_lost_admin_token_is_made_anew", "modes_that_let_others_in_are_refused",
)


def main():
    runner = Runner("install")
    install = Install()
    for name in CHECKS:
        if not runner.check(name.replace("_", " "), getattr(install, name)):
            break  # each stands on the one before
    runner.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Files over SFTP, with OpenSSH's server. Usage: test_sftp.py [--build DIR]

sshd is started here as an ordinary process, on loopback, with keys of its own. `./run test` takes it out of Debian's package openssh-server, without installing that,
which would start a server. Where it is not there, only what needs no server is tried.
"""

import base64
import getpass
import hashlib
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, Scratch, Server, config_folder, equal, expect, until  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
TOOLS = BUILD / "tools"
BYTES = bytes(range(256)) * 40

CONNECTIONS = """\
connections:
  files:
    connector: sftp
    base_url: {{ env: FILES_URL }}
    allow_private: [127.0.0.0/8]
    auth: {{ kind: ssh_key, username: env:FILES_USER, key: file:{key} }}
    settings: {{ host_key: "{host_key}" }}
  stranger:
    connector: sftp
    base_url: {{ env: FILES_URL }}
    allow_private: [127.0.0.0/8]
    auth: {{ kind: ssh_key, username: env:FILES_USER, key: file:{key} }}
    settings: {{ host_key: "SHA256:2qHn6Yk1vVm0q7yQ1Jc2b0m0b6kq3w6m4M8b1m1H3aU" }}
  guarded:
    connector: sftp
    base_url: {{ env: FILES_URL }}
    auth: {{ kind: ssh_key, username: env:FILES_USER, key: file:{key} }}
    settings: {{ host_key: "{host_key}" }}
  other_key:
    connector: sftp
    base_url: {{ env: FILES_URL }}
    allow_private: [127.0.0.0/8]
    auth: {{ kind: ssh_key, username: env:FILES_USER, key: file:{other} }}
    settings: {{ host_key: "{host_key}" }}
"""
TEMPLATE = """\
workflow: {name}
on: [{{ event: {name}.asked, key: event.data.n }}]
steps:
  act: {{ do: {do}, with: {{ {given} }}, retry: {{ attempts: 1 }} }}
"""
PATH = 'path: "${trigger.data.with.path}"'
CONTENT = PATH + ', text: "${trigger.data.with.?text}", base64: "${trigger.data.with.?base64}"'
WORKFLOWS = {"put": "files.put_file", "get": "files.get_file", "strange": "stranger.put_file", "guard": "guarded.put_file", "key": "other_key.put_file"}


def sshd():
    """The program, or None."""
    for one in (TOOLS / "usr/sbin/sshd", Path("/usr/sbin/sshd")):
        if one.is_file():
            return one
    return None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def key_pair(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    os.chmod(path, 0o600)
    return path


def fingerprint(public):
    """As ssh-keygen -l shows it, computed here."""
    blob = base64.b64decode(Path(public).read_text().split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


class Sshd:
    """OpenSSH's server for the files of one folder."""

    def __init__(self, scratch, port):
        self.port = port
        self.host_key = key_pair(scratch / "host_key")
        self.key = key_pair(scratch / "user_key")
        self.other = key_pair(scratch / "other_key")
        self.process = None
        (scratch / "authorized").write_text(self.key.with_suffix(".pub").read_text())
        self.config = scratch / "sshd_config"
        self.config.write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {self.host_key}\nAuthorizedKeysFile {scratch / 'authorized'}\nStrictModes no\nUsePAM no\n"
            f"PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\nPidFile none\n"
        )

    def start(self, log):
        libraries = ":".join(str(one) for one in TOOLS.glob("usr/lib/*-linux-gnu"))
        environment = dict(os.environ, LD_LIBRARY_PATH=libraries)
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)  # where sshd confines the part of it that has no rights
            environment.update(self.users())
        self.process = subprocess.Popen(
            [sshd(), "-D", "-e", "-f", self.config], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(log, "wb"), env=environment
        )

        def listens():
            with socket.socket() as one:
                return one.connect_ex(("127.0.0.1", self.port)) == 0

        until("sshd to listen", listens)

    def users(self):
        """The user that sshd gives its rights up for, where it is not installed: seen by sshd alone, through Debian's libnss-wrapper."""
        wrapper = next(TOOLS.glob("usr/lib/*-linux-gnu/libnss_wrapper.so"), None)
        if wrapper is None or any(one.pw_name == "sshd" for one in pwd.getpwall()):
            return {}
        me = pwd.getpwuid(os.geteuid())
        folder = self.config.parent
        (folder / "passwd").write_text(f"{me.pw_name}:x:{me.pw_uid}:{me.pw_gid}::{me.pw_dir}:/bin/sh\nsshd:x:65534:65534::/run/sshd:/usr/sbin/nologin\n")
        (folder / "group").write_text(Path("/etc/group").read_text())
        return {"LD_PRELOAD": str(wrapper), "NSS_WRAPPER_PASSWD": str(folder / "passwd"), "NSS_WRAPPER_GROUP": str(folder / "group")}

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None


class Files:
    def __init__(self):
        self.scratch = Scratch("sftp")
        self.folder = self.scratch / "files"
        self.folder.mkdir()
        self.sshd = Sshd(self.scratch, free_port())
        connections = CONNECTIONS.format(key=self.sshd.key, other=self.sshd.other, host_key=fingerprint(self.sshd.host_key.with_suffix(".pub")))
        templates = {f"{name}.yaml": TEMPLATE.format(name=name, do=do, given=PATH if name == "get" else CONTENT) for name, do in WORKFLOWS.items()}
        config = config_folder(self.scratch / "config", connections, templates)
        environment = {"FILES_URL": f"sftp://127.0.0.1:{self.sshd.port}{self.folder}", "FILES_USER": getpass.getuser()}
        self.server = Server(BUILD, self.scratch / "data", config, environment, log=self.scratch / "server.log")
        self.admin = self.server.ready()
        self.asked = 0

    def ask(self, workflow, **given):
        self.asked += 1
        self.admin.ok("POST", "/api/v1/events", json.dumps({"type": f"{workflow}.asked", "id": f"{workflow}-{self.asked}", "data": {"n": str(self.asked), "with": given}}))
        return str(self.asked)

    def run_of(self, workflow, **given):
        """The step of a run that has ended."""
        key = self.ask(workflow, **given)

        def ended():
            runs = [run for run in self.admin.all(f"/api/v1/runs?workflow={workflow}") if run["key"] == key]
            return runs[0] if runs and runs[0]["status"] in ("succeeded", "failed") else None

        run = self.admin.ok("GET", "/api/v1/runs/" + until(f"the run {key} of {workflow} to end", ended)["id"])
        return run["steps"][0]

    def refused_before_it_is_sent(self):
        for path in ("../x", "a/../../x", "/etc/passwd/..", "a//b", "a/", 'a"b', "a\\b", "a*", "a\nb"):
            step = self.run_of("put", path=path, text="x")
            equal(step["status"], "failed", path)
            expect("path" in json.dumps(step), f"{path}: {json.dumps(step)[:400]}")

    def waits_while_nobody_is_there(self):
        step = self.run_of("put", path="early.txt", text="x")
        equal(step["status"], "failed", "nobody listens, and there is one attempt")
        expect("connect" in json.dumps(step), json.dumps(step)[:400])

    def is_written_and_read_back(self):
        self.sshd.start(self.scratch / "sshd.log")
        step = self.run_of("put", path="reports/may/übersicht 1.csv", text="campaign,clicks\nspring,42\n")
        equal(step["status"], "succeeded", json.dumps(step)[:600])
        equal((self.folder / "reports/may/übersicht 1.csv").read_text(), "campaign,clicks\nspring,42\n", "the file")
        equal(sorted(one.name for one in (self.folder / "reports/may").iterdir()), ["übersicht 1.csv"], "nothing else is left")
        step = self.run_of("get", path="reports/may/übersicht 1.csv")
        equal(step["output"]["text"], "campaign,clicks\nspring,42\n", "what is read")

    def takes_the_place_of_the_one_before(self):
        for text in ("one", "two, which is longer", "3"):
            equal(self.run_of("put", path="same.txt", text=text)["status"], "succeeded", text)
            equal((self.folder / "same.txt").read_text(), text, "the file")

    def of_bytes_stays_as_it_is(self):
        step = self.run_of("put", path="bytes.bin", base64=base64.b64encode(BYTES).decode())
        equal(step["output"]["sha256"], hashlib.sha256(BYTES).hexdigest(), "the digest")
        equal((self.folder / "bytes.bin").read_bytes(), BYTES, "the file")
        equal(base64.b64decode(self.run_of("get", path="bytes.bin")["output"]["base64"]), BYTES, "what is read")

    def that_is_not_there_or_too_large_fails(self):
        expect("no_file" in json.dumps(self.run_of("get", path="nobody.txt")), "no file")
        (self.folder / "large.bin").write_bytes(b"x" * 300_000)
        step = self.run_of("get", path="large.bin")
        expect("too_large" in json.dumps(step), json.dumps(step)[:400])
        (self.folder / "folder").mkdir()
        step = self.run_of("put", path="folder", text="x")
        equal(step["status"], "failed", "a folder stands there")

    def held(self, connection, words):
        def lane():
            found = [one for one in self.admin.ok("GET", "/api/v1/connections")["items"] if one["name"] == connection][0]["lanes"]
            return found and words in json.dumps(found)

        until(f"{connection} to be held for: {words}", lane)

    def goes_to_no_host_that_is_not_known(self):
        self.ask("strange", path="strange.txt", text="x")
        self.held("stranger", fingerprint(self.sshd.host_key.with_suffix(".pub")))
        self.ask("key", path="key.txt", text="x")
        self.held("other_key", "")
        self.ask("guard", path="guard.txt", text="x")
        self.held("guarded", "127.0.0.1")
        expect(not [one for one in self.folder.iterdir() if one.name in ("strange.txt", "key.txt", "guard.txt")], "a file was written")

    def a_test_of_the_connection_says_what_works(self):
        told = self.admin.ok("POST", "/api/v1/connections/files/test")
        expect(told["ok"], json.dumps(told))
        equal([one["what"] for one in told["checks"]], ["configuration", "name", "tcp", "tls", "sign_in", "answer"], "the checks")
        told = self.admin.ok("POST", "/api/v1/connections/stranger/test")
        equal((told["ok"], told["checks"][-1]["what"]), (False, "tls"), json.dumps(told))

    def keys_stay_out_of_the_log(self):
        key = self.sshd.key.read_text().splitlines()[1][:40]
        kept = b"".join(one.read_bytes() for one in (self.scratch / "data").glob("baton.db*")) + (self.scratch / "server.log").read_bytes()
        expect(key.encode() not in kept, "the private key is in the database or the log")

    def stop(self):
        self.server.kill()
        self.sshd.stop()


def main():
    runner = Runner("sftp")
    if not shutil.which("ssh-keygen"):
        runner.check("ssh-keygen is there", expect, False, "apt-get install openssh-client")
        return runner.finish()
    files = runner.make("the server boots", Files)
    try:
        runner.check("a path that leaves the folder is refused before it is sent", files.refused_before_it_is_sent)
        runner.check("where nobody listens, the try may be repeated", files.waits_while_nobody_is_there)
        if not sshd():
            print("skipped: sshd is not there; without --no-build, ./run test fetches it", flush=True)
            return runner.finish()
        runner.check("a file is written and read back", files.is_written_and_read_back)
        runner.check("a file takes the place of the one before", files.takes_the_place_of_the_one_before)
        runner.check("a file of bytes stays as it is", files.of_bytes_stays_as_it_is)
        runner.check("a file that is not there, or too large, fails the step", files.that_is_not_there_or_too_large_fails)
        runner.check("nothing goes to a host, or with a key, that is not known", files.goes_to_no_host_that_is_not_known)
        runner.check("a test of the connection says what works", files.a_test_of_the_connection_says_what_works)
        runner.check("the private key stays out of the log and the database", files.keys_stay_out_of_the_log)
    finally:
        files.stop()
    return runner.finish()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Starting, stopping, and what the server does when the world is not as it should be. Usage: test_lifecycle.py [--build DIR]"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Client, Failure, Process, Runner, Scratch, Server, equal, expect, until  # noqa: E402
from scene import Scene, Senders, delivery, order  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
MEGABYTE = 1 << 20


def outcome(scene, config=None, data=None, seconds=10, options=()):
    """Starts the server where it must refuse to start: (exit code, what it said)."""
    command = [str(BUILD / "baton"), "serve", "--listen", "127.0.0.1:0", "--data", str(data or scene.server.data), "--config", str(config or scene.folder), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL, env={**os.environ, **scene.environment})
    return done.returncode, done.stdout + done.stderr


class Lifecycle:
    def __init__(self):
        self.scratch = Scratch("lifecycle")
        self.scene = Scene(BUILD, self.scratch)

    def drains(self):
        """SIGTERM under load: what was accepted is answered, exit 0, nothing done twice, nothing lost."""
        self.scene.simulator.control(delay=[{"path_prefix": "/http", "ms": 50, "times": 200}])
        senders = Senders(self.scene.server.port, prefix="drain")
        until("forty acknowledged orders", lambda: len(senders.acknowledged) >= 40, 10)
        self.scene.server.signal(15)
        began = time.monotonic()
        code = self.scene.server.wait(15)
        took = time.monotonic() - began
        senders.stop()
        equal(code, 0, "exit code on SIGTERM")
        expect(took < 11, f"draining took {took:.1f} s")
        self.scene.simulator.control(clear=True)
        admin = self.scene.restart()
        self.all_done(admin, senders.acknowledged)
        actions = self.scene.simulator.seen()["actions"]
        doubled = [action for action in actions if action["asked"] > 1]
        expect(not doubled, f"asked for twice over a drain: {[(one['key'], one['asked']) for one in doubled][:5]} of {len(actions)}")

    def all_done(self, admin, acknowledged):
        wanted = {f"order-{name}" for name in acknowledged}

        def missing():
            runs = {run["key"]: run["status"] for run in admin.all("/api/v1/runs")}
            return not [key for key in wanted if runs.get(key) != "succeeded"]

        until(f"{len(wanted)} acknowledged orders to have succeeded", missing, 20, 0.2)

    def keeps_others_out(self):
        code, text = outcome(self.scene)
        expect(code not in (0, 70), f"a second server over the same data ended with {code}: {text[-300:]}")
        expect(self.scene.server.alive() and self.scene.admin.get("/readyz").status == 200, "the first server suffered")

    def refuses_unknown_settings(self):
        folder = self.scratch / "typo-config"
        shutil.copytree(self.scene.folder, folder)
        (folder / "baton.yaml").write_text("lisen: 127.0.0.1:0\nlog:\n  level: inof\n")
        code, text = outcome(self.scene, folder, self.scratch / "typo-data")
        expect(code == 2, f"exit code: expected 2, came {code}: {text[-400:]}")
        expect('did you mean "listen"' in text, f"no hint at 'listen': {text[-400:]}")
        expect("baton.yaml:1" in text and "baton.yaml:3" in text, f"expected both places, came {text[-600:]}")
        expect(not (self.scratch / "typo-data" / "baton.db").exists(), "a refused start left a database behind")

    def refuses_unknown_keys_of_connections(self):
        folder = self.scratch / "connector-config"
        shutil.copytree(self.scene.folder, folder)
        (folder / "connections.yaml").write_text((folder / "connections.yaml").read_text().replace("connector: http", "conector: http", 1))
        code, text = outcome(self.scene, folder, self.scratch / "connector-data")
        expect(code == 2 and 'did you mean "connector"' in text, f"expected exit 2 and a hint, came {code}: {text[-400:]}")
        expect(not (self.scratch / "connector-data").exists(), "a refused start left a data folder behind")

    def holds_connections_that_are_wrong(self):
        """Those alone: the others work, and it is said what is wrong where."""
        folder, secret = self.scratch / "wrong-config", self.scratch / "hook-secret"
        shutil.copytree(self.scene.folder, folder)
        (folder / "connectors" / "torn.yaml").write_text("connector: torn\noperations: [\n")
        hook = f"webhook: {{ scheme: header, header: X-Key, secret: 'file:{secret}' }}"
        wrong = {
            "short": "{ connector: http, base_url: 'https://a.example', auth: { kind: bearer, token: env:SHORT } }",
            "plain": "{ connector: http, base_url: 'http://a.example' }", "misspelt": "{ connector: htpp, " + hook + " }",
            "torn": "{ connector: torn, " + hook + " }", "unread": "{ connector: http, " + hook + " }",
        }
        with open(folder / "connections.yaml", "a") as file:
            file.writelines(f"  {name}: {value}\n" for name, value in wrong.items())
        log = self.scratch / "wrong.log"
        server = Server(BUILD, self.scratch / "wrong-data", folder, {**self.scene.environment, "SHORT": "1234567"}, log=log)
        client = server.ready()
        equal(client.post("/hooks/orders", order("o-1", 5), headers=delivery(order("o-1", 5))).status // 100, 2, "status of a hook that is right")
        for name in ("misspelt", "torn", "unread"):
            equal(client.post(f"/hooks/{name}", "{}").status, 503, f"status of the hook of {name}")
        ready = client.get("/readyz").body.decode()
        equal(sorted(ready.split("\n")[1:-1]), sorted(f"faulty: {name}" for name in wrong), "what /readyz says")
        said = log.read_text(errors="replace") + "\n".join(server.lines)
        for words in ("(env:SHORT) has 7 characters", "plain http", 'did you mean "http"', "torn.yaml:2", f"{secret} cannot be read"):
            expect(words in said, f"the log does not say {words!r}: {said[-1500:]}")
        secret.write_text("a-secret-of-the-hook")
        send = lambda: client.post("/hooks/unread", "{}", headers={"X-Key": "a-secret-of-the-hook", "Content-Type": "application/json"}).status  # noqa: E731
        until("the hook opens once its secret is there", lambda: send() // 100 == 2, seconds=10, every=0.5)
        server.kill()

    def closes_a_hook_without_its_secret(self):
        """503, not 404: the vendor tries again once the secret is there."""
        folder = self.scratch / "closed-config"
        shutil.copytree(self.scene.folder, folder)
        (folder / "connections.yaml").write_text((folder / "connections.yaml").read_text().replace("env: ORDERS_SECRET", "env: NOT_SET", 1))
        server = Server(BUILD, self.scratch / "closed-data", folder, self.scene.environment)
        client = server.ready()
        equal(client.post("/hooks/orders", "{}").status, 503, "status of a closed hook")
        equal(client.post("/hooks/nobody", "{}").status, 404, "status of an unknown hook")
        server.kill()

    def refuses_a_taken_address(self):
        code, text = outcome(self.scene, data=self.scratch / "taken-data", options=("--listen", f"127.0.0.1:{self.scene.server.port}"))
        expect(code not in (0, 70) and "--listen" in text, f"expected a refusal that names --listen, came {code}: {text[-400:]}")
        expect("admin token" not in text, f"a token that nobody asked for: {text[-400:]}")

    def knows_a_signed_body_again(self):
        """Over a restart, whatever its unsigned headers say; and an id that a repeat claimed is still free for what is really called so."""
        scene, body, genuine = self.scene, order("signed-1", 5), order("signed-2", 5)
        send = lambda text, **headers: Client(scene.server.port).post("/hooks/orders", text, headers={**delivery(text), **headers})  # noqa: E731
        event = send(body, **{"X-Delivery-Id": "signed-d1"}).header("baton-event")
        expect(event.startswith("evt_"), f"no event: {event}")
        scene.server.kill()
        scene.restart()
        for headers in ({"X-Delivery-Id": "signed-d7"}, {"X-Delivery-Id": "signed-d1"}, {"webhook-id": "signed-w1"}, {"svix-id": "signed-w2"}, {}):
            answer = send(body, **headers)
            equal((answer.status, answer.header("baton-event")), (202, event), f"the body again with {headers}")
        other = send(genuine, **{"X-Delivery-Id": "signed-d7"}).header("baton-event")
        expect(other != event, "a genuine delivery is answered with a repeat's event")
        scene.server.kill()
        scene.restart()
        for name in ("signed-d7", "signed-d9"):
            equal(send(genuine, **{"X-Delivery-Id": name}).header("baton-event"), other, f"the genuine body again as {name}")
        stored = [one["data"]["id"] for one in scene.admin.all("/api/v1/events") if one["data"].get("id", "").startswith("order-signed")]
        equal(sorted(stored), ["order-signed-1", "order-signed-2"], "the events of two bodies")

    def keeps_a_migration_over_a_kill(self):
        """A run that was migrated with an action under way is of its new version after kill -9, and that action keeps its key."""
        admin = self.scene.admin
        text = "workflow: movable\non: [{ event: move.wanted }]\nsteps:\n  book: { do: out.post, with: { path: /movable, body: { n: 1 } } }\n"
        headers = {"Content-Type": "application/yaml"}
        first = admin.ok("PUT", "/api/v1/templates/movable", text, headers=headers)["version"]
        self.scene.simulator.control(delay=[{"path_prefix": "/http/movable", "ms": 2000, "times": 1}])
        admin.ok("POST", "/api/v1/events", {"type": "move.wanted"})
        run = until("a run with an action under way", lambda: next((one for one in admin.all("/api/v1/runs?workflow=movable") if one["status"] == "running"), None))["id"]
        second = admin.ok("PUT", "/api/v1/templates/movable", text + "  tell: { needs: book, set: { told: true } }\n", headers=headers)["version"]
        equal(admin.post(f"/api/v1/runs/{run}/migrate", {"to": second}).status, 202, "a run is migrated")
        until("the run to be of the new version", lambda: admin.ok("GET", f"/api/v1/runs/{run}")["version"] == second)
        self.scene.server.process.kill()
        self.scene.server.wait(15)
        admin = self.scene.restart()
        ended = until("the end of the run", lambda: (one := admin.ok("GET", f"/api/v1/runs/{run}"))["status"] == "succeeded" and one, 30)
        equal((first, ended["version"]), (1, second), "versions")
        equal({step["name"]: step["status"] for step in ended["steps"]}, {"book": "succeeded", "tell": "succeeded"}, "steps")
        keys = {action["key"] for action in self.scene.simulator.seen()["actions"] if run in action["key"]}
        equal(len(keys), 1, "keys of its action")
        self.scene.simulator.control(clear=True)

    def makes_another_admin_token(self):
        scene = self.scene
        (scene.server.data / "admin.token").unlink()
        scene.server.signal(15)
        equal(scene.server.wait(), 0, "exit code on SIGTERM")
        scene.restart(options=("--new-admin-token",))
        scene.server.options = ()
        names = [token["name"] for token in scene.admin.ok("GET", "/api/v1/tokens")["items"]]
        expect("admin-2" in names, f"expected admin and admin-2, came {names}")

    def refuses_newer_schema(self):
        scene = self.scene
        scene.server.signal(15)
        equal(scene.server.wait(), 0, "exit code on SIGTERM")
        data = self.scratch / "newer"
        shutil.copytree(scene.server.data, data)
        database = data / "baton.db"
        connection = sqlite3.connect(database)
        connection.execute("INSERT INTO migrations SELECT 9999, 'from the future', applied_at FROM migrations LIMIT 1")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        before = hashlib.sha256(database.read_bytes()).hexdigest()
        code, text = outcome(scene, data=data)
        expect(code not in (0, 70) and "9999" in text and "newer baton" in text, f"expected a refusal that names the schema, came {code}: {text[-400:]}")
        equal(hashlib.sha256(database.read_bytes()).hexdigest(), before, "the refused database's bytes")
        scene.restart()

    def refuses_damage(self):
        data = self.scratch / "damaged"
        data.mkdir()
        (data / "baton.db").write_bytes(b"SQLite format 3\x00" + b"\x5a" * 40_000)
        code, text = outcome(self.scene, data=data)
        expect(code != 0 and "baton.db" in text, f"expected a refusal that names the file, came {code}: {text[-400:]}")

    def names_a_damaged_row(self):
        """A row without which the server cannot start is damage as well: it is named, with the exit code of damage."""
        scene = self.scene
        scene.server.signal(15)
        equal(scene.server.wait(), 0, "exit code on SIGTERM")
        data = self.scratch / "damaged-row"
        shutil.copytree(scene.server.data, data)
        connection = sqlite3.connect(data / "baton.db")
        connection.execute("UPDATE tokens SET in_groups = '['")
        connection.commit()
        connection.close()
        code, text = outcome(scene, data=data)
        expect(code == 70 and "of tokens is damaged" in text, f"expected 70 and the row, came {code}: {text[-400:]}")
        scene.restart()

    def survives_full_disk(self):
        """503 before the reserve is used, nothing acknowledged lost, takes up again by itself."""
        mount = self.scratch / "small"
        mount.mkdir()
        scene = Scene(BUILD, self.scratch, "full", server_class=lambda *a, **more: SmallDisk(mount, *a, **more))
        inside = Path(f"/proc/{scene.server.process.pid}/root{mount}")
        expect(os.statvfs(inside).f_blocks * os.statvfs(inside).f_frsize < 200 * MEGABYTE, "the small disk is not small")
        filler = inside / "filler"
        filler.write_bytes(b"x" * (80 * MEGABYTE))
        sender, taken, refused = Client(scene.server.port), [], 0
        for number in range(5_000):
            body = json.dumps({"type": "order.placed", "id": f"order-f{number}", "total": 5, "x": "y" * 40_000})
            answer = sender.post("/hooks/orders", body, headers=delivery(body, f"f{number}"))
            if answer.status == 503:
                refused += 1
                expect(answer.header("retry-after"), "503 without Retry-After")
                break
            expect(200 <= answer.status < 300, f"came {answer.status} {answer.body[:200]!r}")
            taken.append(f"f{number}")
        expect(refused and taken, f"inconclusive: {len(taken)} taken, {refused} refused")
        with open(inside / "rest", "wb", buffering=0) as rest:  # what a buffer still holds would fail at the close
            try:
                while True:
                    rest.write(b"x" * MEGABYTE)
            except OSError:
                pass
        body = order("full-1")
        equal(sender.post("/hooks/orders", body, headers=delivery(body, "full-1")).status, 503, "on a disk without a free byte")
        expect(scene.server.alive() and scene.admin.get("/healthz").status == 200, "the server did not survive the full disk")
        away = scene.admin.get("/readyz")
        expect(away.status == 503 and b"kept in reserve" in away.body, f"/readyz on a full disk: {away.status} {away.body[:200]!r}")
        (inside / "rest").unlink()
        filler.unlink()

        answers = []

        def taken_again():
            answers.append(sender.post("/hooks/orders", body, headers=delivery(body, "full-1")))
            return 200 <= answers[-1].status < 300

        try:
            until("events to be taken again", taken_again, 5, 0.1)
        except Failure as error:
            raise Failure(f"{error}; {answers[-1].status} {answers[-1].body[:300]!r}; {os.statvfs(inside).f_bavail * 4 // 1024} MB free") from None
        equal(scene.admin.get("/readyz").status, 200, "/readyz once there is room")
        origins = {event.get("origin") for event in scene.admin.all("/api/v1/events")}
        lost = [name for name in taken if name not in origins]
        expect(not lost, f"acknowledged and lost: {lost}")
        until("the run to succeed", lambda: [run for run in scene.admin.all("/api/v1/runs?key=order-full-1") if run["status"] == "succeeded"], 10)
        scene.stop()


class SmallDisk(Server):
    """The server with its data on a small disk of its own, in its own mount namespace: as root, or as the root of a user namespace."""

    def __init__(self, mount, build, data, config, environment, options, log):
        self.build, self.data, self.config = build, mount / "data", config
        self.environment, self.options, self.log = environment, options, log
        enter = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
        script = f'mount -t tmpfs -o size=160m tmpfs "{mount}" && exec "$@"'
        serve = [build / "baton", "serve", "--listen", "127.0.0.1:0", "--data", self.data, "--config", config, *options]
        Process.__init__(self, [*enter, "sh", "-c", script, "sh", *serve], environment=environment, log=log)
        try:
            self.wait_listening()
        except Failure as error:
            raise Failure(f"no small disk to test with (needs root, or user namespaces): {error}") from None

    def admin_token(self):
        return Path(f"/proc/{self.process.pid}/root{self.data}/admin.token").read_text().strip()


def main():
    runner = Runner("lifecycle")
    lifecycle = runner.make("the server boots", Lifecycle)
    for name in ("keeps_others_out", "drains", "refuses_unknown_settings", "refuses_unknown_keys_of_connections", "holds_connections_that_are_wrong",
                 "refuses_a_taken_address", "closes_a_hook_without_its_secret", "knows_a_signed_body_again", "keeps_a_migration_over_a_kill", "makes_another_admin_token", "refuses_newer_schema", "refuses_damage",
                 "names_a_damaged_row", "survives_full_disk"):
        runner.check(name.replace("_", " "), getattr(lifecycle, name))
    lifecycle.scene.stop()
    runner.finish()


if __name__ == "__main__":
    main()

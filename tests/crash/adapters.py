"""What the verifier must know of a server: how to start it, hand in an event, list runs, and recognise an action.

An action reaches the sink as JSON {id, value, step} under the field Idempotency-Key. Three kinds of events are sent: `order`
(a gate, an action, two side by side, a last one), `nap` (a timer, then an action), and where the load is rich `parcel` (in a slot
of its lane: items, a run of another workflow under a service level that it misses, a last action). Each EVERY-th parcel of a lane
makes a window start another run; its action has an id that begins with OWN.
"""

import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from check import OWN
from wire import Closed, Peer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
from harness import Failure, config_folder  # noqa: E402

HERE = Path(__file__).resolve().parent
START_SECONDS = 15.0
ITEMS = ["pick0", "pick1", "pick2"]
STEPS = {
    "order": {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}, "nap": {"late": []},
    "parcel": {**{item: [] for item in ITEMS}, "leg": ITEMS, "hand_over": ["leg"]},
}
LAST_STEPS = ("d", "late", "hand_over")
# Workflows that are started by others, or by what others do.
BESIDE = ("leg", "crowd", "late")
# What the template of a parcel says: places in the slot of a lane, items at once, and how many parcels make a crowd.
BOUNDS = {"last": "hand_over", "slot": 2, "items": ITEMS, "parallel": 2, "every": 5}
LANES = 4


def lane_of(event):
    """The lane of a parcel, by its sender."""
    return f"lane{int(event.split('-')[1]) % LANES}"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Adapter:
    """One server over one data folder. At most one process of it lives at a time."""

    name, lanes, bad = "", False, ["signature", "malformed"]
    limits = {"recovery_s": 2.0, "drain_s": 10.0, "fault_s": 1.0}
    final_seconds = 30.0

    def __init__(self, folder, sink_url, environment=None):
        self.folder, self.sink_url = Path(folder), sink_url
        self.data, self.log = self.folder / "data", self.folder / "server.log"
        self.environment = environment or {}
        self.port = free_port()
        self.process = self.peer = None
        self.canaries = {"hook": "canary-hook-8d1f", "vendor": "canary-vendor-52c7"}

    def launch(self):
        with open(self.log, "ab") as log, open(self.folder / "server.out", "ab") as out:
            self.process = subprocess.Popen(
                [str(word) for word in self.command()], stdin=subprocess.DEVNULL, stdout=out, stderr=log,
                env={**os.environ, **self.settings(), **self.environment},
            )

    def wait_ready(self, seconds=START_SECONDS):
        """True once it is ready; false when it ended first, or never was."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                peer = Peer.to(self.port, 2)
                status, _, _ = peer.ask("GET", "/readyz")
                peer.close()
                if status == 200:
                    return True
            except (OSError, Closed):
                pass
            time.sleep(0.002)
        return False

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.forget()

    def forget(self):
        if self.peer:
            self.peer.close()
            self.peer = None

    def connect(self):
        return Peer.to(self.port, 10)

    def get(self, path):
        """The JSON at a path, over a connection that is kept for the main thread."""
        for attempt in (1, 2):
            try:
                self.peer = self.peer or self.connect()
                status, _, body = self.peer.ask("GET", path, b"", self.fields())
                if status == 200:
                    return json.loads(body)
                raise Failure(f"GET {path}: {status} {body[:200]!r}")
            except (OSError, Closed):
                self.forget()
                if attempt == 2:
                    raise
        raise AssertionError

    def fields(self):
        return {}

    def beside(self):
        """Nothing, where no parcels were sent."""
        return None

    def search(self):
        """Where a secret lies that must not: (name, file) for each; the names only, so that the history holds none."""
        hits = []
        for path in [self.log, self.folder / "server.out", *sorted(self.data.rglob("*"))]:
            if path.is_file():
                found = path.read_bytes()
                hits += [[name, path.name] for name, secret in self.canaries.items() if secret.encode() in found]
        return hits


class Baton(Adapter):
    name = "baton"
    PAGE = 200

    def __init__(self, build, folder, sink_url, environment=None, data=None, settings=""):
        super().__init__(folder, sink_url, environment)
        # A link of its own, so that a build meanwhile does not change the server in the middle of a drill.
        self.program = self.folder / "baton"
        try:
            os.link(Path(build).resolve() / "baton", self.program)
        except OSError:
            shutil.copy(Path(build).resolve() / "baton", self.program)
        self.data = Path(data) if data else self.data
        templates = {path.name: path.read_text() for path in sorted((HERE / "config").glob("*.yaml")) if path.stem in (*STEPS, *BESIDE)}
        connections = (HERE / "config" / "connections.yaml").read_text()
        self.config = config_folder(self.folder / "config", connections, templates, settings or "log:\n  level: info\n")
        self.token, self.names, self.command_more = None, {}, []

    def command(self):
        listen = f"127.0.0.1:{self.port}"
        return [self.program, "serve", "--listen", listen, "--data", self.data, "--config", self.config, *self.command_more]

    def settings(self):
        return {"SINK_URL": self.sink_url, "CRASH_SECRET": self.canaries["hook"], "SINK_TOKEN": self.canaries["vendor"]}

    def fields(self):
        if self.token is None:
            self.token = (self.data / "admin.token").read_text().strip()
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, peer, event, kind, value, bad=None):
        what = {"type": f"crash.{kind}", "id": event, "value": value, "amount": 50, "filler": "x" * 400}
        if kind == "parcel":
            what["lane"] = lane_of(event)
        body = json.dumps(what).encode()
        if bad == "malformed":
            body = body[:-20]
        secret = "wrong" if bad == "signature" else self.canaries["hook"]
        signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        fields = {"Content-Type": "application/json", "X-Signature": signature, "X-Delivery-Id": event}
        status, answer, _ = peer.ask("POST", "/hooks/crash", body, fields)
        known, name = self.names.get(event), answer.get("baton-event")
        if name:
            self.names[event] = known or name
        return status, name is not None and name == known  # a repeat is answered with the name that the event has in the log

    STATES = {"succeeded": "done", "failed": "failed", "cancelled": "failed", "paused": "failed"}

    def row(self, run, event=None):
        return [run["id"], event, self.STATES.get(run["status"], "open"), run["revision"]]

    def runs(self, sought=()):
        """The newest runs, and on from there until all that are sought were seen."""
        rows, left, cursor = [], set(sought), None
        while True:
            page = self.get(f"/api/v1/runs?limit={self.PAGE}" + (f"&cursor={cursor}" if cursor else ""))
            rows += [self.row(run) for run in page["items"]]
            left -= {run["id"] for run in page["items"]}
            cursor = page.get("next")
            if not left or not cursor:
                return rows

    def all(self, path):
        items, cursor = [], None
        while True:
            page = self.get(path + ("&" if "?" in path else "?") + "limit=500" + (f"&cursor={cursor}" if cursor else ""))
            items += page["items"]
            cursor = page.get("next")
            if not cursor:
                return items

    def open_runs(self):
        return self.get("/api/v1/system")["counts"]["runs_open"]

    def final(self):
        """Every run with the id that its event was sent under, or with the name of its workflow when nobody sent that."""
        events = {one["id"]: one["data"]["id"] for kind in STEPS for one in self.all(f"/api/v1/events?type=crash.{kind}")}

        def event_of(run):
            return f"{OWN}{run['workflow']}" if run["workflow"] in BESIDE else events.get(run["trigger"], f"event {run['trigger']}")

        return [self.row(run, event_of(run)) for run in self.all("/api/v1/runs")]

    def beside(self):
        """What came of parcels beside their own runs: the parcels in the order of the log, and the runs of others about them."""
        parcels = sorted((one["id"], one["data"]["id"], one["data"]["lane"]) for one in self.all("/api/v1/events?type=crash.parcel"))
        fired = {one["id"]: one["data"]["last"]["data"]["id"] for one in self.all("/api/v1/events?type=baton.window.fired")}
        missed = {one["id"]: one["data"] for one in self.all("/api/v1/events?type=baton.sla.missed")}
        found = {"log": [[event, lane] for _, event, lane in parcels], "leg": [], "crowd": [], "late": [], "parcels": []}
        for run in self.all("/api/v1/runs"):
            state = self.STATES.get(run["status"], "open")
            if run["workflow"] == "leg":
                found["leg"].append([(self.get(f"/api/v1/runs/{run['id']}")["parent"] or {}).get("run"), state])
            elif run["workflow"] == "crowd":
                found["crowd"].append([fired.get(run["trigger"]), state])
            elif run["workflow"] == "late":
                found["late"].append([missed.get(run["trigger"], {}).get("run"), state])
            elif run["workflow"] == "parcel":
                found["parcels"].append(run["id"])
        return found

    def search(self):
        # The first token's own file holds it, and the console line that shows it once; nothing else may.
        self.canaries["admin token"] = self.fields()["Authorization"].split()[1]
        allowed = ("admin.token", "server.out")
        return [hit for hit in super().search() if not (hit[0] == "admin token" and hit[1] in allowed)]


class Toy(Adapter):
    """tests/crash/toy.py: correct, or broken on purpose."""

    name, lanes, bad = "toy", True, ["signature"]
    limits = {"recovery_s": 1.0, "drain_s": 3.0, "fault_s": 1.0}

    def __init__(self, folder, sink_url, broken="", environment=None):
        super().__init__(folder, sink_url, environment)
        self.broken = broken

    def command(self):
        return [sys.executable, "-S", HERE / "toy.py", self.port, self.data, self.broken]

    def settings(self):
        return {"SINK_URL": self.sink_url, "CRASH_SECRET": self.canaries["hook"], "PYTHONDONTWRITEBYTECODE": "1"}

    def post(self, peer, event, kind, value, bad=None):
        body = json.dumps({"id": event, "type": kind, "value": value, "lane": event.rsplit("-", 1)[0]}).encode()
        secret = "wrong" if bad else self.canaries["hook"]
        status, _, answer = peer.ask("POST", "/events", body, {"X-Secret": secret})
        return status, answer == b"repeated"

    def runs(self, sought=()):
        return self.get("/runs")

    def open_runs(self):
        return sum(1 for row in self.get("/runs") if row[2] == "open")

    def final(self):
        return self.get("/runs")

    def beside(self):
        return self.get("/beside")

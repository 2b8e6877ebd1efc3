"""The long part of the drill `clock`: waits of 30 days, events to be kept for 30 days, a schedule of every two seconds, windows of
pairs of events, and a wall clock that stands ahead for seconds, by a day and by a year, with and without a kill meanwhile, and
behind. Then time passes, and all that was to happen does."""

import contextlib
import time
from datetime import datetime, timedelta, timezone

import powercut
from adapters import Baton

DAY, YEAR = 86_400, 365 * 86_400
LONG = """
workflow: long
on:
  - event: crash.long
    inputs: { id: "${event.data.id}" }
inputs:
  id: { type: string }
steps:
  asked:
    approve: { by: { group: ops }, of: { id: "${inputs.id}" }, ask: "Go on?" }
    timeout: 30d
    on_error: continue
  rest:
    sleep: { for: 30d }
  reply:
    wait: { event: crash.reply, when: "event.data.id == inputs.id" }
    timeout: 30d
    on_error: continue
  shut:
    gate: { open: "inputs.id == 'nobody'", within: 30d, otherwise: skip }
    set: { open: true }
"""
# What fires each BEAT_S seconds, and never makes up for what it missed.
BEAT_S = 2
BEAT = f"""
workflow: beat
on:
  - schedule: {{ cron: "*/{BEAT_S} * * * * *", misfire: skip }}
    inputs: {{ at: "${{schedule.at}}" }}
inputs:
  at: {{ type: string }}
steps:
  one: {{ set: {{ done: true }} }}
"""
PAIR = """
workflow: pair
on:
  - window: { event: crash.pair, by: event.data.value, within: 30m, at_least: 2 }
    inputs: { key: "${window.key}" }
inputs:
  key: { type: string }
steps:
  one: { set: { done: true } }
"""
# The keys that come while the clock stands wrong: each has the server look at rows of windows that may be old.
ALONE = 8
STATES = {"asked": "waiting", "rest": "waiting", "reply": "waiting", "shut": "gated"}
ENDED = {"asked": "failed", "rest": "succeeded", "reply": "failed", "shut": "skipped"}
RUNS, LONELY = 12, 40
STANDS_S, LOOKS_S = 3.0, 2.2
# A due time may be off by what the machine takes, and by no more.
DUE_OFF_MAX = timedelta(seconds=60)


class World:
    """One server of its own, with long runs and events that start none."""

    def __init__(self, drill):
        folder = drill.folder / "long"
        folder.mkdir()
        self.problems, self.redelivered, self.dues = drill.problems, 0, 0
        self.shim = powercut.Shim(drill.build / "tests" / "powercut.so", folder, folder / "data", journal=False)
        settings = "log:\n  level: info\nretention:\n  every: 1s\n"
        self.server = Baton(drill.build, folder, "http://127.0.0.1:9", self.shim.environment, None, settings)
        for name, text in {"long": LONG, "beat": BEAT, "pair": PAIR}.items():
            (self.server.config / "templates" / f"{name}.yaml").write_text(text)
        self.sent, self.pairs, self.beats, self.halves = {}, set(), 0, 0

    def start(self):
        self.server.launch()
        if not self.server.wait_ready():
            raise SystemExit("error: the server of the long waits does not start; see server.log")

    def wall(self):
        return datetime.now(timezone.utc) + timedelta(microseconds=self.shim.get("clock_offset_us"))

    def send(self, kind, name):
        with contextlib.closing(self.server.connect()) as peer:
            status, _ = self.server.post(peer, name, kind, "v")
        if status not in (200, 202):
            self.problems.append(f"{name} was answered {status}")
        if name not in self.sent:
            self.sent[name] = (kind, self.wall())
        else:
            self.redelivered += 1

    def begin(self, prefix, runs=RUNS, lonely=LONELY):
        for number in range(runs):
            self.send("long", f"{prefix}-long-{number}")
        for number in range(lonely):
            self.send("lonely", f"{prefix}-lonely-{number}")

    def again(self, prefix):
        """What was sent is sent again, as any sender may."""
        for name in [name for name in self.sent if name.startswith(prefix)][:: max(1, LONELY // 10)]:
            self.send(self.sent[name][0], name)

    def half(self, key):
        """One event of a key of which two make a run."""
        self.halves += 1
        with contextlib.closing(self.server.connect()) as peer:
            status, _ = self.server.post(peer, f"half-{self.halves}", "pair", key)
        if status not in (200, 202):
            self.problems.append(f"an event of {key} was answered {status}")

    def other_half(self, key):
        self.half(key)
        self.pairs.add(key)

    def paired(self, when):
        """Each key of which two events came has started one run, and no other has."""
        keys = lambda: sorted(run["inputs"]["key"] for run in self.runs("pair"))  # noqa: E731
        if not self.until(10, lambda: keys() == sorted(self.pairs)):
            self.problems.append(f"{when}: windows fired for {keys()}, expected {sorted(self.pairs)}")

    def beat(self, when):
        """It goes on within two beats. Each moment fired once, none was left out, and none lies ahead."""
        moments = lambda: sorted(moment(run["inputs"]["at"]) for run in self.runs("beat"))  # noqa: E731
        since = self.wall()
        if not self.until(3 * BEAT_S + 5, lambda: moments() and moments()[-1] >= since):
            self.problems.append(f"{when}: the schedule does not fire any more")
        seen = moments()
        self.beats = len(seen)
        steps = {(later - earlier).total_seconds() for earlier, later in zip(seen, seen[1:])}
        if steps - {BEAT_S}:
            self.problems.append(f"{when}: between firings lie {sorted(steps)} s, expected {BEAT_S}")
        if seen and seen[-1] > self.wall() + timedelta(seconds=1):
            self.problems.append(f"{when}: the moment {seen[-1].isoformat()} has fired before its time")

    def runs(self, workflow):
        return [self.server.get(f"/api/v1/runs/{one['id']}") for one in self.server.all(f"/api/v1/runs?workflow={workflow}")]

    def long_runs(self):
        return self.runs("long")

    def kept(self, when, names=None):
        """Each event that was sent is there once, each long run is, and waits as it did; each due time is right."""
        events = [one["data"]["id"] for kind in ("long", "lonely") for one in self.server.all(f"/api/v1/events?type=crash.{kind}")]
        wanted = sorted(names if names is not None else self.sent)
        if sorted(events) != wanted:
            self.problems.append(f"{when}: {len(events)} events in the log, {len(set(events))} different, expected {len(wanted)}")
        runs = self.long_runs()
        expected = sum(1 for kind, _ in self.sent.values() if kind == "long")
        if len(runs) != expected:
            self.problems.append(f"{when}: {len(runs)} long runs, expected {expected}")
        for run in runs:
            steps = {step["name"]: step for step in run["steps"]}
            states = {name: step["status"] for name, step in steps.items()}
            if states != STATES:
                self.problems.append(f"{when}: run {run['id']} does not wait as it did: {states}")

    def due(self, when, prefix, runs):
        """What `prefix` began is due 30 days after it was sent, as a person reads it now; `runs` of them."""
        seen = 0
        for run in self.long_runs():
            name = run["inputs"]["id"]
            if not name.startswith(prefix):
                continue
            seen += 1
            expected = self.sent[name][1] + timedelta(days=30)
            for step in run["steps"]:
                self.dues += 1
                due = step["due"] and datetime.fromisoformat(step["due"].replace("Z", "+00:00"))
                if not due or abs(due - expected) > DUE_OFF_MAX:
                    self.problems.append(f"{when}: {name} {step['name']} is due {step['due']}, expected {expected.isoformat()}")
        if seen != runs:
            self.problems.append(f"{when}: {seen} runs of {prefix}, expected {runs}")

    def ended(self, when):
        for run in self.long_runs():
            states = {step["name"]: step["status"] for step in run["steps"]}
            if states != ENDED:
                self.problems.append(f"{when}: run {run['id']} has not ended as it should: {states}")

    def until(self, seconds, holds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not holds():
            time.sleep(0.2)
        return holds()


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def jump(world, ahead, killed):
    name = f"{ahead // DAY}d{'-killed' if killed else ''}"
    world.half(f"{name}-over")
    world.shim.wall_wrong_by(ahead)
    world.half(f"{name}-within")
    for number in range(ALONE):
        world.half(f"{name}-alone-{number}")
    time.sleep(STANDS_S / 2)
    world.again("first")
    # What comes in meanwhile bears the wrong time, and is an event like any other.
    world.begin(f"{name}-ahead", runs=1, lonely=1)
    if killed:
        world.server.kill()
        world.start()
    time.sleep(STANDS_S / 2)
    world.kept(f"{name}, while it stands ahead")
    world.shim.wall_wrong_by(0)
    for key in ("over", "within"):
        world.other_half(f"{name}-{key}")
    time.sleep(LOOKS_S)
    world.again("first")
    world.kept(f"{name}, put right")
    world.paired(f"{name}, put right")
    world.beat(f"{name}, put right")
    world.begin(f"{name}-after", runs=2, lonely=2)
    world.due(f"{name}, put right", "first", RUNS)
    world.due(f"{name}, put right", f"{name}-after", 2)


def stop(world):
    world.server.process.terminate()
    if world.server.process.wait(20) != 0:
        world.problems.append("the server of the long waits did not end well")
    world.server.forget()


def machine_starts(world):
    """Off for five hours: what was to last 30 days still ends at the same time."""
    stop(world)
    world.shim.start_machine("the second start", 5 * 3600)
    world.start()
    world.kept("after a start of the machine")
    world.due("after a start of the machine", "first", RUNS)


def time_passes(world):
    """A month later every wait has ended, once, and what is old goes, also behind an event that bore a time of the next year."""
    world.shim.pass_time(31 * DAY)
    open_runs = lambda: world.server.get("/api/v1/system")["counts"]["runs_open"]  # noqa: E731
    if not world.until(20, lambda: open_runs() == 0):
        world.problems.append(f"{open_runs()} runs still wait after 31 days")
    world.ended("after 31 days")
    # Nothing that is old is deleted for ten minutes after a start of the machine: its clock may be wrong.
    lonely = lambda: len(world.server.all("/api/v1/events?type=crash.lonely"))  # noqa: E731
    if not world.until(20, lambda: lonely() == 0):
        world.problems.append(f"{lonely()} events of a month ago that nothing needs are still kept")


def run(drill):
    world = World(drill)
    try:
        world.start()
        world.begin("first")
        if not world.until(10, lambda: len(world.long_runs()) == RUNS):
            world.problems.append("the long runs did not begin")
        for ahead, killed in ((DAY, False), (YEAR, False), (YEAR, True), (-YEAR, False)):
            jump(world, ahead, killed)
        stop(world)
        world.start()
        world.kept("after a restart")
        world.due("after a restart", "first", RUNS)
        machine_starts(world)
        time_passes(world)
    finally:
        world.server.kill()
    drill.figures |= {"long waits": 4 * sum(1 for kind, _ in world.sent.values() if kind == "long")}
    drill.figures |= {"firings": world.beats, "pairs": len(world.pairs)}
    drill.figures |= {"redelivered meanwhile": world.redelivered, "due times looked at": world.dues}

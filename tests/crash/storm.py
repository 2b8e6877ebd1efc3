"""Load, end the node, start it again, many times over; then let all come to its end and look at everything once more."""

import random
import signal
import subprocess
import time

from adapters import BOUNDS, LAST_STEPS, STEPS
from history import History
from load import Load
from sink import Sink

TERM_SECONDS = 20


class Storm:
    """A recorded world: one node behind an adapter, one sink, one history. `make(sink_url)` makes the adapter."""

    def __init__(self, make, path, seed, faulty=0.2, needs=None, **load):
        self.history, self.seed, self.load_options = History(path), seed, load
        self.random = random.Random(seed)
        self.sink = Sink(self.history, seed, faulty, LAST_STEPS)
        self.adapter = make(self.sink.url)
        self.load, self.alive, self.shown = None, False, set()
        self.history.add(
            "plan", adapter=self.adapter.name, seed=seed, steps=STEPS, lanes=self.adapter.lanes, limits=self.adapter.limits,
            needs=needs or {}, bounds=BOUNDS,
        )

    def start(self, after=""):
        """Starts the node and waits until it is ready; false when it ended by itself."""
        self.history.add("start")
        began = time.monotonic()
        self.adapter.launch()
        if not self.adapter.wait_ready():
            return self.gone(began)
        self.history.add("ready", took=round(time.monotonic() - began, 4), after=after)
        self.alive = True
        return True

    def gone(self, began):
        """The node ended, or never became ready, without being told to."""
        code = self.adapter.process.poll()
        self.adapter.kill()
        self.sink.cut()
        self.alive = False
        self.history.add("end", how="self", code=code, t0=self.history.now(), took=round(time.monotonic() - began, 3))
        return False

    def begin_load(self, **options):
        self.load = Load(self.adapter, self.history, self.sink, self.seed, **{**self.load_options, **options})

    def look(self, when):
        """Records the run list; returns the moment, or None when the node is gone."""
        sought = set(self.shown) if when == "after" else set()
        try:
            rows = self.adapter.runs(sought)
        except Exception:
            if self.adapter.process.poll() is None:
                raise
            return None
        moment = self.history.now()
        self.history.add("list", when=when, t=moment, rows=rows, sought=sorted(sought), whole=False)
        self.shown = {row[0] for row in rows[:200]}
        return moment

    def kill(self, how="kill", seen=None):
        if self.adapter.process.poll() is not None:
            return self.gone(time.monotonic())
        t0 = self.history.now()
        self.adapter.kill()
        self.sink.cut()
        self.alive = False
        self.history.add("end", how=how, code=-9, t0=t0, took=round(self.history.now() - t0, 4), seen=seen)
        return True

    def term(self, seen=None):
        if self.adapter.process.poll() is not None:
            return self.gone(time.monotonic())
        t0 = self.history.now()
        self.adapter.process.send_signal(signal.SIGTERM)
        try:
            code = self.adapter.process.wait(TERM_SECONDS)
        except subprocess.TimeoutExpired:
            self.adapter.process.kill()
            code = self.adapter.process.wait()
        took = round(self.history.now() - t0, 4)
        self.adapter.forget()
        self.sink.cut()
        self.alive = False
        self.history.add("end", how="term", code=code, t0=t0, took=took, seen=seen)
        return True

    def cycle(self, how, load_seconds, between=None):
        """Some load, an end, a new start. One end in ten comes while the node is still starting."""
        time.sleep(self.random.uniform(*load_seconds))
        seen = self.look("before") if self.adapter.process.poll() is None else None
        (self.term if how == "term" else lambda seen: self.kill(how, seen))(seen)
        if between:
            between()
        if how != "term" and self.random.random() < 0.1:
            self.history.add("start")
            self.adapter.launch()
            time.sleep(self.random.uniform(0, 0.03))
            self.kill(how)
            if between:
                between()
        return self.start(how) and self.look("after") is not None

    def finish(self, seconds=None):
        """The vendor turns good, all runs end, the node is told to stop. Closes the history."""
        if self.load and self.alive:
            self.load.stop()
        self.sink.good()
        if self.alive:
            began = time.monotonic()
            end = began + (seconds or self.adapter.final_seconds)
            while self.adapter.open_runs() and time.monotonic() < end:
                time.sleep(0.05)
            rows = self.adapter.final()
            self.history.add("list", when="final", rows=rows, sought=[], whole=True, waited=round(time.monotonic() - began, 2))
            found = self.adapter.beside() if self.load and self.load.rich else None
            if found:
                self.history.add("beside", **found)
            self.history.add("search", hits=self.adapter.search())
            self.term()
        elif self.load:
            self.load.running = False
        self.close()

    def close(self):
        if self.load:
            self.load.running = False
        self.adapter.kill()
        self.sink.close()
        self.history.close()


def run(storm, cycles, how="kill", load_seconds=(0.05, 0.2), between=None, finish_seconds=None):
    """A whole storm; its history is complete afterwards. A node that does not come back is started up to three times more."""
    try:
        if storm.start():
            storm.begin_load()
            done = 0
            while done < cycles and storm.cycle(how, load_seconds, between):
                done += 1
            for _ in range(3):
                if storm.alive or storm.start("self"):
                    break
        storm.finish(finish_seconds)
    finally:
        storm.close()

"""The failure-point walk: the n-th operation on the data folder fails, or kills, for every n."""

import shutil
import signal
import subprocess
import time
from types import SimpleNamespace

import powercut
from adapters import Failure
from load import Sender
from storm import Storm


class Walk:
    """Strikes operation 1, 2, 3 … of a way that is gone again and again, until a strike comes too late to hit anything.

    `event` is the way of one event from the request to its last action, `stop` that of a server told to stop, and `start`
    that of one that starts in an empty folder."""

    POINTS_MAX = 600

    def __init__(self, drill):
        self.drill, self.shim = drill, drill.shim()
        self.storm = Storm(lambda url: drill.baton(url, self.shim), drill.history, drill.seed, faulty=0.0, needs={"acked": 50})
        self.sender = Sender(self.storm_as_load(), 0)
        self.struck = {}

    def storm_as_load(self):
        """What a Sender needs of a load."""
        return SimpleNamespace(seed=self.drill.seed, prefix="walk", adapter=self.storm.adapter, history=self.storm.history)

    def run(self, way, name, how, cut):
        for point in range(1, self.POINTS_MAX):
            if way != self.start and not self.storm.alive and not self.storm.start("fault"):
                self.drill.problems.append(f"{name} {point}: the node does not start again")
                return
            if not way(f"{name}-{point}", how, point, cut):
                self.struck[name] = point - 1
                return
        self.drill.problems.append(f"{name}: more than {self.POINTS_MAX} operations on the way")

    def event(self, event, how, point, cut):
        """One event, one strike; false when the strike was not reached."""
        self.shim.arm(how, point)
        self.until_done(event, lambda: self.shim.get("struck_ns"), 10)
        struck = self.shim.get("struck_ns")
        if struck and how == powercut.ENOSPC:
            # A server out of space refuses; give it a moment to do something wrong.
            self.until_done(event, self.gone, 0.15)
        elif struck:
            self.until_done(None, self.gone, 2.5)
        self.shim.disarm()
        if self.gone():
            self.ended(event, [70] if how in (powercut.EIO, powercut.ENOSPC) else [-9], struck)
            if cut:
                self.shim.cut(self.storm.random, True)
            if not self.storm.start("fault"):
                self.drill.problems.append(f"{event}: the node does not start again")
                return True
        elif struck and how != powercut.ENOSPC:
            self.drill.problems.append(f"{event}: {powercut.OPS[self.shim.get('struck_op')]} failed, and the node goes on")
        self.until_done(event, lambda: False, 10)
        if event not in self.storm.sink.finished:
            self.drill.problems.append(f"{event}: not at its end 10 s after the fault was over")
        return bool(struck)

    def gone(self):
        return self.storm.adapter.process.poll() is not None

    def stop(self, event, how, point, cut):
        """One event, then SIGTERM and one strike; false when the strike was not reached."""
        self.until_done(event, lambda: False, 10)
        self.shim.arm(how, point)
        self.storm.adapter.process.send_signal(signal.SIGTERM)
        try:
            self.storm.adapter.process.wait(15)
        except subprocess.TimeoutExpired:
            self.drill.problems.append(f"{event}: not at its end 15 s after SIGTERM")
            self.storm.adapter.process.kill()
            self.storm.adapter.process.wait()
        struck = self.shim.get("struck_ns")
        self.shim.disarm()
        # What is not folded into the file yet lies safe in the log, so a stop may also succeed.
        self.ended(event, [0, 70] if how == powercut.EIO or not struck else [-9], struck or time.monotonic_ns())
        if cut:
            self.shim.cut(self.storm.random, True)
        return bool(struck)

    def start(self, event, how, point, cut):
        """The first start in an empty folder, with one strike; the next start must be ready, with a token that works."""
        adapter = self.storm.adapter
        adapter.kill()
        shutil.rmtree(adapter.data, ignore_errors=True)
        self.shim.forget()
        adapter.token = None
        self.shim.arm(how, point)
        adapter.launch()
        adapter.wait_ready()
        struck = self.shim.get("struck_ns")
        self.shim.disarm()
        adapter.kill()
        if cut:
            self.shim.cut(self.storm.random, True)
        adapter.launch()
        what = f"{event} ({powercut.OPS[self.shim.get('struck_op')]})"
        if not adapter.wait_ready():
            self.drill.problems.append(f"{what}: the next start is not ready, ended with {adapter.process.poll()}")
        else:
            try:
                adapter.open_runs()
            except (Failure, OSError) as error:
                self.drill.problems.append(f"{what}: the next start is ready, and there is no token to use it: {error}")
        adapter.kill()
        return bool(struck)

    def ended(self, event, expected, struck):
        code, now = self.storm.adapter.process.poll(), time.monotonic()
        took = now - struck / 1e9 if struck else 0.0
        self.storm.adapter.forget()
        self.storm.sink.cut()
        self.storm.alive = False
        what = f"{event} ({powercut.OPS[self.shim.get('struck_op')]})"
        self.storm.history.add(
            "end", how="fault" if struck else "self", code=code, expected=expected, point=what, took=round(took, 3),
            t0=self.storm.history.now() - took,
        )

    def until_done(self, event, stop, seconds):
        """Sends the event until it is acknowledged and its last action answered; or until `stop`, or the time is over."""
        end, acked = time.monotonic() + seconds, event is None
        while time.monotonic() < end and not stop() and not self.gone():
            if not acked:
                outcome, status, _, began = self.sender.once(event, "order", "v0", None)
                if outcome:
                    self.storm.history.add(
                        "send", id=event, type="order", value="v0", why="walk", outcome=outcome, status=status, lane="walk",
                        t0=began, t1=self.storm.history.now(),
                    )
                acked = outcome == "ack"
            elif event in self.storm.sink.finished:
                return
            time.sleep(0.002)

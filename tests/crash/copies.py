"""The drill `backup`: copies are made all the while, under load and kill -9 of the server, and some copyings are killed themselves.

Each copy that came to be must be whole and hold every event that was acknowledged before it began; a server must go on from a
restored one.
"""

import json
import random
import signal
import sqlite3
import subprocess
import threading
import time

from adapters import Baton
from storm import Storm, run

KILLED = 0.25  # of the copyings
COPIES_LOOKED_AT = 12


class Copier(threading.Thread):
    def __init__(self, drill, made):
        super().__init__(daemon=True)
        self.drill, self.made, self.random = drill, made, random.Random(drill.seed)
        self.kept, self.killed, self.running = [], 0, True

    def run(self):
        number = 0
        while self.running:
            number += 1
            self.one(self.drill.folder / "copies" / f"{number}.db")
            time.sleep(0.05)

    def one(self, file):
        if self.made.load is None:
            return
        with self.made.load.lock:
            before = {event for event, _ in self.made.load.acked}
        command = [self.made.adapter.program, "backup", file, "--data", self.made.adapter.data, "-o", "json"]
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if self.random.random() < KILLED:
            time.sleep(self.random.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
        out, errors = process.communicate()
        if process.returncode == 0:
            self.kept.append((file, before, json.loads(out)))
        elif process.returncode == -signal.SIGKILL:
            self.killed += 1
        else:
            self.drill.problems.append(f"a copying ended with {process.returncode}: {errors.decode(errors='replace')[:200]}")


def look(drill, file, before, report):
    """What a copy says of itself is true, and nothing acknowledged before it is missing."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as copy:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        events = [json.loads(data) for (data,) in copy.execute("SELECT data FROM events")]
    ids = {data["id"] for data in events if isinstance(data, dict) and "id" in data}
    if verdict != "ok" or len(events) != report["events"]:
        drill.problems.append(f"{file.name}: {verdict}; {len(events)} events, said to be {report['events']}")
    if before - ids:
        drill.problems.append(f"{file.name}: {len(before - ids)} of {len(before)} acknowledged events are missing, {sorted(before - ids)[:3]}")


def go_on(drill, file, before, url):
    """A server takes up a restored copy, and has the runs of what it holds."""
    folder = drill.folder / "restored"
    folder.mkdir()
    restored = Baton(drill.build, folder, url)
    done = subprocess.run([str(restored.program), "restore", str(file), "--data", str(restored.data)], capture_output=True, text=True)
    if done.returncode != 0:
        drill.problems.append(f"restore ended with {done.returncode}: {done.stderr[:300]}")
        return
    # The first token belongs to the old folder: the new server makes one more.
    restored.command_more = ["--new-admin-token"]
    restored.launch()
    try:
        if not restored.wait_ready():
            drill.problems.append("a server over the restored copy was not ready")
            return
        end = time.monotonic() + 10  # what was not stepped when the copy was made is stepped now
        held = set()
        while before - held and time.monotonic() < end:
            held = {row[1] for row in restored.final()}
        if before - held:
            drill.problems.append(f"after a restore {len(before - held)} of {len(before)} acknowledged events have no run")
    finally:
        restored.kill()


def backup(drill):
    """Copies under load and kill -9, of the server and of the copying; a server from the last of them."""
    cycles = 400 if drill.long else 40
    (drill.folder / "copies").mkdir()
    made = Storm(drill.baton, drill.history, drill.seed, needs={"acked": 25 * cycles, "kills": cycles, "with work in flight": cycles // 2})
    copier = Copier(drill, made)
    copier.start()

    def pause():
        time.sleep(made.random.uniform(0, 0.05))  # some copies are made while nobody serves

    run(made, cycles, between=pause, finish_seconds=60)
    copier.running = False
    copier.join(30)
    for one in copier.kept[:: max(1, len(copier.kept) // COPIES_LOOKED_AT)]:
        look(drill, *one)
    drill.figures |= {"copies": len(copier.kept), "copyings killed": copier.killed}
    if len(copier.kept) < cycles // 4 or not copier.killed:
        drill.inconclusive.append(f"only {len(copier.kept)} copies, {copier.killed} copyings killed")
        return
    file, before, _ = copier.kept[-1]
    go_on(drill, file, before, made.sink.url)

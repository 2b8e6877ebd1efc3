"""The drill of connectors that are programs: one is killed while it holds calls, and hangs."""

import os
import random
import signal
import threading
import time
from pathlib import Path

from edges import Edge, wait

PROGRAM = Path(__file__).with_name("booker.py")
BOOKED = 300


class Killer:
    """Kills the program of a connector again and again, while it holds calls. The program writes its id into a file."""

    def __init__(self, folder, chance):
        self.file, self.chance, self.kills, self.over = folder / "booker.pid", chance, 0, threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        while not self.over.wait(0.5 + self.chance.random()):
            try:
                number = int(self.file.read_text())
                # It may have ended, and another program may have its number by now.
                if str(PROGRAM.name) in Path(f"/proc/{number}/cmdline").read_text():
                    os.kill(number, signal.SIGKILL)
                    self.kills += 1
            except (OSError, ValueError):
                continue

    def stop(self):
        self.over.set()
        self.thread.join()


def programs(drill):
    """A connector that is a program books things. It is killed while it holds calls, it hangs, and the server is killed: nothing is
    booked twice, and no run is lost."""
    rounds = 40 if drill.long else 4
    chance = random.Random(drill.seed)
    book, hang = drill.folder / "booked", drill.folder / "hang"
    book.touch()
    step = "    do: booker.book\n    with: { id: '${inputs.id}' }\n    timeout: 3s\n    retry: { attempts: 60, initial: 100ms, max: 1s }"
    connection = f"  booker: {{ settings: {{ folder: {drill.folder} }} }}\n"
    manifest = "connector: booker\nprogram: [python3, booker.py]\nlimits: { concurrency: 8 }\n"
    baton = Edge(drill.build, drill.folder, "", {"book": step}, {"booker": connection}, {"booker.yaml": manifest, "booker.py": PROGRAM.read_text()})
    began, sent, hung = time.monotonic(), 0, 0
    killer = Killer(drill.folder, chance)
    try:
        if not baton.up(drill):
            return
        killer.thread.start()
        for number in range(rounds):
            baton.send("book", range(sent, sent + BOOKED // 4))
            sent += BOOKED // 4
            hang.touch()
            hung += wait(lambda: not hang.exists(), 20)
            time.sleep(chance.random())
            if number % 2:
                baton.kill()
                if not baton.up(drill):
                    return
        killer.stop()
        ended = baton.wait_ended(120)
        states = {name: len(ids) for name, ids in baton.states().get("book", {}).items()}
    finally:
        killer.over.set()
        baton.kill()
    lines = book.read_text().split()
    drill.figures |= {
        "runs": sent, **states, "booked": len(lines), "twice": len(lines) - len(set(lines)), "kills of the program": killer.kills,
        "hung": hung, "kills of the server": rounds // 2, "s": round(time.monotonic() - began),
    }
    if len(lines) != len(set(lines)):
        drill.problems.append(f"{len(lines) - len(set(lines))} were booked twice")
    if len(set(lines)) != sent or not ended or states != {"succeeded": sent}:
        drill.problems.append(f"{len(set(lines))} of {sent} were booked; runs: {states}")
    if killer.kills < rounds // 2 or hung < rounds:
        drill.inconclusive.append(f"only {killer.kills} kills of the program, and it hung {hung} times")


DRILLS = {"programs": programs}

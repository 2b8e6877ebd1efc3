"""What the demo shows while it runs: a line for each thing that happens, read from the server's own journal."""

import http.client
import threading
import time

from harness import Failure

COLOURS = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "magenta": 35, "cyan": 36, "dim": 2, "bold": 1}


class Screen:
    """One line a happening, from any thread; colour only when asked for."""

    def __init__(self, colour):
        self.colour, self.began, self.lock = colour, time.monotonic(), threading.Lock()

    def paint(self, text, colour):
        return f"\033[{COLOURS[colour]}m{text}\033[0m" if self.colour and colour else text

    def text(self, text, colour=None):
        with self.lock:
            print(self.paint(text, colour), flush=True)

    def title(self, text):
        self.text(f"\n{text}", "bold")

    def line(self, kind, text, colour=None):
        with self.lock:
            print(f"{self.paint(f'{time.monotonic() - self.began:7.3f}', 'dim')}  {self.paint(f'{kind:<9}', colour)} {text}", flush=True)


def told(transition):
    """(kind, words, colour) of a journal entry worth a line; None for the others."""
    is_a, step = transition["is"], transition.get("step", "")
    if is_a == "RunStarted":
        return "run", "started", "blue"
    if is_a == "StepRetrying":
        return "retry", f"{step} again, attempt {transition.get('attempt', 2)}: {transition.get('reason', '')[:90]}", "yellow"
    if is_a == "StepUnknown":
        return "unknown", f"{step}: {transition.get('reason', '')[:80]}; looked up by its key before anything is sent again", "yellow"
    if is_a == "StepSucceeded":
        return "step", f"{step} done", None
    if is_a == "StepSkipped":
        return "step", f"{step} skipped", "dim"
    if is_a == "StepWaiting":
        return "waits", f"{step} for {transition.get('type', 'its time')}", "dim"
    if is_a == "StepGated":
        return "gate", f"{step} closed: {transition.get('reason', '')[:90]}", "yellow"
    if is_a == "ApprovalRequested":
        return "asks", f"{step}: {transition.get('ask', '')}", "magenta"
    if is_a == "StepFailed":
        return "FAILED", f"{step}: {transition.get('message', '')[:120]}", "red"
    if is_a in ("RunSucceeded", "RunFailed", "RunCancelled", "RunPaused"):
        return "run", is_a.removeprefix("Run").lower(), "green" if is_a == "RunSucceeded" else "red"
    return None


class Watch(threading.Thread):
    """Follows the journals of all runs and remembers what the checks need. Survives the server's death."""

    def __init__(self, client, screen):
        super().__init__(daemon=True)
        self.client, self.screen = client, screen
        self.revisions, self.sequences, self.titles = {}, {}, {}
        self.journal = {}     # run id -> transitions
        self.tickets = {}     # run key -> issue key
        self.briefs = {}      # run key -> gid of the task
        self.stopped = threading.Event()

    def run(self):
        while not self.stopped.is_set():
            try:
                self.look()
            except (OSError, Failure, KeyError, http.client.HTTPException):
                pass  # killed, or not up yet: the next look tells
            self.stopped.wait(0.05)

    def look(self):
        runs = self.client.all("/api/v1/runs")
        for run in sorted(runs, key=lambda run: run["id"]):
            if self.revisions.get(run["id"]) != run["revision"]:
                self.follow(run)
                self.revisions[run["id"]] = run["revision"]

    def follow(self, run):
        number = run["id"]
        more = True
        while more:
            page = self.client.ok("GET", f"/api/v1/runs/{number}/journal?after={self.sequences.get(number, 0)}&limit=500")
            for entry in page["items"]:
                self.sequences[number] = entry["sequence"]
                for transition in entry["transitions"]:
                    self.note(run, transition)
            more = bool(page["items"]) and page.get("next")

    def note(self, run, transition):
        self.journal.setdefault(run["id"], []).append(transition)
        if transition["is"] == "RunStarted":
            self.titles[run["id"]] = transition.get("inputs", {}).get("account") or run.get("title") or run["id"]
        if transition["is"] == "StepSucceeded" and transition.get("step") == "ticket":
            self.tickets[run["key"]] = transition.get("output", {}).get("key")
        if transition["is"] == "StepSucceeded" and transition.get("step") == "brief":
            self.briefs[run["key"]] = transition.get("output", {}).get("gid")
        words = told(transition)
        if words:
            self.screen.line(words[0], f"{self.titles.get(run['id'], run['id'])}: {words[1]}", words[2])

    def ticket_of(self, run_key):
        return self.tickets.get(run_key)

    def brief_of(self, run_key):
        return self.briefs.get(run_key)

    def stop(self):
        self.stopped.set()
        self.join(5)
        self.look()

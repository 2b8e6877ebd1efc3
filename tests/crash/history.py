"""The recorded history of a run: one JSON object a line, so that it can be checked again at any time.

plan      what was promised: steps, limits, bounds, what the load must reach   first record
start     a node was started                                             n
ready     it said that it is ready                                       took, after
send      one attempt to hand in (id, value): outcome ack, refusal or unknown; t0, t1, why, status, lane
delivery  the sink received an action: id, value, step, key, fault
answered  the sink answered it with a whole 2xx
list      what the run list showed: rows of [run, event, state, revision]; sought: runs that were looked for; whole; when
end       a node ended: how (kill, cut, term, fault, self), code, took; t0 is when it was told to;
          for fault: point, and the codes that are expected
beside    what came of parcels beside their own runs: `log`, [event, lane] in the order of the log; `parcels`, their runs; `leg`, `late`,
          [run of the parcel, state] of each run that it runs, or that its missed service level started; `crowd`, [last event, state]
search    a look for secrets: hits as [name, place]
note      for people
"""

import json
import threading
import time


class History:
    """Appends records, from any thread. Times are seconds of the monotonic clock since the beginning."""

    def __init__(self, path):
        self.path = path
        self.file = open(path, "w", encoding="utf-8")
        self.lock = threading.Lock()
        self.began = time.monotonic()

    def now(self):
        return round(time.monotonic() - self.began, 6)

    def add(self, kind, **what):
        what.setdefault("t", self.now())
        line = json.dumps({"kind": kind, **what}, separators=(",", ":")) + "\n"
        with self.lock:
            if not self.file.closed:
                self.file.write(line)

    def close(self):
        with self.lock:
            self.file.close()


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]

"""What a history proves: a pure function from the records to the violations found in them, each under its code.

LOST             acknowledged, and no run has it; or acknowledged as a repeat of what was never sent before
DUP_RUN          one event, more than one run
GHOST            refused every time, or never sent, and yet it ran
STUCK            a run that has not come to its good end
MISSING_ACTION   a run said to be complete, and the sink never answered one of its actions
KEY_UNSTABLE     one action under several idempotency keys, none, or one key for several actions
DUP_UNEXPLAINED  an action again after a whole 2xx, with no kill in between; or of a run already shown as ended
REGRESSED        a run shown with a lower revision, another end, or an acknowledged send refused as different
VANISHED         a run shown, and gone later
ORDER            an action before those it needs; or the runs of one lane not in the order of their acks
CRASHED          a node that ended by itself, did not start, or ended with another code than it should
SLOW_RECOVERY    a node that took too long to be ready again
BAD_DRAIN        told to stop: wrong exit code, too slow, or an action repeated because of it
SECRET_LEAK      a secret where none may be
SLOT             more runs, or items, under way at once than there are places for them
ORPHAN           a run that another one runs: missing, there twice, of nobody, or not at its end
WINDOW           a window that did not fire at the event at which it should, or fired at another one, or twice
SLA              a service level that was missed: not told, or told twice
"""

from collections import Counter, defaultdict

# How the names of what nobody sent begin: of actions, and of runs.
OWN = "own/"
CODES = [line.split()[0] for line in __doc__.splitlines() if line[:3].isupper()]


class Verdict:
    def __init__(self):
        self.violations, self.inconclusive, self.totals, self.figures = [], [], {}, {}

    def add(self, code, text):
        self.violations.append((code, text))

    def codes(self):
        return sorted({code for code, _ in self.violations})

    def holds(self):
        return not self.violations and not self.inconclusive

    def line(self):
        totals = ", ".join(f"{name} {value}" for name, value in self.totals.items())
        found = "".join(f", {code} {sum(1 for one, _ in self.violations if one == code)}" for code in self.codes())
        return f"{totals}; violations {len(self.violations)}{found}"


class Records:
    """The history by kind, and what several checks ask of it."""

    def __init__(self, records):
        self.by_kind = defaultdict(list)
        for record in records:
            self.by_kind[record["kind"]].append(record)
        plans = self.by_kind["plan"]
        self.plan = plans[0] if plans else {}
        self.sends, self.deliveries, self.answered = (self.by_kind[kind] for kind in ("send", "delivery", "answered"))
        self.lists, self.ends = self.by_kind["list"], self.by_kind["end"]
        self.final = next((one for one in reversed(self.lists) if one["when"] == "final"), None)
        self.sends_of, self.deliveries_of, self.answered_of = defaultdict(list), defaultdict(list), defaultdict(list)
        self.began = defaultdict(list)
        for send in self.sends:
            self.sends_of[send["id"], send["value"]].append(send)
            if send["outcome"] != "refusal":
                self.began[send["id"]].append((send["t0"], send["value"]))
        for one in self.deliveries:
            self.deliveries_of[one["id"], one["step"]].append(one)
        for one in self.answered:
            self.answered_of[one["id"], one["step"]].append(one)
        self.runs_of = defaultdict(list)
        for run, event, state, revision in self.final["rows"] if self.final else []:
            if not event.startswith(OWN):
                self.runs_of[event].append((run, state))
        self.beside = self.by_kind["beside"][0] if self.by_kind["beside"] else None
        self.delivered_values = defaultdict(set)
        for one in self.deliveries:
            if not one["id"].startswith(OWN):
                self.delivered_values[one["id"]].add(one["value"])

    def only_a_repeat(self, event, value):
        """Whether every answer to this content said that the event was there before, and it was sent before with other content."""
        answered = [send for send in self.sends_of[event, value] if send["outcome"] == "ack"]
        before = min((began for began, other in self.began[event] if other != value), default=None)
        return bool(answered) and before is not None and all(send["repeated"] and before < send["t1"] for send in answered)

    def ended_between(self, after, before, hows):
        """Whether a node ended in one of these ways, at any time within these two moments."""
        return any(end["how"] in hows and end["t"] >= after and end["t0"] <= before for end in self.ends)


def check(records):
    history, verdict = Records(records), Verdict()
    if not history.plan:
        verdict.inconclusive.append("the history has no plan")
        return verdict
    if not history.final:
        verdict.inconclusive.append("the history has no final list")
    else:
        for part in (acknowledged, refused, runs, shown, actions, keys, order, slots, children, windows, service_levels):
            part(history, verdict)
    for part in (nodes, secrets, reached):
        part(history, verdict)
    return verdict


def acknowledged(history, verdict):
    for (event, value), sends in history.sends_of.items():
        if not any(send["outcome"] == "ack" for send in sends):
            continue
        values = history.delivered_values[event]
        if not history.runs_of[event]:
            verdict.add("LOST", f"{event} was acknowledged and has no run")
        elif history.only_a_repeat(event, value):
            continue
        elif values and value not in values:
            verdict.add("LOST", f"{event} was acknowledged with {value}, its run has {sorted(values)}")
        first = min(send["t1"] for send in sends if send["outcome"] == "ack")
        for send in sends:
            if send["outcome"] == "refusal" and send["status"] not in (429, 503) and send["t0"] > first:
                verdict.add("REGRESSED", f"{event} was acknowledged, the same again refused with {send['status']}")


def refused(history, verdict):
    sent = {event for event, _ in history.sends_of}
    hopeful = {event for (event, _), sends in history.sends_of.items() if any(send["outcome"] != "refusal" for send in sends)}
    for event in history.runs_of:
        if event not in sent:
            verdict.add("GHOST", f"a run of {event}, which nobody sent")
        elif event not in hopeful:
            verdict.add("GHOST", f"{event} was refused, and has a run")
    for event, values in history.delivered_values.items():
        for value in values:
            sends = history.sends_of.get((event, value), [])
            if all(send["outcome"] == "refusal" for send in sends):
                verdict.add("GHOST", f"{event} with {value} was refused or never sent, and yet acted upon")
            elif history.only_a_repeat(event, value):
                verdict.add("GHOST", f"{event} with {value} was said to be a repeat of other content, and yet acted upon")


def runs(history, verdict):
    for event, found in history.runs_of.items():
        if len(found) > 1:
            verdict.add("DUP_RUN", f"{event} has {len(found)} runs: {', '.join(str(run) for run, _ in found)}")
        for run, state in found:
            if state != "done":
                verdict.add("STUCK", f"run {run} of {event} is {state} {history.final['waited']:.1f} s after the load's end")


def shown(history, verdict):
    known = {}
    for one in history.lists:
        found = {row[0] for row in one["rows"]}
        for run in set(known) if one["whole"] else set(one["sought"]):
            if run not in found:
                verdict.add("VANISHED", f"run {run} was shown, and is gone {one['when']}")
        for run, _, state, revision in one["rows"]:
            before = known.get(run)
            if before and revision < before[1]:
                verdict.add("REGRESSED", f"run {run} was shown at revision {before[1]}, {one['when']} at {revision}")
            elif before and before[0] != "open" and state != before[0]:
                verdict.add("REGRESSED", f"run {run} was shown as {before[0]}, {one['when']} as {state}")
            known[run] = (state, revision)


def actions(history, verdict):
    kinds = {send["id"]: send["type"] for send in history.sends}
    event_of = {run: event for run, event, _, _ in history.final["rows"]}
    ended_at = {}
    for one in history.lists:
        for run, _, state, _ in one["rows"]:
            if state != "open":
                ended_at.setdefault(event_of.get(run), one["t"])
    for event, found in history.runs_of.items():
        for step in history.plan["steps"].get(kinds.get(event), {}):
            if any(state == "done" for _, state in found) and not history.answered_of[event, step]:
                verdict.add("MISSING_ACTION", f"the run of {event} is complete, and {step} was never answered with success")
    for (event, step), deliveries in history.deliveries_of.items():
        answers = history.answered_of[event, step]
        if not answers:
            continue
        first = min(one["t"] for one in answers)
        for one in deliveries:
            if one["t"] <= first:
                continue
            before = max(answer["t"] for answer in answers if answer["t"] < one["t"])
            if history.ended_between(before, one["t"], ("kill", "cut", "fault", "self")):
                if one["t"] > ended_at.get(event, one["t"]):
                    verdict.add("DUP_UNEXPLAINED", f"{step} of {event} again, after its run was shown as ended")
            elif history.ended_between(before, one["t"], ("term",)):
                verdict.add("BAD_DRAIN", f"{step} of {event} was answered with success, and sent again because of a drain")
            else:
                verdict.add("DUP_UNEXPLAINED", f"{step} of {event} again, after a whole 2xx and without a kill")


def keys(history, verdict):
    places = defaultdict(set)
    for place, deliveries in history.deliveries_of.items():
        used = {one["key"] for one in deliveries}
        if "" in used:
            verdict.add("KEY_UNSTABLE", f"{place[1]} of {place[0]} came without a key")
        elif len(used) > 1 and len(history.runs_of[place[0]]) <= 1:
            verdict.add("KEY_UNSTABLE", f"{place[1]} of {place[0]} under {len(used)} keys: {sorted(used)[:3]}")
        for key in used - {""}:
            places[key].add(place)
    for key, found in places.items():
        if len(found) > 1:
            verdict.add("KEY_UNSTABLE", f"key {key} stands for {len(found)} actions: {sorted(found)[:3]}")


def order(history, verdict):
    kinds = {send["id"]: send["type"] for send in history.sends}
    for (event, step), deliveries in history.deliveries_of.items():
        began = min(one["t"] for one in deliveries)
        for need in history.plan["steps"].get(kinds.get(event), {}).get(step, []):
            if not any(one["t"] < began for one in history.answered_of[event, need]):
                verdict.add("ORDER", f"{step} of {event} before {need} was answered with success")
    if not history.plan["lanes"]:
        return
    first_send, first_ack, first_act, lane_of = {}, {}, {}, {}
    for send in history.sends:
        event = send["id"]
        first_send.setdefault(event, send["t0"])
        lane_of.setdefault(event, send["lane"])
        if send["outcome"] == "ack":
            first_ack.setdefault(event, send["t1"])
    for one in history.deliveries:
        first_act.setdefault(one["id"], one["t"])
    last = {}
    for event in sorted(first_ack, key=first_ack.get):
        before = last.get(lane_of[event])
        if before and event in first_act and before in first_act and first_ack[before] < first_send[event]:
            if first_act[event] < first_act[before]:
                verdict.add("ORDER", f"{event} acted before {before}, which was acknowledged earlier in the same lane")
        last[lane_of[event]] = event


def most_at_once(spans):
    """How many of the spans of time [begin, end] hold at once, at most."""
    edges = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    most = now = 0
    for _, step in edges:  # of two at one moment the end comes first
        now += step
        most = max(most, now)
    return most


def span(history, event, first_steps, last):
    """From when to when it was surely under way: from its first action until its last one had its good answer."""
    begins = [one["t"] for step in first_steps for one in history.deliveries_of[event, step]]
    ends = [one["t"] for one in history.answered_of[event, last]]
    return (min(begins), min(ends)) if begins and ends and min(begins) < min(ends) else None


def slots(history, verdict):
    """A run has its place from before its first action until after its last one."""
    if not history.beside:
        return
    bounds, lanes = history.plan["bounds"], defaultdict(list)
    most_items = 0
    for event, lane in history.beside["log"]:
        lanes[lane].append(span(history, event, bounds["items"], bounds["last"]))
        items = [span(history, event, [item], item) for item in bounds["items"]]
        at_once = most_at_once([one for one in items if one])
        most_items = max(most_items, at_once)
        if at_once > bounds["parallel"]:
            verdict.add("SLOT", f"{at_once} items of {event} were under way at once, at most {bounds['parallel']}")
    most = {lane: most_at_once([one for one in found if one]) for lane, found in lanes.items()}
    for lane, at_once in most.items():
        if at_once > bounds["slot"]:
            verdict.add("SLOT", f"{at_once} runs of {lane} were under way at once, its slot has {bounds['slot']} places")
    verdict.figures |= {"parcels": len(history.beside["log"]), "most in a slot": max(most.values(), default=0)}
    verdict.figures["most items at once"] = most_items


def each_once(verdict, code, what, expected, found):
    """Each of the expected has one run, which is at its end, and nothing else has one."""
    runs = defaultdict(list)
    for about, state in found:
        runs[about].append(state)
    for about in expected:
        if len(runs[about]) != 1:
            verdict.add(code, f"{about} has {len(runs[about])} {what}, expected one")
    for about, states in runs.items():
        if about not in expected:
            verdict.add(code, f"one of the {what} is about {about}, and should not be")
        open_or_failed = [state for state in states if state != "done"]
        if open_or_failed:
            verdict.add(code, f"one of the {what} about {about} is {open_or_failed[0]} after the load's end")


def children(history, verdict):
    if history.beside:
        each_once(verdict, "ORPHAN", "runs that it runs", set(history.beside["parcels"]), history.beside["leg"])


def windows(history, verdict):
    """Every so many events of a lane, in the order of the log, make one firing: at the last of them."""
    if not history.beside:
        return
    counts, expected = Counter(), set()
    for event, lane in history.beside["log"]:
        counts[lane] += 1
        if counts[lane] % history.plan["bounds"]["every"] == 0:
            expected.add(event)
    each_once(verdict, "WINDOW", "runs by its window", expected, history.beside["crowd"])
    for event in expected:
        if not history.answered_of[OWN + event, "count"]:
            verdict.add("MISSING_ACTION", f"the run of the window at {event} was never answered with success")
    verdict.figures["crowds"] = len(expected)


def service_levels(history, verdict):
    if history.beside:
        each_once(verdict, "SLA", "runs by its service level", set(history.beside["parcels"]), history.beside["late"])


def nodes(history, verdict):
    limits = history.plan["limits"]
    for one in history.by_kind["ready"]:
        if one["took"] > limits["recovery_s"]:
            verdict.add("SLOW_RECOVERY", f"ready {one['took']:.2f} s after its start, at most {limits['recovery_s']} s")
    for end in history.ends:
        if end["how"] == "self":
            verdict.add("CRASHED", f"a node ended by itself with {end['code']}")
        elif end["how"] == "fault" and (end["code"] not in end["expected"] or end["took"] > limits["fault_s"]):
            verdict.add("CRASHED", f"{end['point']}: ended with {end['code']} after {end['took']:.2f} s, not {end['expected']}")
        elif end["how"] == "term" and end["code"] != 0:
            verdict.add("BAD_DRAIN", f"told to stop, a node ended with {end['code']} after {end['took']:.1f} s")
        elif end["how"] == "term" and end["took"] > limits["drain_s"]:
            verdict.add("BAD_DRAIN", f"told to stop, a node took {end['took']:.1f} s, at most {limits['drain_s']} s")


def secrets(history, verdict):
    for search in history.by_kind["search"]:
        for name, place in search["hits"]:
            verdict.add("SECRET_LEAK", f"the secret {name} lies in {place}")


def reached(history, verdict):
    """What the load was, and whether it was enough to prove anything."""
    kills = [end for end in history.ends if end["how"] in ("kill", "cut")]
    before = [one for one in history.lists if one["when"] == "before"]
    open_before = {one["t"] for one in before if any(row[2] == "open" for row in one["rows"])}
    in_flight = sum(1 for end in history.ends if end["how"] in ("kill", "cut", "term") and end.get("seen") in open_before)
    acked = sum(1 for sends in history.sends_of.values() if any(send["outcome"] == "ack" for send in sends))
    outcomes = defaultdict(int)
    for send in history.sends:
        outcomes[send["outcome"]] += 1
    again = sum(max(0, len(found) - 1) for found in history.deliveries_of.values())
    recoveries = sorted(one["took"] for one in history.by_kind["ready"])
    verdict.totals = {
        "acked": acked,
        "refused": outcomes["refusal"],
        "unknown": outcomes["unknown"],
        "kills": len(kills),
        "drains": sum(1 for end in history.ends if end["how"] == "term"),
        "with work in flight": in_flight,
        "actions": len(history.deliveries_of),
        "sent again": again,
        "faults": sum(1 for one in history.deliveries if one["fault"]),
        "slowest start ms": round(recoveries[-1] * 1000) if recoveries else 0,
        **verdict.figures,
    }
    for name, least in history.plan["needs"].items():
        if verdict.totals.get(name, 0) < least:
            verdict.inconclusive.append(f"{name}: {verdict.totals.get(name, 0)} of at least {least}")

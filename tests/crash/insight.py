"""The drill of insight: figures, series, goals, forecasts and exports of a server that is killed again and again under load."""

import json
import random
import shutil
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing

from edges import Edge, Vendor, plain, wait
from insight_load import Ads, Orders, Reader, Team, Visitors, Waiters

HOOK = (
    "  desk:\n    connector: http\n    webhook: { scheme: hmac, secret: env:CRASH_SECRET, header: X-Signature, prefix: 'sha256=', "
    "id_header: X-Delivery-Id }\n"
)
START = "on: [{{ event: {0}.asked, key: event.data.id, inputs: {{ id: '${{event.data.id}}' }} }}]\ninputs: {{ id: string }}\n"
POST = "with: { path: PATH, body: { id: '${inputs.id}' } }, retry: { attempts: 60, initial: 20ms, max: 300ms }"
WORKFLOWS = {
    "work": "steps:\n"
    f"  draft: {{ team: copy, do: vendor.post, {POST.replace('PATH', '/draft')} }}\n"
    f"  print: {{ team: ops, needs: draft, do: vendor.post, {POST.replace('PATH', '/print')} }}\n",
    "broken": "steps:\n  act: { do: vendor.post, with: { path: /broken }, retry: { attempts: 1 } }\n",
    "brief": "context:\n  why: asked for ${inputs.id}\n  require: why\n"
    "  hear: [{ event: brief.commented, when: event.data.key == inputs.id }]\n"
    "steps:\n  agree: { team: legal, approve: { by: { group: legal }, ask: 'Agree to ${inputs.id}?' } }\n"
    "  tell: { needs: agree, set: { notes: '${context.summary}' } }\noutputs: { notes: '${steps.tell.output.notes}' }\n",
    "awaited": "due: 8s\nsteps:\n  came: { wait: { event: awaited.came, when: event.data.key == inputs.id } }\n",
}
TABLES = {
    "kpis": {
        "visits": "kind: count\nfrom: { event: site.visited }\n",
        "depth": "kind: average\nfrom: { event: site.visited, value: event.data.n }\n",
        "nps": "kind: nps\nfrom: { event: survey.answered, value: event.data.score }\n",
        "answers": "kind: conversion\nfrom: { event: site.visited }\nto: { event: survey.answered }\n",
        "done": "kind: throughput\nworkflows: [work]\n",
        "steps": "kind: throughput\nof: steps\nworkflows: [work]\n",
        "errors": "kind: error_rate\nworkflows: [work, broken]\n",
        "speed": "kind: time_to_market\nfigure: mean\nunit: seconds\nworkflows: [work]\n",
        "cost": "kind: cost\nunit: EUR\nworkflows: [work]\ncosts: { vendor: 2 }\n",
    },
    "goals": {"growth": "kpis: [nps]\ninitiatives:\n  fine: { workflows: [work, brief] }\n  bad: { workflows: [broken] }\n"},
    "detectors": {"ad-cost": "series: { event: ads.report, by: event.data.campaign, at: event.data.date, value: double(event.data.cost) }\n"},
}
# What is counted beside the runs, and what a server counts anew when it is gone.
COUNTED = ("flow", "kpi_days", "detector_values", "detector_alarms")


class Insight(Edge):
    """A server with all that is counted and watched. Housekeeping, which counts anew, comes each second."""

    def __init__(self, build, folder, url):
        workflows = {name: f"workflow: {name}\n{START.format(name)}{text}" for name, text in WORKFLOWS.items()}
        folder.mkdir()
        super().__init__(build, folder, url, {}, {"desk": HOOK, "vendor": plain("vendor")}, workflows=workflows)

    def write_config(self):
        super().write_config()
        (self.config / "baton.yaml").write_text("log: { level: info }\nretention: { every: 1s }\ninsight: { every: 10s }\n")
        for kind, files in TABLES.items():
            (self.config / kind).mkdir()
            for name, text in files.items():
                (self.config / kind / f"{name}.yaml").write_text(f"{kind[:-1]}: {name}\n{text}")

    def as_person(self, token, path):
        peer = self.connect()
        status, _, answer = peer.ask("GET", path, b"", {"Authorization": f"Bearer {token}"})
        peer.close()
        if status != 200:
            raise RuntimeError(f"GET {path}: {status} {answer[:200]!r}")
        return json.loads(answer)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.forget()

    def series(self):
        """The values of each series of the detector, and all of its alarms."""
        shown = self.get("/api/v1/detectors/ad-cost")
        of = {key: self.get(f"/api/v1/detectors/ad-cost?key={key}&limit=500")["values"] for key in shown["keys"]}
        return {key: [one["value"] for one in values] for key, values in of.items()}, shown["alarms"]

    def figures(self):
        """What a server that has counted everything anew has to show too."""
        flow = {one["workflow"]: one["runs"] for one in self.get("/api/v1/insight/flow")["items"]}
        goals = [(one["name"], one["state"]) for one in self.get("/api/v1/goals")["items"]]
        return {"KPIs": self.get("/api/v1/kpis")["items"], "flow": flow, "goals": goals, "series": self.series()}


def reply(chance):
    def answer(method, path, fields, body):
        if path.startswith("/broken"):
            return 422, {"error": "no"}, None
        return (503, {"error": "busy"}, None) if chance.random() < 0.05 else (200, {"ok": True}, None)

    return answer


def tables(data):
    with closing(sqlite3.connect(data / "baton.db")) as database:
        return {name: sorted(database.execute(f"SELECT * FROM {name}")) for name in COUNTED}


def forget_counts(data):
    """As if a version that counts in another way had written the data."""
    with closing(sqlite3.connect(data / "baton.db")) as database, database:
        database.execute("UPDATE settings SET value = '' WHERE name IN ('flow', 'kpis', 'detectors')")
        database.execute("DELETE FROM kpi_days")


def token_of(baton, name, role, groups):
    status, answer = baton.ask("POST", "/api/v1/tokens", {"name": name, "role": role, "groups": groups})
    if status != 201:
        raise RuntimeError(f"no token: {status} {answer[:200]!r}")
    return json.loads(answer)["token"]


def insight(drill):
    """Workers at a server with KPIs, detectors, goals, forecasts, contexts that hear, and exports; kill -9 at random moments. What
    was counted meanwhile is what is counted anew, what was told was told once, and what was read page by page is whole."""
    seconds, chance = (1_800 if drill.long else 40), random.Random(drill.seed)
    vendor = Vendor(reply(random.Random(f"{drill.seed}/vendor")))
    baton = Insight(drill.build, drill.folder / "first", vendor.url)
    began, kills, workers = time.monotonic(), 0, {}
    try:
        if not baton.up(drill):
            return
        lea = token_of(baton, "lea", "approver", ["legal"])
        for kind, more in {Orders: (), Visitors: (), Team: (lea,), Ads: (), Waiters: (), Reader: ()}.items():
            workers[kind] = kind(baton, drill.seed, *more)
            workers[kind].start()
        while time.monotonic() < began + seconds:
            # In a long life it forecasts and watches; a short one ends while it begins.
            time.sleep(chance.uniform(0.05, 0.8) if chance.random() < 0.4 else chance.uniform(1.5, 4))
            baton.kill()
            kills += 1
            workers[Reader].kills += 1
            if not baton.up(drill):
                return
        for worker in workers.values():
            worker.stop()
        settle(drill, baton, workers)
        look(drill, baton, workers, lea)
        again(drill, baton, vendor.url, lea)
    finally:
        for worker in workers.values():
            worker.running = False
        baton.kill()
        vendor.close()
    drill.figures |= {"kills": kills, "s": round(time.monotonic() - began)}
    if kills < seconds // 4:
        drill.inconclusive.append(f"only {kills} kills in {seconds} s")


def settle(drill, baton, workers):
    """Waits until everything that was sent has had its effect."""
    ads, team = workers[Ads].sent, workers[Team]
    expected = {"brief": len(team.open)} if team.open else {}

    def at_rest():
        system = baton.get("/api/v1/system")
        states = baton.states()
        open_runs = {name: sum(len(ids) for state, ids in states.get(name, {}).items() if state not in ("succeeded", "failed")) for name in ("work", "broken", "brief")}
        return {name: count for name, count in open_runs.items() if count} == expected and system["cursor"] == system["last_event"]

    if not wait(at_rest, 30, 0.3):
        drill.problems.append(f"30 s after the load, not all is at rest: {baton.states().keys()}")
    if not wait(lambda: {key: len(values) for key, values in baton.series()[0].items()} == {key: len(sent) for key, sent in ads.items()}, 20, 0.3):
        drill.problems.append("20 s after the load, the detector has not taken all values")


def close_to(came, expected):
    return came is not None and abs(came - expected) < 1e-3


def look(drill, baton, workers, lea):
    """What the server says of itself, beside what was sent and what its runs and events are."""
    orders, visitors, team, ads = (workers[kind] for kind in (Orders, Visitors, Team, Ads))
    states = {name: Counter({state: len(ids) for state, ids in found.items()}) for name, found in baton.states().items()}
    events = baton.all("/api/v1/events")
    told = {kind: [one for one in events if one["type"] == f"baton.{kind}"] for kind in ("run.at_risk", "goal.at_risk", "detector.alarm")}
    look_at_figures(drill, baton, states, visitors)
    flow = {one["workflow"]: one["runs"] for one in baton.get("/api/v1/insight/flow")["items"]}
    for name, ended in states.items():
        for state in ("succeeded", "failed"):
            if flow.get(name, {}).get(state, 0) != ended[state]:
                drill.problems.append(f"{name}: {ended[state]} runs have {state}, {flow.get(name, {}).get(state)} are counted")
    for kind, count in {"work": orders.orders, "broken": orders.broken, "brief": len(team.comments)}.items():
        if sum(states[kind].values()) != count:
            drill.problems.append(f"{kind}: {count} were asked for, {sum(states[kind].values())} runs are there")

    once(drill, "run.at_risk", [one["data"]["run"] for one in told["run.at_risk"]])
    once(drill, "goal.at_risk", [one["data"]["goal"] for one in told["goal.at_risk"]])
    once(drill, "detector.alarm", [(one["data"]["key"], one["data"]["at"]) for one in told["detector.alarm"]])
    series, alarms = baton.series()
    for key, sent in ads.sent.items():
        if not all(close_to(came, value) for came, value in zip(series[key], sent, strict=True)):
            drill.problems.append(f"the series {key} is {series[key][-5:]} at its end, sent were {sent[-5:]}")
    kept = sorted((one["key"], one["at"]) for one in alarms)
    if sorted((one["data"]["key"], one["data"]["at"]) for one in told["detector.alarm"]) != kept:
        drill.problems.append(f"alarms that are kept {kept}, and told {[one['data'] for one in told['detector.alarm']]}")
    if len({key for key, _ in kept}) != Ads.CAMPAIGNS:
        drill.problems.append(f"of {Ads.CAMPAIGNS} series that end far off {len(kept)} have an alarm")
    goals = {one["name"]: one["state"] for one in baton.get("/api/v1/goals")["items"]}
    if goals != {"growth": "at_risk", "bad": "at_risk", "fine": "on_track"} or {one["data"]["goal"] for one in told["goal.at_risk"]} != {"growth", "bad"}:
        drill.problems.append(f"goals stand at {goals}, and were told: {[one['data']['goal'] for one in told['goal.at_risk']]}")
    look_at_people(drill, baton, team, lea)
    heard = look_at_comments(drill, baton, team)
    walks = look_at_exports(drill, workers[Reader])
    over_kills = sum(cut > 0 for *_, cut in walks)
    drill.figures |= {
        "events": len(events), "runs": sum(sum(found.values()) for found in states.values()), "comments heard": heard, "exports": len(walks),
        "over kills": over_kills, "alarms": len(kept), "at risk": len(told["run.at_risk"]),
    }
    if len(told["run.at_risk"]) < 3 or not over_kills:
        drill.inconclusive.append("too few runs were at risk, or no export lived over a kill")


def look_at_figures(drill, baton, states, visitors):
    """KPIs, counted here from what was sent and from the list of runs."""
    work, broken = states["work"], states["broken"]
    promoters, detractors = sum(score >= 9 for score in visitors.scores), sum(score <= 6 for score in visitors.scores)
    ended = work["succeeded"] + work["failed"] + broken["succeeded"] + broken["failed"]
    expected = {
        "visits": len(visitors.depths), "depth": sum(visitors.depths) / len(visitors.depths),
        "nps": 100 * (promoters - detractors) / len(visitors.scores), "answers": 100 * len(visitors.scores) / len(visitors.depths),
        "done": work["succeeded"], "steps": 2 * work["succeeded"], "errors": 100 * (work["failed"] + broken["failed"]) / ended,
    }
    kpis = {one["name"]: one["value"] for one in baton.get("/api/v1/kpis")["items"]}
    for name, value in expected.items():
        if not close_to(kpis[name], value):
            drill.problems.append(f"the KPI {name} is {kpis[name]}, counted were {value}")


def once(drill, what, causes):
    """Nothing was told more than once."""
    again = [cause for cause, times in Counter(causes).items() if times > 1]
    if again:
        drill.problems.append(f"baton.{what} was told more than once of {again[:5]}")


def look_at_people(drill, baton, team, lea):
    """Each brief that is open waits for whoever may decide it, with a draft that stands on those that were decided."""
    found = for_people(baton, lea)
    keys = {run["id"]: run["key"] for run in baton.all("/api/v1/runs?workflow=brief")}
    waiting = sorted(keys[one.split(".")[0]] for one in found["attention"])
    if waiting != sorted(team.open):
        drill.problems.append(f"lea is asked for {waiting}, open are {sorted(team.open)}")
    for one in found["drafts"]:
        if [(draft["what"], draft["step"], len(draft["runs"])) for draft in one["drafts"]] != [("approve", "agree", one["precedents"])]:
            drill.problems.append(f"drafts of {one['run']}: {str(one)[:300]}")


def look_at_comments(drill, baton, team):
    """Each comment is in the context of its run, once, under its author."""
    heard = 0
    for run in baton.all("/api/v1/runs?workflow=brief"):
        said = baton.get(f"/api/v1/approvals/{run['id']}.agree")["context"].get("said", [])
        came = sorted((one["by"], one["text"]) for one in said if one["about"] == "brief.commented")
        if came != sorted(team.comments[run["key"]]):
            drill.problems.append(f"{run['key']} heard {came}, said was {team.comments[run['key']]}")
        heard += len(came)
    return heard


def look_at_exports(drill, reader):
    """Each table that was read over kills has the rows that it has when it is read in one go, each once."""
    for table, span, rows, cut in reader.walks:
        whole = reader.walk(table, span, 10_000, whole=True)
        if rows != whole:
            lost, more = set(whole) - set(rows), len(rows) - len(set(rows))
            drill.problems.append(f"{table}, {span}, over {cut} kills: {len(lost)} rows are missing, {more} came twice, of {len(whole)}")
    return reader.walks


def again(drill, baton, url, lea):
    """Stops the server; another one over a copy of its data counts everything anew, and comes to the same."""
    was = {**baton.figures(), **for_people(baton, lea)}
    baton.stop()
    copy = Insight(drill.build, drill.folder / "again", url)
    shutil.copytree(baton.data, copy.data)
    forget_counts(copy.data)
    try:
        if not copy.up(drill):
            return
        wait(lambda: copy.figures() == {name: was[name] for name in copy.figures()}, 20, 0.5)
        now = {**copy.figures(), **for_people(copy, lea)}
        copy.stop()
    finally:
        copy.kill()
    for name, before in was.items():
        if now[name] != before:
            drill.problems.append(f"{name}: {str(before)[:300]}, and counted anew {str(now[name])[:300]}")
    kept, counted = tables(baton.data), tables(copy.data)
    for name in COUNTED:
        differ = set(kept[name]) ^ set(counted[name])
        if differ:
            drill.problems.append(f"{name}: {len(kept[name])} rows are kept, {len(counted[name])} counted anew; {sorted(differ, key=str)[:4]}")
    drill.figures["rows counted anew"] = sum(len(rows) for rows in counted.values())


def for_people(baton, lea):
    """What waits for somebody, and the drafts of what they may answer."""
    now = baton.as_person(lea, "/api/v1/me/attention")["now"]
    waiting = [one["id"] for one in now if one["rule"] == "decision"]
    drafts = [baton.get(f"/api/v1/runs/{one.split('.')[0]}/drafts") for one in waiting]
    return {"attention": waiting, "drafts": drafts}


DRILLS = {"insight": insight}

"""Holds the demo's figures against three witnesses: what senders were told, what the server stored, what the vendors saw."""

import math

from harness import until


def quantile(values, q):
    return values[min(len(values) - 1, math.ceil(q * len(values)) - 1)] if values else float("nan")


class Checks:
    def __init__(self, demo):
        self.demo, self.count = demo, 0

    def hold(self, condition, text):
        self.count += 1
        if not condition:
            self.demo.problems.append(text)


# What people did at the vendors themselves.
BY_PEOPLE = {"create_Opportunity", "transition_issue", "update"}


def origin_of(delivery):
    """A part of the id under which Baton stores what a vendor delivered; Asana gives its deliveries none."""
    return {"salesforce": f"04l{delivery['id'].replace('-', '')[:13]}AA", "jira": delivery["id"]}.get(delivery["vendor"])


def check_events(demo, checks):
    """Every acknowledged event is stored once, nothing refused is; its run is there exactly when the trigger takes it."""
    admin = demo.world.admin
    until("every webhook to be taken", lambda: all(one["status"] == 200 for one in demo.world.deliveries()), 30)
    delivered = demo.world.deliveries()
    checks.hold({one["vendor"] for one in delivered} == {"salesforce", "jira", "asana"}, f"vendors that sent webhooks: {delivered}")
    stored = [event for event in admin.all("/api/v1/events") if not event["type"].startswith("baton.")]
    origins = [event["origin"] for event in stored]
    named = [name for name in map(origin_of, delivered) if name] + [demo.requested.notification]
    lost = [one for one in named if not any(one in origin for origin in origins)]
    checks.hold(not lost, f"lost: acknowledged and not stored: {lost}")
    demo.acknowledged = len(delivered) + 1
    checks.hold(len(stored) == demo.acknowledged, f"stored events: expected {demo.acknowledged}, came {len(stored)}: {origins}")
    keys = [run["key"] for run in demo.runs]
    for deal in demo.deals:
        expected = 1 if deal.wins else 0
        came = keys.count(deal.opportunity)
        checks.hold(came == expected, f"runs of {deal.account}: expected {expected}, came {came}")
    checks.hold(len(keys) == sum(deal.wins for deal in demo.deals), f"runs: {len(keys)} of {sorted(keys)}")
    for run in demo.runs:
        checks.hold(run["status"] == "succeeded", f"run {run['id']} ({run['key']}): expected succeeded, came {run['status']}")
    return lost


def check_actions(demo, checks):
    """Every run's actions were performed, once each; twice only where the kill fell between the effect and its record."""
    actions = demo.world.simulator.seen()["actions"]
    by = {}
    for action in [action for action in actions if action["operation"] not in BY_PEOPLE]:
        by.setdefault((action["operation"], action["subject"].split(" ", 1)[1] if action["operation"] == "create_issue" else action["subject"]), []).append(action)
    performed = unexplained = explained = 0

    def expected_once(operation, subject, may_repeat):
        nonlocal performed, unexplained, explained
        found = by.pop((operation, subject), [])
        checks.hold(len(found) == 1, f"{operation} {subject}: expected one key, came {[one['key'] for one in found]}")
        effects = sum(one["effects"] for one in found)
        performed += min(1, effects)
        if effects > 1 and may_repeat and all(one["at"][0] <= demo.killed_at for one in found):
            explained += effects - 1
        elif effects != 1:
            unexplained += abs(effects - 1)
            checks.hold(False, f"{operation} {subject}: performed {effects} times")
        else:
            checks.hold(True, "")

    for deal in demo.deals:
        if not deal.wins:
            continue
        in_flight = any(f"Onboarding {deal.account}" == one["subject"] and one["key"] in demo.in_flight for one in actions)
        expected_once("create_project", f"Onboarding {deal.account}", in_flight)
        expected_once("send_email", "lee@example.com" if deal is demo.requested else f"contact{deal.number}@example.com", False)
        expected_once("create_task", f"Brief for {deal.account}", False)
        expected_once("post_message", f"{deal.account} is live.", False)
        expected_once("post_to_chatter", deal.opportunity, False)
        if deal.site:
            expected_once("create_issue", f"Site for {deal.account}", False)
        campaign = "777" if deal is demo.requested else deal.campaign
        ads = [key for key in by if key[0] == "mutate_campaigns" and key[1].endswith(f"/campaigns/{campaign} ENABLED")]
        checks.hold(len(ads) == 1, f"campaign {campaign} of {deal.account}: expected to be enabled once, came {ads}")
        performed += len([by.pop(key) for key in ads])
    checks.hold(not by, f"actions that no run asked for: {sorted(by)}")
    return performed, explained, unexplained


def check_journals(demo, checks):
    everything = [transition for journal in demo.watch.journal.values() for transition in journal]
    names = [transition["is"] for transition in everything]
    retries = names.count("StepRetrying")
    unknown = names.count("StepUnknown")
    checks.hold(retries >= 1, "no retry after HubSpot's 503 was seen")
    checks.hold(unknown >= 1, "the answer that Jira lost did not make its step unknown")
    checks.hold(len(demo.in_flight) >= 1, "inconclusive: no action was in flight at the kill")
    keys = {}
    for run, journal in demo.watch.journal.items():
        for transition in journal:
            if transition["is"] == "StepStarted" and transition.get("key"):
                keys.setdefault((run, transition["step"]), set()).add(transition["key"])
    unstable = {place: found for place, found in keys.items() if len(found) > 1}
    checks.hold(not unstable, f"keys changed between attempts: {unstable}")
    checks.hold(keys, "no step with a key in any journal")
    return retries, unknown


def check_latencies(demo):
    """Milliseconds from before the POST to Asana's effect, of the deals that no kill delayed."""
    firsts = {action["subject"]: action["at"][0] for action in demo.world.simulator.seen()["actions"] if action["operation"] == "create_project" and action["at"]}
    took = [
        (firsts[f"Onboarding {deal.account}"] - demo.sent_at[deal.account]) / 1000
        for deal in demo.deals
        if deal.wins and f"Onboarding {deal.account}" in firsts and deal is not demo.requested
    ]
    return sorted(took)


def check(demo):
    checks = Checks(demo)
    lost = check_events(demo, checks)
    performed, explained, unexplained = check_actions(demo, checks)
    retries, unknown = check_journals(demo, checks)
    took = check_latencies(demo)
    checks.hold(demo.repeats == 4, f"repeats sent: expected 4, came {demo.repeats}")
    checks.hold(len(demo.refused) == 5, f"refusals: expected 5, came {len(demo.refused)}")
    checks.hold(demo.back_at < 5, f"ready again after {demo.back_at:.2f} s; expected less than 5 s")
    demo.checks = checks.count + sum(1 for _ in demo.refused)
    refused = ", ".join(f"{what} {status}" for what, _, status in demo.refused)
    succeeded = sum(run["status"] == "succeeded" for run in demo.runs)
    return [
        ("events acknowledged", demo.acknowledged),
        ("duplicates dropped", demo.repeats),
        ("refused", f"{len(demo.refused)} ({refused})"),
        ("runs finished", f"{succeeded} of {len(demo.runs)} succeeded"),
        ("actions performed", f"{performed}, {explained} again because of the kill, {unexplained} unexplained"),
        ("retries", f"{retries}; {unknown} with an unknown outcome, looked up by key"),
        ("kill -9", f"{len(demo.in_flight)} actions in flight; ready again after {demo.back_at * 1000:.0f} ms"),
        ("lost", len(lost)),
        ("event to first action", f"p50 {quantile(took, 0.5):.1f} ms, p95 {quantile(took, 0.95):.1f} ms"),
    ]

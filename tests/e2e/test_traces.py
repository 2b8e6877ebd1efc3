#!/usr/bin/env python3
"""Traces: a traceparent that comes in goes out with every action, and the spans of all of it reach a collector.

Usage: test_traces.py [--build DIR]
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Client, Runner, Scratch, Server, StandIn, config_folder, equal, expect, sign, until  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
SECRET = "traces-secret"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CAME = f"00-{TRACE}-00f067aa0ba902b7-01"

CONNECTIONS = """\
connections:
  orders:
    connector: http
    webhook: { scheme: hmac, secret: { env: HOOK_SECRET }, header: X-Signature, prefix: "sha256=", id_header: X-Delivery-Id }
  out:
    connector: http
    base_url: { env: OUT_URL }
    allow_private: true
"""
# Two attempts at an action, and a run that a step begins.
ORDER = """\
workflow: order
on: [{ event: order.placed }]
steps:
  book: { do: out.post, with: { path: /book, body: {} }, retry: { attempts: 3, initial: 50ms } }
  below: { needs: book, run: ship }
"""
SHIP = """\
workflow: ship
steps:
  send: { do: out.post, with: { path: /ship, body: {} } }
"""


class Vendor(StandIn):
    """Refuses the first request to /book, and keeps the traceparent of each."""

    came = []

    def do_POST(self):
        self.body()
        Vendor.came.append((self.path, self.headers["traceparent"]))
        first = [path for path, _ in Vendor.came].count("/book") == 1
        self.send_response(503 if self.path == "/book" and first else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


class Collector(StandIn):
    """Takes spans as an OpenTelemetry collector does, or answers with another status."""

    spans, refused, status, types = [], 0, 200, set()

    def do_POST(self):
        body = json.loads(self.body())
        if Collector.status == 200 and self.path == "/v1/traces":
            Collector.types.add(self.headers["Content-Type"])
            for resource in body["resourceSpans"]:
                for scope in resource["scopeSpans"]:
                    Collector.spans += scope["spans"]
        else:
            Collector.refused += 1
        self.send_response(Collector.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


def serve(handler):
    return f"http://127.0.0.1:{handler.serve().server_port}"


class Traces:
    def __init__(self):
        self.scratch = Scratch("traces")
        self.environment = {"HOOK_SECRET": SECRET, "OUT_URL": serve(Vendor)}
        self.collector = serve(Collector)
        self.sent = 0
        self.start("with", ("--set", f"traces.url={self.collector}/v1/traces"))

    def start(self, name, options=()):
        folder = config_folder(self.scratch / f"{name}-config", CONNECTIONS, {"order.yaml": ORDER, "ship.yaml": SHIP})
        self.server = Server(BUILD, self.scratch / f"{name}-data", folder, self.environment, options, log=self.scratch / f"{name}.log")
        self.admin = self.server.ready()
        self.nobody = Client(self.server.port)

    def order(self, traceparent=None):
        """Has an order placed through the webhook, and waits until both of its runs have ended. Returns the traceparents that went out."""
        self.sent += 1
        Vendor.came.clear()
        body = json.dumps({"type": "order.placed", "id": f"o-{self.sent}"})
        headers = {"Content-Type": "application/json", "X-Signature": sign(SECRET, body), "X-Delivery-Id": f"d-{self.sent}"}
        if traceparent:
            headers["traceparent"] = traceparent
        answer = self.nobody.post("/hooks/orders", body, headers=headers)
        equal(answer.status // 100, 2, "the answer to the webhook")
        until("the actions of both runs", lambda: [path for path, _ in Vendor.came] == ["/book", "/book", "/ship"])
        until("the runs to end", lambda: not self.admin.ok("GET", "/api/v1/system")["counts"]["runs_open"])
        return [trace for _, trace in Vendor.came]

    def spans(self, trace, count):
        def found():
            spans = [span for span in Collector.spans if span["traceId"] == trace]
            return spans if len(spans) >= count else None

        return until(f"{count} spans of {trace}", found)

    def metric(self, name):
        lines = [line for line in self.admin.get("/metrics").body.decode().splitlines() if line.startswith(name + " ")]
        equal(len(lines), 1, f"lines of {name}")
        return float(lines[0].split()[1])

    def goes_on_to_vendors(self):
        sent = self.order(CAME)
        for trace in sent:
            expect(trace and trace.startswith(f"00-{TRACE}-") and trace.endswith("-01"), f"traceparent sent: {trace}")
        equal(len(set(sent)), 3, "each attempt is a parent of its own")
        expect(CAME not in sent, "the attempt is the parent, not the sender's span")

    def reaches_the_collector(self):
        spans = self.spans(TRACE, 6)
        equal(sorted(span["name"] for span in spans), ["event order.placed", "out.post", "out.post", "out.post", "run order", "run ship"], "spans")
        by_name = {span["name"]: span for span in spans}
        attempts = [span for span in spans if span["name"] == "out.post"]
        equal(by_name["event order.placed"]["parentSpanId"], "00f067aa0ba902b7", "parent of the event")
        equal(by_name["run order"]["parentSpanId"], by_name["event order.placed"]["spanId"], "parent of the run")
        equal(by_name["run ship"]["parentSpanId"], by_name["run order"]["spanId"], "parent of the run that a step began")
        parents = sorted(span["parentSpanId"] for span in attempts)
        order, ship = by_name["run order"]["spanId"], by_name["run ship"]["spanId"]
        equal(parents, sorted([order, order, ship]), "parents of the attempts")
        equal({span["spanId"] for span in attempts}, {trace.split("-")[2] for _, trace in Vendor.came}, "what vendors were told")
        equal([span["status"]["code"] for span in attempts if "status" in span], [2], "attempts that failed")
        for span in spans:
            expect(0 < int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]), f"times of {span}")
        equal(Collector.types, {"application/json"}, "content types")
        until("the count of spans", lambda: self.metric("baton_spans_exported_total") >= 6)

    def keeps_it_with_the_run(self):
        run = self.admin.all("/api/v1/runs?workflow=order")[0]
        journal = self.admin.ok("GET", f"/api/v1/runs/{run['id']}/journal")["items"]
        started = next(change for entry in journal for change in entry["transitions"] if change["is"] == "RunStarted")
        equal(started["trace"], CAME, "the trace of the run")
        equal(self.admin.ok("GET", f"/api/v1/runs/{run['id']}")["trace_id"], TRACE, "trace_id")

    def ignores_what_is_malformed(self):
        for wrong in ("00-" + "0" * 32 + "-00f067aa0ba902b7-01", CAME.upper(), "nonsense"):
            sent = self.order(wrong)
            traces = {trace.split("-")[1] for trace in sent}
            equal(len(traces), 1, "all actions of one event share a trace")
            expect(traces.isdisjoint({TRACE, "0" * 32}), f"traces: {traces}")
            self.spans(traces.pop(), 6)

    def comes_with_events_and_starts(self):
        for number, path, body in (
            (1, "/api/v1/events", {"type": "order.placed", "id": "rest-1"}),
            (2, "/api/v1/templates/order/start", {}),
        ):
            Vendor.came.clear()
            trace = f"{number:032x}"
            self.admin.ok("POST", path, body, headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-00"})
            until("the actions", lambda: len(Vendor.came) == 3)
            equal({told.split("-")[1] for _, told in Vendor.came}, {trace}, path)

    def waits_for_no_collector(self):
        Collector.status = 503
        before = self.metric("baton_spans_dropped_total")
        self.order()
        until("spans to be dropped", lambda: self.metric("baton_spans_dropped_total") >= before + 6)
        Collector.status = 200
        sent = self.order()
        self.spans(sent[0].split("-")[1], 6)
        told = lambda words: (self.scratch / "with.log").read_text().count(words)  # noqa: E731
        until("the log to say that it takes them again", lambda: told("takes traces again"))
        equal((told("does not take traces"), told("takes traces again")), (1, 1), "lines of the log")

    def sends_the_last_before_it_ends(self):
        sent = self.order()
        self.server.process.terminate()
        equal(self.server.wait(), 0, "exit code")
        self.spans(sent[0].split("-")[1], 6)

    def is_off_by_itself(self):
        self.start("without")
        seen = len(Collector.spans)
        sent = self.order(CAME)
        equal({trace.split("-")[1] for trace in sent}, {TRACE}, "the trace goes on all the same")
        sent = self.order()
        expect(all(trace.endswith("-00") for trace in sent), "nobody keeps this trace")
        equal(len(Collector.spans), seen, "spans of a server without a collector")


def main():
    runner = Runner("traces")
    traces = runner.make("the server boots", Traces)
    for name in (
        "goes_on_to_vendors", "reaches_the_collector", "keeps_it_with_the_run", "ignores_what_is_malformed", "comes_with_events_and_starts",
        "waits_for_no_collector", "sends_the_last_before_it_ends", "is_off_by_itself",
    ):
        runner.check(name.replace("_", " "), getattr(traces, name))
    traces.server.kill()
    runner.finish()


if __name__ == "__main__":
    main()

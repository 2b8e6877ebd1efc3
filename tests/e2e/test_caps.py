#!/usr/bin/env python3
"""What a language model may use is capped, over restarts. Usage: test_caps.py [--build DIR]"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, Scratch, Server, StandIn, config_folder, equal, expect, until  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()
CONNECTIONS = """\
connections:
  llm:
    connector: openai
    base_url: { env: LLM_URL }
    allow_private: true
    auth: { kind: none }
    settings: { model: test-model, max_tokens: 500 }
    prices: { currency: USD, input: 0.25, output: 2 }
    caps: { run: { tokens: 1500 }, month: { tokens: 3000, cost: 5 } }
"""
TEMPLATE = """\
workflow: ask
on: [{ event: ask.asked, key: event.data.n }]
steps:
  first: { do: llm.complete, with: { prompt: "How much?", prompt_version: v7 } }
  second: { needs: first, do: llm.complete, with: { prompt: "How much more?" } }
"""


class Model(StandIn):
    """Answers each question with 12, and says that it took a thousand tokens."""

    asked = 0

    def do_POST(self):
        self.body()
        Model.asked += 1
        answer = {"model": "test-model-1", "choices": [{"finish_reason": "stop", "message": {"content": "12"}}], "usage": {"prompt_tokens": 900, "completion_tokens": 100}}
        self.reply(200, answer)


class Caps:
    def __init__(self):
        self.scratch = Scratch("caps")
        self.vendor = Model.serve()
        folder = config_folder(self.scratch / "config", CONNECTIONS, {"ask.yaml": TEMPLATE})
        environment = {"LLM_URL": f"http://127.0.0.1:{self.vendor.server_port}/v1"}
        self.server = Server(BUILD, self.scratch / "data", folder, environment, log=self.scratch / "server.log")
        self.admin = self.server.ready()

    def run_of(self, number):
        self.admin.ok("POST", "/api/v1/events", json.dumps({"type": "ask.asked", "id": f"ask-{number}", "data": {"n": str(number)}}))

        def ended():
            runs = [run for run in self.admin.all("/api/v1/runs?workflow=ask") if run["key"] == str(number)]
            return runs[0] if runs and runs[0]["status"] in ("succeeded", "failed") else None

        return self.admin.ok("GET", "/api/v1/runs/" + until(f"run {number} to end", ended)["id"])

    def usage(self):
        return next(one for one in self.admin.ok("GET", "/api/v1/connections")["items"] if one["name"] == "llm")["usage"]

    def step(self, run, name):
        return next(one for one in run["steps"] if one["name"] == name)

    def a_run_is_held_to_its_cap(self):
        run = self.run_of(1)
        equal(run["status"], "failed", json.dumps(run)[:800])
        output = self.step(run, "first")["output"]
        equal((output["model"], output["prompt_version"], output["input_tokens"]), ("test-model-1", "v7", 900), "the output")
        second = json.dumps(self.step(run, "second"))
        expect("cap_reached" in second and "a run 1500 tokens, of which 1000 are used" in second, second[:800])
        equal(Model.asked, 1, "questions that were sent")

    def it_is_shown(self):
        usage = self.usage()
        equal((usage["input_tokens"], usage["output_tokens"], usage["calls"], usage["currency"]), (900, 100, 1, "USD"), "the usage")
        equal(usage["cost"], "0.000425", "the cost")
        equal(usage["caps"], {"run": {"tokens": 1500}, "month": {"tokens": 3000, "cost": "5"}}, "the caps")
        text = self.admin.call("GET", "/metrics").body
        text = text if isinstance(text, str) else text.decode()
        for line in ('baton_usage_tokens_total{connection="llm",direction="input"} 900', 'baton_usage_tokens_total{connection="llm",direction="output"} 100'):
            expect(line in text, f"{line} is not in the metrics")

    def a_month_is_held_to_its_cap_over_restarts(self):
        equal(self.run_of(2)["status"], "failed", "its second question is over the cap of a run")
        self.server.kill()
        self.server = self.server.again()
        self.admin = self.server.ready()
        equal(self.usage()["input_tokens"], 1800, "what was used before the restart")
        self.run_of(3)
        equal(Model.asked, 3, "questions that were sent")
        run = self.run_of(4)
        equal(run["status"], "failed", "the month is used up")
        expect("a month 3000 tokens, of which 3000 are used" in json.dumps(run), json.dumps(run)[:800])
        equal(Model.asked, 3, "questions that were sent")

    def stop(self):
        self.server.kill()
        self.vendor.shutdown()


def main():
    runner = Runner("caps")
    caps = runner.make("the server boots", Caps)
    try:
        runner.check("a run is held to its cap", caps.a_run_is_held_to_its_cap)
        runner.check("what was used is shown", caps.it_is_shown)
        runner.check("a month is held to its cap, over restarts", caps.a_month_is_held_to_its_cap_over_restarts)
    finally:
        caps.stop()
    return runner.finish()


if __name__ == "__main__":
    sys.exit(main())

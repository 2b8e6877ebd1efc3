#!/usr/bin/env python3
"""One Baton hands work to another by the connector `baton`, and waits for its end. Usage: test_between.py [--build DIR]"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from harness import Runner, Scratch, Server, config_folder, equal, expect, until  # noqa: E402

BUILD = Path(sys.argv[sys.argv.index("--build") + 1] if "--build" in sys.argv else "build").resolve()

BUILD_SITE = """\
workflow: build-site
on: [{ event: site.ordered, inputs: { account: "${event.data.account}" } }]
inputs: { account: { type: string } }
steps:
  made: { set: { address: "https://${inputs.account}.example.com" } }
  agreed: { needs: made, wait: { event: site.agreed, when: event.data.account == inputs.account } }
  sound: { needs: agreed, set: { ok: "${steps.agreed.output.event.data.good}" } }
outputs: { address: "${steps.made.output.address}" }
"""
ORDER = """\
workflow: order
on: [{ event: site.asked, key: event.data.account }]
steps:
  start: { do: web_team.start, with: { workflow: build-site, inputs: { account: "${trigger.data.account}" }, key: "${trigger.data.account}" } }
  agree: { needs: start, do: web_team.send_event, with: { type: site.agreed, data: { account: "${trigger.data.account}", good: true } } }
  built: { needs: agree, do: web_team.wait_for_run, with: { event: "${steps.start.output.event}" }, timeout: 60s }
  read: { needs: built, do: web_team.get_run, with: { run: "${steps.built.output.run}" } }
outputs: { address: "${steps.built.output.outputs.address}", status: "${steps.read.output.status}" }
"""
REFUSED = """\
workflow: refused
on: [{ event: refused.asked }]
steps:
  start: { do: web_team.start, with: { workflow: nowhere }, retry: { attempts: 1 } }
"""


class Between:
    def __init__(self):
        self.scratch = Scratch("between")
        there = config_folder(self.scratch / "there", "connections: {}\n", {"build-site.yaml": BUILD_SITE})
        self.there = Server(BUILD, self.scratch / "data-there", there, log=self.scratch / "there.log")
        self.web_team = self.there.ready()
        token = self.web_team.ok("POST", "/api/v1/tokens", json.dumps({"name": "marketing", "role": "operator"}))["token"]
        connections = (
            "connections:\n  web_team:\n    connector: baton\n    allow_private: true\n    base_url: env:WEB_TEAM_URL\n"
            "    auth: { kind: bearer, token: env:WEB_TEAM_TOKEN }\n"
        )
        here = config_folder(self.scratch / "here", connections, {"order.yaml": ORDER, "refused.yaml": REFUSED})
        environment = {"WEB_TEAM_URL": f"http://127.0.0.1:{self.there.port}", "WEB_TEAM_TOKEN": token}
        self.here = Server(BUILD, self.scratch / "data-here", here, environment, log=self.scratch / "here.log")
        self.marketing = self.here.ready()

    def ended(self, workflow, data):
        self.marketing.ok("POST", "/api/v1/events", json.dumps({"type": data.pop("type"), "data": data}))
        runs = lambda: [run for run in self.marketing.all(f"/api/v1/runs?workflow={workflow}") if run["status"] in ("succeeded", "failed")]  # noqa: E731
        until(f"the run of {workflow} to end", lambda: len(runs()) == 1, 40)
        return self.marketing.ok("GET", "/api/v1/runs/" + runs()[0]["id"])

    def work_goes_over_and_comes_back(self):
        run = self.ended("order", {"type": "site.asked", "account": "engines"})
        equal(run["status"], "succeeded", json.dumps(run)[:2000])
        equal(run["outputs"], {"address": "https://engines.example.com", "status": "succeeded"}, "the outputs")
        built = self.web_team.all("/api/v1/runs?workflow=build-site")
        equal([one["key"] for one in built], ["engines"], "the runs there")
        told = self.web_team.all("/api/v1/events?type=site.agreed")
        equal([one["source"] for one in told], ["marketing"], "the events there")

    def what_is_refused_says_why(self):
        run = self.ended("refused", {"type": "refused.asked"})
        equal(run["status"], "failed", "the run")
        expect("nowhere" in json.dumps(run), f"the reason names the workflow: {json.dumps(run)[:800]}")

    def stop(self):
        self.here.kill()
        self.there.kill()


def main():
    runner = Runner("between")
    between = runner.make("two servers boot", Between)
    runner.check("a run starts one of another Baton, sends it an event and waits for its end", between.work_goes_over_and_comes_back)
    runner.check("a workflow that is not there fails the step by name", between.what_is_refused_says_why)
    between.stop()
    runner.finish()


if __name__ == "__main__":
    main()

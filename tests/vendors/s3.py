#!/usr/bin/env python3
"""Files to a store that nobody here wrote, and back: npm's `s3rver`, with the signature of each request computed again by `aws4`.

Usage: s3.py [--build DIR] [--baton DIR] [--keep]   The last line is `N passed, N failed`.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from world import HERE, ROOT, Process, Scratch, config_folder, modules  # noqa: E402
from harness import Runner, equal, expect  # noqa: E402

SECRET = "a-secret-of-the-tests"
BYTES = bytes(range(256)) * 8
CONNECTIONS = """\
connections:
  s3:
    base_url: http://127.0.0.1:{port}
    allow_private: true
    auth: {{ kind: aws_sigv4, region: us-east-1, access_key_id: env:S3_KEY, secret_access_key: env:S3_SECRET }}
    settings: {{ bucket: reports }}
"""


class Store:
    def __init__(self, options):
        self.scratch = Scratch("s3", keep=options.keep)
        self.baton = options.baton / "baton"
        files = self.scratch / "files"
        files.mkdir()
        self.server = Process(["node", HERE / "s3.js", modules(options.build), files], log=self.scratch / "s3.log")
        self.folder = config_folder(self.scratch / "config", CONNECTIONS.format(port=self.server.wait_listening(60)), {})

    def call(self, operation, given, secret=SECRET):
        """What `connectors call` says."""
        command = [self.baton, "--config", self.folder, "-o", "json", "connectors", "call", "s3", operation, "-d", json.dumps(given)]
        environment = {**os.environ, "S3_KEY": "S3RVER", "S3_SECRET": secret}
        done = subprocess.run(list(map(str, command)), env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        expect(done.stdout, f"it says nothing: {done.stderr}")
        return json.loads(done.stdout)

    def works(self, operation, given):
        """The output of a call that succeeds."""
        said = self.call(operation, given)
        equal(said["outcome"], "succeeded", json.dumps(said))
        return said["output"]

    def text_comes_back(self):
        text = "region;spend\nGrüße;12\n"
        for key in ("may.csv", "2026/may (final) +é~*'.csv", "a b/%41&=?#.txt"):
            put = self.works("put_object", {"key": key, "text": text, "type": "text/csv"})
            got = self.works("get_object", {"key": key})
            equal((got["text"], got["type"], got["etag"]), (text, "text/csv", put["etag"]), key)

    def bytes_come_back(self):
        content = base64.b64encode(BYTES).decode()
        self.works("put_object", {"key": "may.bin", "base64": content})
        equal(self.works("get_object", {"key": "may.bin"})["base64"], content, "the bytes")

    def refusals_fail_the_step(self):
        said = self.call("put_object", {"key": "x", "text": "t"}, secret="another-secret-1")
        expect(said["outcome"] != "succeeded" and "SignatureDoesNotMatch" in json.dumps(said), f"a wrong secret: {said}")
        said = self.call("get_object", {"key": "x"})
        expect(said["outcome"] == "permanent" and "NoSuchKey" in json.dumps(said), f"no such file: {said}")
        said = self.call("put_object", {"bucket": "elsewhere", "key": "x", "text": "t"})
        expect(said["outcome"] == "permanent" and "NoSuchBucket" in json.dumps(said), f"no such bucket: {said}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--baton", type=Path, help="the folder of the program, when it is not the build folder")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.build = options.build.resolve()
    options.baton = options.baton or options.build
    runner = Runner("s3")
    store = runner.make("the store starts", lambda: Store(options))
    runner.check("text comes back by any name", store.text_comes_back)
    runner.check("bytes come back", store.bytes_come_back)
    runner.check("refusals fail the step", store.refusals_fail_the_step)
    store.server.kill()
    runner.finish()


if __name__ == "__main__":
    main()

"""A connector that does what must not be done, for tests. The operation says what."""

import json
import os
import sys
import time

NAMES = ("echo", "crash", "hang", "outcome", "garbage", "flood", "leave_writer", "secret", "environment")
settings = {}


def describe():
    operations = {name: {"output": {"text": "string"}} for name in NAMES}
    operations["again"] = {"repeatable": True}
    operations["echo"] = {"repeatable": True, "input": {"type": "object", "properties": {"text": {"type": "string", "maxLength": 2000000}}}}
    operations["book"] = operations["book_and_crash"] = {"look": True}
    return operations


def perform(ask):
    what, given = ask["operation"], ask["input"]
    if what == "again" and ask["attempt"] == 1 or what == "crash":
        os.abort()
    if what == "hang":
        while True:
            time.sleep(60)
    if what in ("book", "book_and_crash"):
        # What it did outlives it, as at a real vendor.
        with open(settings["file"], "a") as file:
            file.write(ask["key"] + "\n")
        if what == "book_and_crash":
            os.abort()
        return {"outcome": "succeeded", "output": {"booked": ask["key"]}}
    if what == "outcome":
        return given
    if what == "garbage":
        print("this is no answer", flush=True)
        print("[1, 2]", flush=True)
        print('{"id": "seven"}', flush=True)
        print('{"id": 4711, "outcome": "succeeded"}', flush=True)
    if what == "flood":
        sys.stdout.write("x" * 5_000_000)
        sys.stdout.flush()
    if what == "leave_writer":
        if os.fork() == 0:
            os.setsid()  # out of the group that is killed
            os.fork()
            while True:
                os.write(1, b"x\n" * 32_768)
        time.sleep(0.2)
        os.abort()
    if what == "secret":
        print("the token is " + settings["token"], file=sys.stderr, flush=True)
        return {"outcome": "succeeded", "output": {"text": "Bearer " + settings["token"]}}
    if what == "environment":
        return {"outcome": "succeeded", "output": {"names": sorted(os.environ), "files": len(os.listdir("/proc/self/fd"))}}
    return {"outcome": "succeeded", "output": given}


def look(ask):
    with open(settings["file"], "a+") as file:
        file.seek(0)
        found = ask["key"] + "\n" in file.readlines()
    return {"outcome": "succeeded", "output": {"found": True}} if found else {"outcome": "not_found"}


for line in sys.stdin:
    ask = json.loads(line)
    if ask["ask"] == "cancel":
        continue
    if ask["ask"] == "describe":
        said = {"outcome": "succeeded", "output": {"title": "Trouble", "settings": ["file", "token", "refuse"], "operations": describe()}}
    elif ask["ask"] == "connect":
        settings = ask["settings"]
        said = {"outcome": "permanent", "message": "refused as asked " + settings.get("token", "")} if "refuse" in settings else {"outcome": "succeeded"}
    elif ask["ask"] == "look":
        said = look(ask)
    elif ask["ask"] == "perform":
        said = perform(ask)
    else:
        said = {"outcome": "permanent", "code": "unsupported"}
    print(json.dumps({"id": ask["id"], **said}), flush=True)

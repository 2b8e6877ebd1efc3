"""The connector of the drill `programs`: it books what it is told to, each key in a line of a file, and says whether it did.

It takes some time before and after it has booked, so that a kill meets each part of its work, and it hangs once for every file `hang`
that it finds. What it has written outlives it, as at a real vendor.
"""

import json
import os
import sys
import time

OPERATION = {"title": "Book something", "look": True, "input": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}}
folder = None


def booked(key):
    with open(os.path.join(folder, "booked"), encoding="utf-8") as file:
        return key + "\n" in file.readlines()


def book(key):
    time.sleep(0.005)
    try:
        os.remove(os.path.join(folder, "hang"))
    except FileNotFoundError:
        pass
    else:
        time.sleep(3600)
    file = os.open(os.path.join(folder, "booked"), os.O_WRONLY | os.O_APPEND)
    os.write(file, key.encode() + b"\n")
    os.close(file)
    time.sleep(0.005)


for line in sys.stdin:
    ask = json.loads(line)
    answer = {"outcome": "succeeded"}
    if ask["ask"] == "cancel":
        continue
    if ask["ask"] == "describe":
        answer["output"] = {"title": "Booker", "settings": ["folder"], "operations": {"book": OPERATION}}
    elif ask["ask"] == "connect":
        folder = ask["settings"]["folder"]
        with open(os.path.join(folder, "booker.pid"), "w", encoding="utf-8") as file:
            file.write(str(os.getpid()))
    elif ask["ask"] == "perform":
        book(ask["key"])
    elif ask["ask"] == "look":
        answer["outcome"] = "succeeded" if booked(ask["key"]) else "not_found"
    print(json.dumps({"id": ask["id"], **answer}), flush=True)

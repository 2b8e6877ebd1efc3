#!/usr/bin/env python3
"""A connector to a ledger in an SQLite database, by Baton's line protocol: one JSON object a line.

Baton starts it for each connection, writes requests to its standard input and reads answers from its standard output. What it
writes to its standard error goes to Baton's log. It needs nothing but Python.
"""

import json
import sqlite3
import sys

DESCRIPTION = {
    "title": "Ledger",
    "settings": ["file"],
    "operations": {
        "book": {
            "title": "Book an amount",
            "input": {
                "type": "object",
                "required": ["account", "cents"],
                "additionalProperties": False,
                "properties": {"account": {"type": "string", "minLength": 1}, "cents": {"type": "integer"}, "text": {"type": "string"}},
            },
            "output": {"id": "number"},
            "look": True,
        },
        "balance": {
            "title": "The balance of an account",
            "input": {"type": "object", "required": ["account"], "properties": {"account": {"type": "string"}}},
            "output": {"cents": "number"},
            "repeatable": True,
        },
    },
}


class Ledger:
    """One connection."""

    def __init__(self, settings):
        self.db = sqlite3.connect(settings["file"], isolation_level=None)
        self.db.execute("CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, key TEXT UNIQUE, account TEXT, cents INTEGER, text TEXT)")

    def book(self, given, key):
        # The key is the same for every attempt of an action: a second attempt finds what the first one did.
        entry = (key, given["account"], given["cents"], given.get("text", ""))
        self.db.execute("INSERT INTO entries (key, account, cents, text) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING", entry)
        return self.look(key)

    def look(self, key):
        row = self.db.execute("SELECT id FROM entries WHERE key = ?", (key,)).fetchone()
        return {"outcome": "succeeded", "output": {"id": row[0]}} if row else {"outcome": "not_found"}

    def balance(self, given):
        (cents,) = self.db.execute("SELECT coalesce(sum(cents), 0) FROM entries WHERE account = ?", (given["account"],)).fetchone()
        return {"outcome": "succeeded", "output": {"cents": cents}}


def answer(ask, ledger):
    """The answer to one request."""
    what = ask["ask"]
    if what == "look":
        return ledger.look(ask["key"])
    if what == "probe":
        ledger.db.execute("SELECT 1 FROM entries")
        return {"outcome": "succeeded", "message": "the database can be read"}
    if what == "perform" and ask["operation"] == "book":
        return ledger.book(ask["input"], ask["key"])
    if what == "perform" and ask["operation"] == "balance":
        return ledger.balance(ask["input"])
    return {"outcome": "permanent", "code": "unsupported", "message": f"there is no {ask.get('operation', what)}"}


def main():
    ledger = None
    for line in sys.stdin:
        ask = json.loads(line)
        if ask["ask"] == "cancel":
            continue  # this connector is never slow
        try:
            if ask["ask"] == "describe":
                said = {"outcome": "succeeded", "output": DESCRIPTION}
            elif ask["ask"] == "connect":
                ledger = Ledger(ask["settings"])
                said = {"outcome": "succeeded"}
            else:
                said = answer(ask, ledger)
        except KeyError as error:
            said = {"outcome": "permanent", "code": "setting_missing", "message": f"the setting {error} is missing"}
        except sqlite3.OperationalError as error:  # locked, or the disk is full: it may work later
            said = {"outcome": "transient", "code": "database", "message": str(error)}
        print(json.dumps({"id": ask["id"], **said}), flush=True)


if __name__ == "__main__":
    main()

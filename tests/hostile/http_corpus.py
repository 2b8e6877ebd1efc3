#!/usr/bin/env python3
"""Malformed and ambiguous HTTP/1.1 against the real server. Usage: http_corpus.py [--build DIR] [--seed N] [--mutations N] [--long]

First every case of http_cases.py and of tests/data/http1, each with its written verdict; then the same cut in two at every byte; then
seeded mutations, which must bring no crash, no hang and no 5xx but 503 (and 505 for another version), and of which the server may take
only what the strict reader of http_strict.py takes too, byte for byte the same. At the end the store holds what was acknowledged and nothing else.
"""

import json
import random
import re
import sys
import time

import http_cases
from hostile import ANSWER_SECONDS, PROBLEM, ROOT, Failure, Raw, Victim, all_answers, arguments, equal, expect
from http_strict import heads_in, read_all

REFUSED = ("malformed", "too_large", "slow")  # the codes of what is refused before there is a request
# Taken by the strict reader, yet a server may refuse it: limits, another expectation, a coding or a version that it does not know.
MAY_REFUSE = {413, 414, 417, 431, 505}
# llhttp takes these; we do not, and need not: a coding besides chunked (RFC 9112 section 6.1), other protocols, a user in the target (RFC 9110
# section 4.2.4).
OURS = {"llhttp/transfer-encoding/18+", "llhttp/method/12+", "llhttp/method/14+", "llhttp/uri/10+"}
# What is decided before the body is read, and answered whatever the body turns out to be.
ON_THE_HEAD = (204, 400, 401, 403, 404, 405)
PROBE = b"GET /healthz HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n"
# Refused though the grammar holds: lines of a chunked body longer, and sizes greater, than any need to be.
STRICTER = ("chunk-line-long", "chunk-vast", "chunk-wraps")
SPLIT_BYTES_MAX = 1_500


def is_refusal(answer):
    """True if the answer says that no request was read."""
    if answer.status < 400 or answer.headers.get("connection") != "close" or answer.headers.get("content-type") != PROBLEM:
        return False
    return json.loads(answer.body)["code"] in REFUSED


def well_formed(answers):
    """What holds for every answer, whatever was asked."""
    for answer in answers:
        expect(answer.status < 500 or answer.status in (503, 505), f"a fault on our side: {answer}")
        expect(answer.status != 503 or "retry-after" in answer.headers, f"503 without Retry-After: {answer}")
        if answer.status >= 400 and answer.body:
            equal(answer.headers.get("content-type"), PROBLEM, "content type of a refusal")
            equal(json.loads(answer.body)["status"], answer.status, "status in the problem")


def half_closed(port, data):
    """All answers to `data` from a client that then says no more."""
    with Raw(port) as raw:
        raw.send(data)
        raw.half_close()
        raw.to_end()
        return all_answers(raw.got)


class Drill:
    def __init__(self, options):
        self.options = options
        self.random = random.Random(options.seed)
        self.victim = Victim(options, "http-corpus")
        self.port = self.victim.port
        self.corpus = http_cases.Corpus(self.victim.token)
        self.llhttp = http_cases.conformance(ROOT / "tests" / "data" / "http1" / "requests.json")
        self.passed = self.failed = self.accepts = 0
        self.stored = {}  # ids of ours that must be stored, and the acknowledged ids with what they stand for
        self.acknowledged = {}
        self.accepted_before = self.victim.metric("baton_events_accepted_total")
        self.refused = self.read = 0

    def check(self, title, function, *arguments):
        try:
            function(*arguments)
            self.passed += 1
            return True
        except (Failure, OSError, ValueError, KeyError) as error:
            self.failed += 1
            print(f"FAIL {title}: {type(error).__name__ + ': ' if not isinstance(error, Failure) else ''}{error}", flush=True)
            if not self.victim.server.alive():
                print(f"FAIL the server ended with {self.victim.server.process.returncode}{self.victim.server.error_text()}")
                self.finish()
            return False

    def note(self, answers, data):
        """Remembers what was acknowledged, to be compared with the store at the end."""
        refused = sum(1 for answer in answers if is_refusal(answer))
        self.refused += refused
        self.read += len(answers) - refused
        bodies = [message.body for message in read_all(data)[0]]
        for index, answer in enumerate(answers):
            if answer.status == 202:
                receipt = json.loads(answer.body)
                self.accepts += not receipt["repeated"]
                # Without a body it was taken wrongly, which is said elsewhere.
                self.acknowledged.setdefault(receipt["id"], (json.loads(bodies[index]) if index < len(bodies) else None, data))

    # The cases as they are written.

    def case(self, case):
        with Raw(self.port) as raw:
            raw.send(case.data)
            if case.end == "cut":
                raw.half_close()
            elif case.end == "open":
                raw.send(PROBE)
            answers = []
            while len(answers) < len(case.statuses) and (answer := raw.answer()):
                answers.append(answer)
            self.note(answers, case.data)
            equal([answer.status for answer in answers], list(case.statuses), f"{answers[-1:]}; statuses")
            well_formed(answers)
            if case.end == "open":
                probe = raw.answer()
                expect(probe and probe.status == 200, f"expected the connection to go on, came {probe}")
            raw.to_end()
            expect(not raw.got, f"expected no further answer, came {raw.got[:200]!r}")
        for name in case.stored:
            self.stored[name] = case.name
        self.reader_agrees(case)

    def reader_agrees(self, case):
        """The strict reader is held to the same verdicts: a reader that takes everything would let all mutations pass."""
        messages, end = read_all(case.data)
        if case.end == "closed" and case.statuses[-1] in (400, 505) and not case.name.startswith(STRICTER):
            equal((len(messages), end), (len(case.statuses) - 1, "bad"), "the strict reader's verdict (requests, end)")
        if case.end == "open":
            equal((len(messages), end), (len(case.statuses), "end"), "the strict reader's verdict (requests, end)")

    def conformance(self, name, data, verdict):
        answers = half_closed(self.port, data)
        well_formed(answers)
        self.note(answers, data)
        self.differs(data, answers)
        first = answers[0].status if answers else None
        if verdict == "refused":
            expect(answers and (is_refusal(answers[-1]) or answers[-1].status in ON_THE_HEAD), f"expected a refusal, came {answers}")
        elif verdict == "taken" and name in OURS:
            equal(first, 400, "status")
        elif verdict == "taken":
            # 400 by the API itself, for a query that means nothing there: the request was read.
            expect(first in (200, 202, 204, 400, 401, 404, 405) and not is_refusal(answers[0]), f"expected it to be taken, came {answers}")

    # What holds for any bytes.

    def differs(self, data, answers):
        messages, end = read_all(data)
        read = [answer for answer in answers if not is_refusal(answer)]
        if len(read) == len(answers) == len(messages) + 1 == heads_in(data) and read[-1].status in ON_THE_HEAD:
            return  # refused before its body came, and that is bad or never came
        expect(len(read) <= len(messages), f"took {len(read)} requests where there are {len(messages)} ({end}): {[a.status for a in answers]}")
        if end == "cut" and len(read) == len(answers) == len(messages):
            raise Failure("a request that was cut off got no answer")
        if len(answers) > len(read):
            why = answers[-1].status
            expect(len(read) == len(answers) - 1 and is_refusal(answers[-1]), f"answers after a refusal: {answers}")
            expect(len(read) == len(messages) and end in ("bad", "cut") or why in MAY_REFUSE or self.may_refuse(messages[len(read)]), f"refused what is a request: {answers[-1]}")
        else:
            expect(len(read) == len(messages) and end in ("end", "close"), f"answered {len(read)} of {len(messages)} requests ({end}), refused none")

    @staticmethod
    def may_refuse(message):
        """Sizes with more digits than any size needs, lines longer than any needs: 400 by our own choice."""
        return message.field(b"transfer-encoding") is not None

    def split(self, name, data, offsets):
        """The verdict does not depend on where the network cuts. Many at a time, so that the server has read the first parts before the second come."""
        expected = [answer.status for answer in half_closed(self.port, data)]
        for begin in range(0, len(offsets), 64):
            raws = [(offset, Raw(self.port)) for offset in offsets[begin : begin + 64]]
            for offset, raw in raws:
                raw.send(data[:offset])
            for offset, raw in raws:
                with raw:
                    raw.send(data[offset:])
                    raw.half_close()
                    raw.to_end()
                    answers = all_answers(raw.got)
                    well_formed(answers)
                    self.note(answers, data)
                    equal([answer.status for answer in answers], expected, f"cut at byte {offset} of {data[:80]!r}: statuses")

    def one_by_one(self, data, expected):
        with Raw(self.port) as raw:
            for byte in data:
                raw.send(bytes([byte]))
            raw.half_close()
            raw.to_end()
            equal([answer.status for answer in all_answers(raw.got)], expected, "byte by byte: statuses")

    def mutation(self, data):
        began = time.monotonic()
        answers = half_closed(self.port, data)
        took = time.monotonic() - began
        try:
            expect(took < ANSWER_SECONDS / 2, f"took {took:.1f} s")
            well_formed(answers)
            self.note(answers, data)
            self.differs(data, answers)
        except (Failure, ValueError, KeyError) as error:
            raise Failure(f"{error}\n  input: {data[:1500]!r}") from None

    # At the end.

    def store_agrees(self, mutated=False):
        """What was acknowledged is stored as it was sent; what was refused is not stored."""
        found = {event["id"]: event for event in self.victim.admin.all("/api/v1/events") if not event["type"].startswith("baton.")}
        unknown = [event for identity, event in found.items() if identity not in self.acknowledged]
        expect(not unknown, f"{len(unknown)} events stored that were not acknowledged, such as {unknown[:2]}")
        for identity, (sent, data) in self.acknowledged.items():
            event = found.get(identity)
            expect(event, f"{identity} was acknowledged and is not stored: {data[:300]!r}")
            if sent is not None:
                equal((event["type"], event.get("data")), (sent["type"], sent.get("data")), f"{identity}, sent as {sent}")
        ours = {event.get("origin", "") for event in found.values()}
        expect(set(self.stored) <= ours, f"not stored: {sorted(set(self.stored) - ours)[:5]}")
        # A mutation may mend what a request was refused for.
        leaked = [name for name in ours if re.match(r"(hidden|smuggled|after)-", name)]
        expect(mutated or not leaked, f"stored from behind a refusal: {leaked[:5]}")

    def figures_agree(self):
        self.victim.healthy()
        equal(self.victim.metric("baton_events_accepted_total") - self.accepted_before, float(self.accepts), "events the server counted as accepted")
        counted = self.victim.metric("baton_refused_total")
        expect(counted >= self.refused, f"counted {counted} refusals of at least {self.refused}")
        self.victim.stop()

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)

    def run(self):
        cases = self.corpus.cases
        expect(len({case.name for case in cases}) == len(cases), "two cases have one name")
        short = [case for case in cases if self.check(case.name, self.case, case) and len(case.data) <= SPLIT_BYTES_MAX]
        for name, data, verdict in self.llhttp:
            self.check(name, self.conformance, name, data, verdict)
        print(f"{len(cases)} cases of our own and {len(self.llhttp)} of llhttp", flush=True)

        everywhere = short if self.options.long else self.random.sample(short, 12)
        cuts = 0
        for case in short:
            offsets = range(1, len(case.data))
            offsets = list(offsets) if case in everywhere else sorted(self.random.sample(offsets, min(6, len(offsets))))
            cuts += len(offsets)
            self.check(f"{case.name}, cut in two", self.split, case.name, case.data, offsets)
        for case in everywhere:
            self.check(f"{case.name}, byte by byte", self.one_by_one, case.data, [answer.status for answer in half_closed(self.port, case.data)])
        print(f"{cuts} cuts in {len(short)} cases", flush=True)
        self.check("the store after the cases", self.store_agrees)

        seeds = [case.data for case in cases if len(case.data) <= SPLIT_BYTES_MAX] + [data for _, data, _ in self.llhttp]
        count = self.options.mutations or (1_000_000 if self.options.long else 5_000)
        began, read, refused = time.monotonic(), self.read, self.refused
        for number in range(count):
            if self.failed > 50:
                break
            self.check(f"mutation {number}", self.mutation, mutate(self.random, seeds))
        read, refused = self.read - read, self.refused - refused
        print(f"{number + 1} mutations with seed {self.options.seed} in {time.monotonic() - began:.0f} s: {read} requests read, {refused} refused", flush=True)
        self.check("the mutations reached both sides", expect, min(read, refused) > count / 20, "inconclusive: nearly all were read, or nearly none")
        self.check("the store after the mutations", self.store_agrees, True)
        self.check("the server's own figures, and its end", self.figures_agree)
        self.finish()


BYTES = [b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\x00", b" ", b"\t", b":", b";", b",", b"=", b'"', b"\\", b"\x7f", b"\x80", b"\xff", b"0", b"9", b"-", b"%", b"/", b"#", b"?", b"@", b"[", b"]", b"f"]
WORDS = [
    b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: a\r\n", b"Connection: close\r\n", b"Connection: keep-alive\r\n", b"Expect: 100-continue\r\n", b"0\r\n\r\n", b"HTTP/1.1", b"HTTP/1.0",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", b"chunked", b"ffffffffffffffff", b"18446744073709551616", b";a=b", b"X: y\r\n", b" folded\r\n",
]


def mutate(chance, seeds):
    """One to six changes to one of the seeds."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4, 6))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 1, 1, 2, 4, 16, 64)))
        kind = chance.randrange(9)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[at:end] = chance.choice(BYTES)
        elif kind == 2:
            data[at:at] = chance.choice(BYTES)
        elif kind == 3:
            del data[at:end]
        elif kind == 4:
            data[at:at] = data[at:end] * chance.choice((1, 1, 2, 30))
        elif kind == 5:
            data[at:at] = chance.choice(WORDS)
        elif kind == 6:
            lines = bytes(data).split(b"\r\n")
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            data = bytearray(b"\r\n".join(lines))
        elif kind == 7:
            other = chance.choice(seeds)
            data[at:] = other[chance.randrange(len(other) + 1) :]
        else:
            numbers = [match.span() for match in re.finditer(rb"\d+", data)]
            if numbers:
                begin, stop = chance.choice(numbers)
                data[begin:stop] = str(max(0, int(data[begin:stop][:18]) + chance.choice((-1, 1, -2, 2, 10, 256)))).encode()
    return bytes(data)


if __name__ == "__main__":
    Drill(arguments(__doc__, mutations=0)).run()

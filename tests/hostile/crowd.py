#!/usr/bin/env python3
"""Many clients at once against the real server. Usage: crowd.py slow|idle|overload|follow [--build DIR] [--seed N] [--long]

slow      2,000 clients that send a head or a body byte by byte, or never read their answers
idle      10,000 connections that do nothing
overload  five times as many events as the server can take, whether it keeps up or not; capacity is measured in the same run
follow    1,000 live streams, silent at first, then told each event once and in order

Beside the first two a well-behaved sender measures how long its acknowledgements take; nothing of the crowd may cost it 100 ms, or in proportion
more on a slow machine. Whatever is
held must come back afterwards: descriptors, connections, latency. A crowd that never came together is inconclusive, and fails.
"""

import collections
import errno
import http.client
import json
import multiprocessing
import re
import resource
import select
import socket
import sys
import time

from hostile import AckLimit, Failure, Runner, Victim, arguments, equal, expect, first_answer, until

RSS_MB = 300
TICK_S = 0.5
HEAD_S, BODY_S, WRITE_S = 10, 30, 30  # the server's limits, in whole ticks of a second
SLACK_S = 4


TOLD = []


def tell(text):
    """Prints what was measured, and keeps it for the last line."""
    TOLD.append(text)
    print(text, flush=True)


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def raise_limit(wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    expect(hard == resource.RLIM_INFINITY or hard >= wanted, f"inconclusive: {wanted} open files are needed, {hard} are allowed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted) if soft != resource.RLIM_INFINITY else soft, hard))


def send_well(port, token, rate, stop, out):
    """The well-behaved sender: one connection, so many events a second, small ones and some of 20 KB, each timed from when it was due."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    small, large = b'{"type":"crowd.well"}', b'{"type":"crowd.well","data":"' + b"a" * 20_000 + b'"}'
    took, wrong, due = [], [], time.monotonic()
    while not stop.is_set():
        due += 1 / rate
        time.sleep(max(0.0, due - time.monotonic()))
        try:
            connection.request("POST", "/api/v1/events", large if len(took) % 5 == 0 else small, headers)
            answer = connection.getresponse()
            answer.read()
            took.append((time.monotonic() - due) * 1000)
            if answer.status != 202:
                wrong.append(answer.status)
        except OSError as error:
            wrong.append(str(error))
            connection.close()
    out.send((took, wrong))


class Well:
    """The well-behaved sender in a process of its own, so that the crowd's own work does not count."""

    def __init__(self, victim, rate=100):
        self.stop = multiprocessing.Event()
        self.pipe, out = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=send_well, args=(victim.port, victim.token, rate, self.stop, out), daemon=True)
        self.process.start()

    def result(self):
        self.stop.set()
        expect(self.pipe.poll(60), "the well-behaved sender got no answer for a minute")
        took, wrong = self.pipe.recv()
        self.process.join(5)
        expect(not wrong, f"the well-behaved sender was not served: {len(wrong)} of {len(took)}, such as {wrong[:3]}")
        expect(len(took) >= 200, f"inconclusive: only {len(took)} acknowledgements")
        return took


def held_to(limit, took, most_mb):
    p50, p99 = quantile(took, 0.5), quantile(took, 0.99)
    tell(f"{len(took)} acknowledgements beside them: p50 {p50:.1f} ms, {limit.hold(p99)}, most {max(took):.1f} ms; RSS at most {most_mb:.0f} MB")
    expect(most_mb < RSS_MB, f"RSS: expected under {RSS_MB} MB, came {most_mb:.0f}")


def comes_back(victim, descriptors):
    until("the server to give the descriptors back", lambda: victim.descriptors() <= descriptors + 2, 10, 0.1)
    until("the server to count its own connection only", lambda: victim.metric("baton_connections_open") <= 1, 5, 0.1)
    victim.healthy()


class Slow:
    """One slow client: connects, dribbles, and comes again when it was sent away."""

    ANSWER = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"

    def __init__(self, kind, port, token):
        self.kind, self.port = kind, port
        auth = f"Host: a\r\nAuthorization: Bearer {token}\r\n".encode()
        self.begin = {
            "head": b"POST /api/v1/events HTTP/1.1\r\n" + auth + b"X: ",
            "body": b"POST /api/v1/events HTTP/1.1\r\n" + auth + b"Content-Length: 1000000\r\n\r\n",
            "read": self.ANSWER * 400,
        }[kind]
        self.socket = None

    def connect(self):
        self.socket = socket.socket()
        if self.kind == "read":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", self.port))
        self.socket.setblocking(False)
        self.began = time.monotonic()
        self.sent(self.begin)

    def sent(self, data):
        try:
            self.socket.send(data)
            return True
        except BlockingIOError:
            return True
        except OSError:
            return False

    def dribble(self):
        """One byte more. When the server has had enough: how long it took it, and the status it said."""
        alive = self.kind == "read" or self.sent(b"a")
        status = None
        if self.kind != "read":
            try:
                got = self.socket.recv(65536)
                alive = False
                status = first_answer(got)[0].status if got else None
            except BlockingIOError:
                pass
            except OSError:
                alive = False
        else:
            # It never reads: only an error says that the server has gone.
            alive = not self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if alive:
            return None
        self.socket.close()
        return self.kind, time.monotonic() - self.began, status


def slow(options):
    raise_limit(4_096)
    victim = Victim(options, "slow")
    limit = AckLimit(victim, pages=8_000)  # four of each client: its object, its buffer, its coroutine, its socket
    descriptors = victim.descriptors()
    crowd = [Slow(("head", "body", "body", "head", "read")[number % 5], victim.port, victim.token) for number in range(2_000)]
    for client in crowd:
        client.connect()
    well = Well(victim)
    ended, most_mb, most_open = [], 0.0, 0
    end = time.monotonic() + (60 if options.long else 16)
    while (began := time.monotonic()) < end:
        for client in crowd:
            over = client.dribble()
            if over:
                ended.append(over)
                client.connect()
        most_mb = max(most_mb, victim.status_mb())
        most_open = max(most_open, victim.metric("baton_connections_open"))
        time.sleep(max(0.0, began + TICK_S - time.monotonic()))
    took = well.result()
    for client in crowd:
        client.socket.close()
    lives = {kind: [life for each, life, _ in ended if each == kind] for kind in ("head", "body", "read")}
    said = collections.Counter(f"{kind} {status}" for kind, _, status in ended)
    print(f"what they were told: {dict(said)}")
    tell(f"{most_open:.0f} open at once, sent away " + ", ".join(f"{len(life)} slow {kind} after {min(life):.0f} to {max(life):.0f} s" for kind, life in lives.items() if life))
    held_to(limit, took, most_mb)
    expect(most_open >= len(crowd) * 0.95, f"inconclusive: at most {most_open:.0f} were open at once")
    expect(len(lives["head"]) >= 700 and len(lives["body"]) >= 700, f"slow clients are to be sent away: {said}")
    for kind, seconds in {"head": HEAD_S, "body": BODY_S, "read": WRITE_S}.items():
        expect(not lives[kind] or max(lives[kind]) <= seconds + SLACK_S, f"a slow {kind} lasted {max(lives[kind], default=0):.0f} s; the limit is {seconds} s")
    told = said["head 408"] + said["body 408"]
    expect(told >= 0.95 * (len(lives["head"]) + len(lives["body"])), f"slow clients are told so by 408: {said}")
    comes_back(victim, descriptors)
    equal(victim.metric("baton_events_accepted_total"), float(len(took) + limit.acked), "events accepted")
    victim.stop()


def idle(options):
    count = 10_000
    raise_limit(count + 500)
    victim = Victim(options, "idle")
    limit = AckLimit(victim)
    descriptors, before_mb = victim.descriptors(), victim.status_mb()
    crowd = []
    well = Well(victim)
    for number in range(count):
        raw = socket.create_connection(("127.0.0.1", victim.port), 10)
        # Every other one has been served before.
        if number % 2:
            raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            expect(b" 200 " in raw.recv(4096), "an idle client was not served")
        crowd.append(raw)
    until("all to be open", lambda: victim.metric("baton_connections_open") >= count, 10, 0.2)
    rest = time.monotonic() + (50 if options.long else 6)
    most_mb = 0.0
    while time.monotonic() < rest:
        most_mb = max(most_mb, victim.status_mb())
        time.sleep(0.2)
    expect(victim.metric("baton_connections_open") >= count, "idle clients were sent away too early")
    took = well.result()
    tell(f"{count} idle connections, {(most_mb - before_mb) * 1024 / count:.1f} KB each")
    # One that wakes up is served as if nothing had been.
    crowd[0].sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    expect(b" 200 " in crowd[0].recv(4096), "an idle client that woke up was not served")
    if options.long:
        until("the server to send them away after a minute and a half", lambda: victim.metric("baton_connections_open") <= 2, 60, 0.5)
    for raw in crowd:
        raw.close()
    comes_back(victim, descriptors)
    held_to(limit, took, most_mb)
    victim.stop()


class Load:
    """Sends numbered events of one size and counts what becomes of them. Closed: so many connections, each waits for its answer. Open: so many
    events a second, come what may, each on a connection that is free or a new one, and each given up after TIMEOUT_S."""

    TIMEOUT_S = 5
    CONNECTIONS_MAX = 8_000

    def __init__(self, victim, number):
        self.port, self.number = victim.port, number
        # Many small values: dear to read, so that one sender can offer five times what the server takes.
        text = b'{"type":"crowd.load","data":[' + b",".join([b'{"a":1.5}'] * 2_000) + b'],"id":"%010d"}'
        head = f"POST /api/v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {victim.token}\r\nContent-Length: {len(text % 0)}\r\n\r\n".encode()
        self.begin, self.end = head + text[:-7], b'"}'
        self.poll = select.epoll()
        self.free, self.open, self.partial, self.got = [], {}, {}, {}
        self.waiting = collections.deque()  # (since when, descriptor, number), oldest first
        self.since = {}
        self.statuses, self.faults, self.latencies, self.ack_times = collections.Counter(), collections.Counter(), [], []

    def connect(self):
        raw = socket.socket()
        raw.setblocking(False)
        if raw.connect_ex(("127.0.0.1", self.port)) not in (0, errno.EINPROGRESS):
            self.faults["connect"] += 1
            raw.close()
            return None
        self.open[raw.fileno()] = raw
        self.poll.register(raw.fileno(), select.EPOLLIN | select.EPOLLOUT)
        return raw.fileno()

    def send(self, now):
        if self.free:
            fd = self.free.pop()
        elif len(self.open) < self.CONNECTIONS_MAX:
            fd = self.connect()
        else:
            fd = None
        self.number += 1
        if fd is None:
            self.faults["no connection left"] += 1
            return
        self.since[fd] = now
        self.waiting.append((now, fd))
        self.write(fd, self.begin + b"%010d" % self.number + self.end)

    def write(self, fd, data):
        try:
            count = self.open[fd].send(data)
        except BlockingIOError:
            count = 0
        except OSError:
            return self.drop(fd, "reset")
        if count < len(data):
            self.partial[fd] = data[count:]
            self.poll.modify(fd, select.EPOLLIN | select.EPOLLOUT)
        elif self.partial.pop(fd, None) is not None:
            self.poll.modify(fd, select.EPOLLIN)

    def drop(self, fd, why=None):
        if why and fd in self.since:
            self.faults[why] += 1
        self.since.pop(fd, None)
        self.partial.pop(fd, None)
        self.got.pop(fd, None)
        if fd in self.free:
            self.free.remove(fd)
        self.poll.unregister(fd)
        self.open.pop(fd).close()

    def read(self, fd, now):
        try:
            part = self.open[fd].recv(65536)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            return self.drop(fd, "reset")
        answer, rest = first_answer(self.got.get(fd, b"") + part)
        if not answer:
            self.got[fd] = rest
            return
        self.got.pop(fd, None)
        self.statuses[answer.status] += 1
        if answer.status in (429, 503):
            self.faults["no Retry-After"] += "retry-after" not in answer.headers
        if answer.status == 202:
            self.latencies.append(now - self.since[fd])
            self.ack_times.append(now)
        self.since.pop(fd, None)
        if answer.headers.get("connection") == "close" or self.partial.pop(fd, None):
            self.drop(fd)
        else:
            self.free.append(fd)

    def step(self, wait):
        for fd, events in self.poll.poll(wait):
            if fd not in self.open:
                continue
            now = time.monotonic()
            if events & select.EPOLLOUT:
                if fd in self.partial:
                    self.write(fd, self.partial[fd])
                else:
                    self.poll.modify(fd, select.EPOLLIN)
            if fd in self.open and events & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR):
                self.read(fd, now)
        give_up = time.monotonic() - self.TIMEOUT_S
        while self.waiting and self.waiting[0][0] < give_up:
            since, fd = self.waiting.popleft()
            if self.since.get(fd) == since:
                self.drop(fd, "gave up")

    def closed(self, connections, seconds):
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            for _ in range(connections - len(self.since)):
                self.send(now)
            self.step(0.01)
        return self.rate(end - seconds / 2, end)

    def rate(self, begin, end):
        return sum(1 for at in self.ack_times if begin <= at < end) / (end - begin)

    def offer(self, rate, seconds, each_second):
        began = time.monotonic()
        sent, second = 0, 0
        while (now := time.monotonic()) < began + seconds:
            for _ in range(min(int((now - began) * rate) - sent, 200)):
                self.send(now)
                sent += 1
            self.step(0.001)
            if now - began >= second:
                second += 1
                each_second()
        return sent, began

    def close(self):
        for fd in list(self.open):
            self.drop(fd)
        self.poll.close()


def overload(options):
    raise_limit(12_000)
    victim = Victim(options, "overload")
    descriptors = victim.descriptors()

    def measure_capacity(number):
        load = Load(victim, number)
        cpu = victim.cpu_s()
        rate = load.closed(16, 3)
        load.close()
        expect(load.statuses[202] > 100, f"inconclusive: the capacity is not known: {load.statuses} {load.faults}")
        until("what was accepted to be worked off", lambda: victim.metric("baton_backlog_seconds") == 0, 60, 0.2)
        ordinary, a_cpu_second = quantile(load.latencies, 0.99) * 1000, load.statuses[202] / (victim.cpu_s() - cpu)
        tell(f"capacity {rate:.0f} events/s of {len(load.begin) / 1024:.0f} KB, {a_cpu_second:.0f} a second of its processor time, "
             f"p99 {ordinary:.0f} ms with 16 connections")
        return rate, a_cpu_second, load.number

    # Normal again: small events are acknowledged as fast as ever, twenty in a row.
    def quick():
        times = []
        for _ in range(20):
            asked = time.monotonic()
            status = victim.admin.post("/api/v1/events", {"type": "crowd.after"}, timeout=60).status
            if status == 503:  # what came before it is still on its way
                return False
            equal(status, 202, "status after the flood")
            times.append((time.monotonic() - asked) * 1000)
        return max(times) < AckLimit.LEAST_MS

    def normal_after(ended):
        victim.admin.close()
        until("the acknowledgements to be quick again", quick, 30)
        took = time.monotonic() - ended
        tell(f"normal again after {took:.1f} s")
        return took

    # Five times the capacity takes a core and more of the machine to send, and what the machine gives changes by the half within a minute.
    # So goodput is what is acknowledged in a second of the server's own processor time, until all of it is worked off, and each of three
    # short floods is compared with the capacity just before and just after it.
    seconds = 20 if options.long else 4
    capacity, usual, number = measure_capacity(0)
    statuses, faults, memory, ratios, sent = collections.Counter(), collections.Counter(), [], [], 0
    for _ in range(3):
        flood = Load(victim, number)
        cpu = victim.cpu_s()
        count, began = flood.offer(5 * capacity, seconds, lambda: memory.append(victim.status_mb()))
        ended = time.monotonic()
        goodput, offered = flood.rate(began + seconds * 0.2, ended), count / (ended - began)
        flood.close()
        statuses, faults, sent = statuses + flood.statuses, faults + flood.faults, sent + count
        if not ratios:
            normal = normal_after(ended)
        until("what was accepted to be worked off", lambda: victim.metric("baton_backlog_seconds") == 0, 60, 0.2)
        a_cpu_second = flood.statuses[202] / (victim.cpu_s() - cpu)
        expect(offered >= 4 * capacity, f"inconclusive: offered only {offered / capacity:.1f} times the capacity")
        tell(f"offered {offered:.0f}/s ({offered / capacity:.1f} times) for {seconds} s: goodput {goodput:.0f}/s")
        before = usual
        capacity, usual, number = measure_capacity(flood.number)
        ratios.append(a_cpu_second / ((before + usual) / 2))
        tell(f"goodput {a_cpu_second:.0f} a second of its processor time, {ratios[-1]:.0%} of the capacity")
    early, late = memory[: len(memory) // 2], memory[len(memory) // 2 :]
    refused = statuses[429] + statuses[503]
    tell(f"answers {dict(statuses)}, without one {sum(faults.values())}, RSS {max(early):.0f} then {max(late):.0f} MB")

    expect(sorted(ratios)[1] >= 0.8, f"goodput: expected at least 80 % of the capacity in two of three floods, came {[f'{part:.0%}' for part in ratios]}")
    expect(set(statuses) <= {202, 429, 503}, f"expected 202, 429 or 503, came {dict(statuses)}")
    equal(faults["no Retry-After"], 0, "refusals without Retry-After")
    expect(max(memory) < RSS_MB, f"RSS: expected under {RSS_MB} MB, came {max(memory):.0f}")
    expect(max(late) < 1.25 * max(early), f"memory grows under load: {[round(value) for value in memory]}")
    expect(normal < 5, f"expected to be normal again within 5 s, took {normal:.1f}")
    expect(refused > sent * 0.2, f"what is too much is refused, and not left to wait: only {refused} of {sent} were")
    expect(faults["gave up"] < sent * 0.05, f"{faults['gave up']} of {sent} got no answer within {Load.TIMEOUT_S} s")
    comes_back(victim, descriptors)
    victim.stop()


class Stream:
    """One live follower of the events: what it was told."""

    def __init__(self, victim):
        self.socket = socket.create_connection(("127.0.0.1", victim.port), 10)
        head = f"GET /api/v1/stream?topics=events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {victim.token}\r\n\r\n"
        self.socket.sendall(head.encode())
        self.text = b""
        while b"retry: 2000" not in self.text:
            self.read()
        expect(b" 200 " in self.text.split(b"\r\n", 1)[0], f"a stream was refused: {self.text[:300]!r}")
        self.socket.setblocking(False)

    def read(self):
        part = self.socket.recv(65536)
        expect(part, f"a stream ended: {self.text[-300:]!r}")
        self.text += part

    def told(self):
        return [found.decode() for found in re.findall(rb'^data: .*"id":"(evt_[0-9a-z]+)"', self.text, re.M)]


def read_all(streams, poll, seconds):
    """Reads what comes within some seconds."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        for fd, _ in poll.poll(left):
            streams[fd].read()


def follow(options):
    count, rate = 1_000, 5
    raise_limit(count + 500)
    # One token may have half of the streams.
    victim = Victim(options, "follow", settings=f"http:\n  streams_max: {2 * count + 100}\n")
    descriptors = victim.descriptors()
    streams, poll = {}, select.epoll()
    for _ in range(count):
        stream = Stream(victim)
        streams[stream.socket.fileno()] = stream
        poll.register(stream.socket.fileno(), select.EPOLLIN)
    silence_s = 5
    before = victim.cpu_s()
    time.sleep(silence_s)
    silent = (victim.cpu_s() - before) / silence_s
    tell(f"{count} silent live streams cost {silent:.1%} of a core")

    sent, most_mb = [], 0.0
    limit = time.monotonic() + (60 if options.long else 6)
    while time.monotonic() < limit:
        sent.append(victim.admin.ok("POST", "/api/v1/events", {"type": "crowd.told"})["id"])
        read_all(streams, poll, 1 / rate)
        most_mb = max(most_mb, victim.status_mb())
    ended = time.monotonic()
    until("each stream to be told all", lambda: read_all(streams, poll, 0.05) or all(sent[-1].encode() in one.text for one in streams.values()), 10, 0)
    tell(f"{len(sent)} events told {count} times, the last {time.monotonic() - ended:.1f} s after it was sent; RSS at most {most_mb:.0f} MB")
    for stream in streams.values():
        equal(stream.told(), sent, "events that a stream was told")
    expect(silent < 0.2, f"silent live streams: expected under 20 % of a core, came {silent:.0%}")
    expect(most_mb < RSS_MB, f"RSS: expected under {RSS_MB} MB, came {most_mb:.0f}")

    poll.close()
    for stream in streams.values():
        stream.socket.close()

    # Who has gone is noticed when there is something to be told.
    def gone():
        victim.admin.ok("POST", "/api/v1/events", {"type": "crowd.gone"})
        return victim.metric("baton_connections_open") <= 1

    until("the server to notice that they have gone", gone, 10, 0.2)
    comes_back(victim, descriptors)
    victim.stop()


if __name__ == "__main__":
    drills = {"slow": slow, "idle": idle, "overload": overload, "follow": follow}
    name = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ""
    if name not in drills:
        sys.exit(__doc__ if "--help" in sys.argv else f"error: expected one of {', '.join(drills)}")
    options = arguments(__doc__)
    runner = Runner(name, holds_answers=False)
    runner.check(name, drills[name], options)
    print("; ".join([*TOLD, f"{runner.passed} passed, {runner.failed} failed"]))
    sys.exit(1 if runner.failed else 0)

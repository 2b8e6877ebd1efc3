"""The end-to-end tests' own small configuration: one signed hook, one place to act on, one workflow."""

import json
import threading

from harness import Server, Simulator, config_folder, sign

SECRET = "e2e-secret"

CONNECTIONS = """\
connections:
  orders:
    connector: http
    webhook:
      scheme: hmac
      secret: { env: ORDERS_SECRET }
      header: X-Signature
      prefix: "sha256="
      id_header: X-Delivery-Id
  board:
    connector: asana
    base_url: { env: OUT_URL }
    allow_private: true
    auth: { kind: bearer, token: { env: ORDERS_SECRET } }
    settings: { workspace: "1" }
    webhook: { scheme: asana, accept_handshake: true }
  out:
    connector: http
    base_url: { env: OUT_URL }
    allow_private: true
"""

# Two actions with a decision in between when the order is large.
ORDER = """\
workflow: order
title: Order
on:
  - event: order.placed
    when: event.data.total >= 10
    key: event.data.id
    inputs: { id: "${event.data.id}", total: "${event.data.total}" }
inputs:
  id: { type: string }
  total: { type: number }
steps:
  book:
    do: out.post
    with: { path: /book, body: { order: "${inputs.id}", step: book } }
    retry: { attempts: 8, initial: 50ms, factor: 2, max: 1s }
  agree:
    needs: book
    when: inputs.total >= 1000.0
    approve: { by: { group: ops, count: 1, not: requester }, ask: "Ship ${inputs.id}?" }
  ship:
    needs: [book, agree]
    do: out.post
    with: { path: /ship, body: { order: "${inputs.id}", step: ship } }
    retry: { attempts: 8, initial: 50ms, factor: 2, max: 1s }
"""

# Fails for good at its first action: the vendor says that such an order cannot be.
DOOMED = """\
workflow: doomed
on:
  - event: doomed.placed
    key: event.data.id
    inputs: { id: "${event.data.id}" }
inputs:
  id: { type: string }
steps:
  book:
    do: out.post
    with: { path: /doomed, body: { order: "${inputs.id}" } }
    retry: { attempts: 1 }
"""


class Scene:
    """A simulator and a server over one data folder."""

    def __init__(self, build, scratch, name="scene", settings=None, options=(), extra=None, server_class=Server):
        self.scratch = scratch
        self.simulator = Simulator(build, log=scratch / f"{name}-simulator.log")
        self.folder = config_folder(
            scratch / f"{name}-config", CONNECTIONS + (extra or ""), {"order.yaml": ORDER, "doomed.yaml": DOOMED}, settings
        )
        self.environment = {"ORDERS_SECRET": SECRET, "OUT_URL": self.simulator.url("http"), "BATON_ALLOW_PRIVATE": "1"}
        self.server = server_class(build, scratch / f"{name}-data", self.folder, self.environment, options, log=scratch / f"{name}-server.log")
        self.admin = self.server.ready()

    def restart(self, **changes):
        self.server = self.server.again(**changes)
        self.admin = self.server.ready()
        return self.admin

    def stop(self):
        self.server.kill()
        self.simulator.kill()


def order(number, total=50, kind="order.placed"):
    return json.dumps({"type": kind, "id": f"order-{number}", "total": total})


def delivery(body, delivery_id=None, secret=SECRET):
    headers = {"Content-Type": "application/json", "X-Signature": sign(secret, body)}
    if delivery_id:
        headers["X-Delivery-Id"] = delivery_id
    return headers


def raw_request(body, delivery_id, path="/hooks/orders", secret=SECRET):
    """A whole signed request as bytes."""
    data = body if isinstance(body, bytes) else body.encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n"
    head += f"X-Signature: {sign(secret, data)}\r\nX-Delivery-Id: {delivery_id}\r\n\r\n"
    return head.encode() + data


class Senders:
    """Threads that send signed orders until told to stop, and remember what was acknowledged."""

    def __init__(self, port, threads=4, prefix="o"):
        self.port, self.prefix = port, prefix
        self.acknowledged, self.refused, self.unknown = [], [], []
        self.number, self.lock = 0, threading.Lock()
        self.running = True
        self.threads = [threading.Thread(target=self.send, daemon=True) for _ in range(threads)]
        for thread in self.threads:
            thread.start()

    def next(self):
        with self.lock:
            self.number += 1
            return f"{self.prefix}-{self.number}"

    def send(self):
        import http.client
        import time

        connection = None
        while self.running:
            name = self.next()
            body = order(name)
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("POST", "/hooks/orders", body, delivery(body, name))
                answer = connection.getresponse()
                answer.read()
                (self.acknowledged if 200 <= answer.status < 300 else self.refused).append(name)
            except (OSError, http.client.HTTPException):
                self.unknown.append(name)
                connection = None
                time.sleep(0.02)

    def stop(self):
        self.running = False
        for thread in self.threads:
            thread.join(10)

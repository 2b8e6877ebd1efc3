"""A little HTTP/1.1 over plain sockets, for both ends: the senders, the sink and the toy server. Loopback only."""

import socket
import threading


class Closed(Exception):
    """The other side closed the connection, or sent what is not HTTP."""


class Peer:
    """One connection, read message by message."""

    def __init__(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket, self.buffer = connection, b""

    @classmethod
    def to(cls, port, timeout=5.0):
        return cls(socket.create_connection(("127.0.0.1", port), timeout))

    def more(self):
        part = self.socket.recv(65536)
        if not part:
            raise Closed
        self.buffer += part

    def read(self):
        """The next message: its first line, its fields in lower case, its body."""
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            self.more()
        lines = self.buffer[:end].decode("latin-1").split("\r\n")
        fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip()
        try:
            length = int(fields.get("content-length", 0))
        except ValueError:
            raise Closed from None
        end += 4
        while len(self.buffer) < end + length:
            self.more()
        body, self.buffer = self.buffer[end : end + length], self.buffer[end + length :]
        return lines[0], fields, body

    def ask(self, method, path, body=b"", fields=None):
        """Sends a request and returns (status, fields, body)."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in (fields or {}).items())
        self.socket.sendall(head.encode() + b"\r\n" + body)
        while True:
            line, answer, data = self.read()
            parts = line.split(" ", 2)
            if len(parts) < 2 or not parts[1].isdigit():
                raise Closed
            if parts[1] != "100":
                return int(parts[1]), answer, data

    def answer(self, status, body=b"", fields=None):
        self.socket.sendall(answer(status, body, fields))

    def close(self):
        self.socket.close()


def answer(status, body=b"", fields=None):
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in (fields or {}).items())
    return head.encode() + b"\r\n" + body


class Listener:
    """Calls `serve(peer)` in a thread of its own for every connection; knows how many are open."""

    def __init__(self, serve, port=0):
        self.serve = serve
        self.socket = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port = self.socket.getsockname()[1]
        self.open, self.accepted, self.changed = 0, None, threading.Condition()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, address = self.socket.accept()
            except OSError:
                return
            with self.changed:
                self.open += 1
                self.accepted = address
                self.changed.notify_all()
            threading.Thread(target=self.handle, args=(connection,), daemon=True).start()

    def handle(self, connection):
        try:
            self.serve(Peer(connection))
        except (Closed, OSError):
            pass
        finally:
            connection.close()
            with self.changed:
                self.open -= 1
                self.changed.notify_all()

    def wait_none_open(self, seconds):
        """Waits until every connection made so far is over. Those not yet accepted are, once our own is."""
        probe = Peer.to(self.port)
        own = probe.socket.getsockname()
        with self.changed:
            reached = self.changed.wait_for(lambda: self.accepted == own, seconds)
        probe.close()
        with self.changed:
            return reached and self.changed.wait_for(lambda: self.open == 0, seconds)

    def close(self):
        # Closing alone would leave a thread in accept() holding the port.
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

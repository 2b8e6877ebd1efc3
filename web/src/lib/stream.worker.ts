import { Follower, type Message, type Standing } from './sse';

// One connection for all tabs of this browser: a browser opens few to one server, and each stream keeps one.

interface Scope {
  onconnect: ((event: MessageEvent) => void) | null;
}

export type ToWorker = 'hello' | 'bye';
export type FromWorker = { standing: Standing } | { message: Message } | { resync: true };

const ports = new Set<MessagePort>();
let standing: Standing = 'connecting';

const tell = (what: FromWorker) => ports.forEach((port) => port.postMessage(what));

const follower = new Follower({
  message: (message) => tell({ message }),
  standing: (now) => {
    standing = now;
    tell({ standing });
  },
  resync: () => tell({ resync: true }),
});

(self as unknown as Scope).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data === 'bye') {
      ports.delete(port);
      if (ports.size === 0) follower.stop();
      return;
    }
    const first = ports.size === 0;
    ports.add(port);
    if (first || standing === 'refused') follower.start();
    else port.postMessage({ standing } satisfies FromWorker);
  };
};

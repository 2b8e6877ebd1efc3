import type { EventRecord, RunRecord } from './api';
import { session } from './session.svelte';
import { Follower, type Message, type Standing } from './sse';
import type { FromWorker, ToWorker } from './stream.worker';

// What happens on the server, told to whatever page listens: once for each frame that is drawn, so that a burst costs one drawing.

export interface News {
  runs: RunRecord[];
  events: EventRecord[];
  /** Something was missed: fetch anew. */
  resync: boolean;
}

type Listener = (news: News) => void;

// A tab that nobody has looked at for so long gives its own connection back.
const kHiddenMs = 30_000;

class Live {
  standing = $state<Standing>('connecting');
  /** Since when nothing has been heard; null while it is live. */
  since = $state<number | null>(null);
  #listeners = new Set<Listener>();
  #news: News = { runs: [], events: [], resync: false };
  #drawing = false;
  #port: MessagePort | null = null;
  #follower: Follower | null = null;
  #hidden: ReturnType<typeof setTimeout> | undefined;

  start(): void {
    this.stop();
    if (typeof SharedWorker === 'function') this.#share();
    else this.#alone();
  }

  stop(): void {
    this.#port?.postMessage({ bye: true } satisfies ToWorker);
    this.#port = null;
    this.#follower?.stop();
    this.#follower = null;
  }

  /** Calls back with what happens; returns what ends that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #share(): void {
    const worker = new SharedWorker(new URL('./stream.worker.ts', import.meta.url), { type: 'module', name: 'baton' });
    this.#port = worker.port;
    worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if ('standing' in data) this.#stands(data.standing);
      else if ('message' in data) this.#take(data.message);
      else this.#resync();
    };
    worker.port.postMessage({ hello: session.headers() } satisfies ToWorker);
    addEventListener('pagehide', () => this.stop());
    addEventListener('pageshow', (event) => event.persisted && this.start());
  }

  #alone(): void {
    const follower = new Follower('/api/v1/stream?topics=runs,events', () => session.headers(), {
      message: (message) => this.#take(message),
      standing: (standing) => this.#stands(standing),
      resync: () => this.#resync(),
    });
    this.#follower = follower;
    follower.start();
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.#hidden);
      if (document.hidden) this.#hidden = setTimeout(() => follower.stop(), kHiddenMs);
      else if (this.standing !== 'live') follower.start();
    });
  }

  #stands(standing: Standing): void {
    this.standing = standing;
    if (standing === 'refused') session.expired();
    if (standing === 'live') this.since = null;
    else this.since ??= Date.now();
  }

  #take(message: Message): void {
    if (message.event === 'run') this.#news.runs.push(JSON.parse(message.data) as RunRecord);
    else if (message.event === 'event') this.#news.events.push(JSON.parse(message.data) as EventRecord);
    else if (message.event === 'resync') this.#news.resync = true;
    else return;
    this.#draw();
  }

  #resync(): void {
    this.#news.resync = true;
    this.#draw();
  }

  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    const tell = () => {
      this.#drawing = false;
      const news = this.#news;
      this.#news = { runs: [], events: [], resync: false };
      for (const listener of this.#listeners) listener(news);
    };
    // A tab in the background draws nothing, and still wants to know.
    if (document.hidden) setTimeout(tell, 1000);
    else requestAnimationFrame(tell);
  }
}

export const live = new Live();

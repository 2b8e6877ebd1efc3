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
  /** Aborted when the news ends: it takes away the connection, and what listens to the page. */
  #ended = new AbortController();

  start(): void {
    this.stop();
    this.#ended = new AbortController();
    if (typeof SharedWorker === 'function') this.#share(this.#ended.signal);
    else this.#alone(this.#ended.signal);
  }

  stop(): void {
    this.#ended.abort();
  }

  /** Calls back with what happens; returns what ends that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #share(ended: AbortSignal): void {
    const tell = (what: ToWorker) => port.postMessage(what);
    const connect = (): MessagePort => {
      const worker = new SharedWorker(new URL('./stream.worker.ts', import.meta.url), { type: 'module', name: 'baton' });
      worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if ('standing' in data) this.#stands(data.standing);
        else if ('message' in data) this.#take(data.message);
        else this.#resync();
      };
      return worker.port;
    };
    let port = connect();
    tell('hello');
    ended.addEventListener('abort', () => tell('bye'));
    // The browser keeps a page that somebody leaves, and shows it when they go back; what happened meanwhile it was not told.
    addEventListener('pagehide', () => tell('bye'), { signal: ended });
    const back = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      port = connect();
      tell('hello');
      this.#resync();
    };
    addEventListener('pageshow', back, { signal: ended });
  }

  #alone(ended: AbortSignal): void {
    const follower = new Follower({
      message: (message) => this.#take(message),
      standing: (standing) => this.#stands(standing),
      resync: () => this.#resync(),
    });
    let hidden: ReturnType<typeof setTimeout> | undefined;
    let resting = false;
    const rest = () => {
      resting = true;
      follower.stop();
    };
    const looked = () => {
      clearTimeout(hidden);
      if (document.hidden) hidden = setTimeout(rest, kHiddenMs);
      else if (resting || this.standing !== 'live') {
        resting = false;
        follower.start();
      }
    };
    follower.start();
    document.addEventListener('visibilitychange', looked, { signal: ended });
    ended.addEventListener('abort', () => {
      clearTimeout(hidden);
      follower.stop();
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

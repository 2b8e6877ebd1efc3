// Reads server-sent events (HTML Living Standard, section 9.2) from a fetch, comes back with Last-Event-ID, and says how it stands.
// Used in the worker that all tabs share, and in the page where there is no such worker.

export interface Message {
  id: string;
  event: string;
  data: string;
}

/** Cuts a stream of text into messages; what is not whole yet is kept for the next call. */
export class Cutter {
  #rest = '';

  push(chunk: string): Message[] {
    const text = this.#rest + chunk;
    const blocks = text.split(/\r\n\r\n|\n\n|\r\r/);
    this.#rest = blocks.pop() ?? '';
    return blocks.map(message).filter((each) => each !== null);
  }
}

function message(block: string): Message | null {
  const made: Message = { id: '', event: 'message', data: '' };
  let any = false;
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') {
      made.data += any ? `\n${value}` : value;
      any = true;
    } else if (name === 'event') made.event = value;
    else if (name === 'id') made.id = value;
  }
  return any ? made : null;
}

export type Standing = 'connecting' | 'live' | 'broken' | 'refused';

export interface Hooks {
  message(message: Message): void;
  standing(standing: Standing): void;
  /** What happened meanwhile cannot be told: fetch anew. */
  resync(): void;
}

const kStream = '/api/v1/stream?topics=runs,events';
const kFirstPauseMs = 1000;
const kLongestPauseMs = 30_000;
// The server writes at least every 15 s; three silences mean that nobody is there.
const kSilenceMs = 45_000;

/** The pause before try number `tries`, with jitter, so that many tabs do not come back at once. */
export function pause(tries: number, random = Math.random()): number {
  return Math.min(kLongestPauseMs, kFirstPauseMs * 2 ** (tries - 1)) * (0.5 + random / 2);
}

export class Follower {
  #last = '';
  #stop: AbortController | null = null;
  #tries = 0;
  #followed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly hooks: Hooks) {}

  start(): void {
    this.stop();
    void this.#follow();
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = null;
    clearTimeout(this.#timer);
  }

  async #follow(): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    const again = this.#followed;
    this.#followed = true;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => stop.abort(), kSilenceMs);
    };
    try {
      heard();
      const resume: Record<string, string> = this.#last ? { 'Last-Event-ID': this.#last } : {};
      const answer = await fetch(kStream, {
        headers: { ...resume, Accept: 'text/event-stream' },
        signal: stop.signal,
        cache: 'no-store',
      });
      if (answer.status === 401 || answer.status === 403) {
        this.hooks.standing('refused');
        return;
      }
      if (answer.status === 409) {
        this.#last = '';
        this.hooks.resync();
      } else if (answer.ok && answer.body) {
        // Without an id nothing tells what happened since it was last asked: the pages fetch what they show.
        if (again && !this.#last) this.hooks.resync();
        await this.#read(answer.body, heard);
      }
    } catch {
      // Whatever broke it, it is tried again.
    } finally {
      clearTimeout(silence);
    }
    if (this.#stop !== stop) return;
    this.hooks.standing('broken');
    this.#tries += 1;
    this.#timer = setTimeout(() => void this.#follow(), pause(this.#tries));
  }

  async #read(body: ReadableStream<Uint8Array>, heard: () => void): Promise<void> {
    this.#tries = 0;
    this.hooks.standing('live');
    const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
    const cutter = new Cutter();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      for (const each of cutter.push(value)) {
        if (each.id) this.#last = each.id;
        this.hooks.message(each);
      }
    }
  }
}

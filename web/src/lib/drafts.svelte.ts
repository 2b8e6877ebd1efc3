import { ask, DELETE, GET, isAbort, problemOf, PUT, type Problem } from './api';
import { copyOf, store, stored, unsentOf, type Copy, type Draft } from './copies';
import { session } from './session.svelte';

// Drafts of templates. A draft is kept in this browser at once, and a moment later on the server, where its author finds it from
// everywhere. The server takes it only from who knows the draft that stands there, so that no tab overwrites another one unseen.

const kSendAfterMs = 1000;
// How many texts are remembered that were sent and not answered.
const kUnansweredMax = 9;

const author = () => session.me?.name ?? '';

// The list is asked first: that there is no draft is no failure.
async function onServer(name: string, signal?: AbortSignal): Promise<Draft | null> {
  const { items } = await ask(GET('/api/v1/me/drafts', { signal }));
  if (!items.some((each) => each.name === name)) return null;
  const params = { path: { name } };
  const { text, version, saved_at, tag } = await ask(GET('/api/v1/me/drafts/{name}', { params, signal }));
  return { text, version, saved: Date.parse(saved_at), tag };
}

/**
 * With which draft to go on: what this browser has and the server has not, or else what the server has. `other` is one of the server
 * that stands in the way. Where the server was not asked (undefined), the copy holds.
 */
export function pick(copy: Copy | null, server: Draft | null | undefined): { draft: Copy | null; other?: Draft } {
  if (server === undefined) return { draft: copy };
  const same = server?.text === copy?.text && server?.version === copy?.version;
  if (!copy?.unsent || same) return { draft: server && { ...server, unsent: false } };
  if (!server) return { draft: { ...copy, tag: '' } };
  return server.tag === copy.tag ? { draft: copy } : { draft: copy, other: server };
}

async function find(name: string, signal: AbortSignal) {
  let server: Draft | null | undefined;
  let problem: Problem | null = null;
  try {
    if (session.mayOperate) server = await onServer(name, signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    problem = problemOf(error);
  }
  return { problem, ...pick(copyOf(author(), name), server) };
}

/** The draft of a template for who only looks at it. */
export const draftOf = async (name: string, signal: AbortSignal): Promise<Draft | null> =>
  (await find(name, signal)).draft;

/** The names of the templates of which there is a draft, on the server or in this browser only. */
export async function draftNames(signal: AbortSignal): Promise<string[]> {
  const items = session.mayOperate ? (await ask(GET('/api/v1/me/drafts', { signal }))).items : [];
  return [...new Set([...items.map((each) => each.name), ...unsentOf(author())])];
}

/** Keeps the draft of one template while it is written. */
export class Keeper {
  draft = $state.raw<Copy | null>(null);
  /** Why the server has not got it. */
  problem = $state.raw<Problem | null>(null);
  /** Another tab or browser has kept this one meanwhile, or has dropped it (null). Until somebody has chosen, nothing is kept. */
  other = $state.raw<Draft | null | undefined>();
  // What this tab knows of the copy in this browser.
  #seen: string | null = null;
  // What was sent and not answered yet, the last first: the server may have it.
  #unanswered: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;
  #published = false;

  constructor(private readonly name: string) {}

  /** Finds the draft to go on with. */
  async load(signal: AbortSignal): Promise<Copy | null> {
    await this.flush();
    session.beforeSignOut = () => this.flush();
    const { draft: found, other, problem } = await find(this.name, signal);
    // What the server has still is no draft of what was published.
    const draft = this.#published ? null : found;
    const left = draft ? other : (found ?? undefined);
    this.#choose(draft);
    this.problem = problem;
    this.other = left;
    this.#soon();
    return draft;
  }

  /** Something was typed, or the draft is held against another version from now on. */
  change(text: string, version: number): void {
    this.#put({ text, version, saved: Date.now(), tag: this.draft?.tag ?? '', unsent: true });
    this.#soon();
  }

  /** Sends what is not sent yet: a moment after the last key, and when the page is left, looked at again, or online again. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    return (this.#sending ??= this.#send().finally(() => (this.#sending = undefined)));
  }

  /** Looks whether another tab or browser has kept another draft meanwhile. */
  async look(): Promise<void> {
    if (!session.mayOperate) return;
    const tag = this.draft?.tag ?? '';
    const theirs = await onServer(this.name).catch(() => undefined);
    if (theirs === undefined || tag !== (this.draft?.tag ?? '') || tag === (theirs?.tag ?? '')) return;
    if (theirs && this.#unanswered.includes(theirs.text)) this.#sent(theirs);
    else this.other = theirs;
  }

  /** This text takes the place of the other draft. */
  keep(text: string, version: number): void {
    const tag = this.other?.tag ?? '';
    this.#choose({ text, version, saved: Date.now(), tag, unsent: true });
    void this.flush();
  }

  /** The other draft takes the place of this text. */
  take(): void {
    this.#choose(this.other ? { unsent: false, ...this.other } : null);
  }

  /** Discards the draft, here and on the server. One that another tab or browser has kept meanwhile stays. */
  async drop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sending;
    const tag = this.draft?.tag;
    try {
      const params = { path: { name: this.name } };
      if (tag) await ask(DELETE('/api/v1/me/drafts/{name}', { params, headers: { 'If-Match': `"${tag}"` } }));
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status !== 404 && problem.status !== 412) {
        this.problem = problem;
        return;
      }
    }
    this.#choose(null);
  }

  /** It was published, by which the server has dropped it. */
  forget(): void {
    this.#choose(null);
    this.#published = true;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), kSendAfterMs);
  }

  #choose(copy: Copy | null): void {
    this.other = undefined;
    this.problem = null;
    this.#published = false;
    this.#seen = stored(author(), this.name);
    this.#put(copy);
  }

  // Another tab of this browser may have changed the copy, also while the server is away.
  #put(copy: Copy | null): void {
    this.draft = copy;
    if (this.other === undefined && stored(author(), this.name) !== this.#seen) this.other = copyOf(author(), this.name);
    if (this.other !== undefined) return;
    store(author(), this.name, copy);
    this.#seen = stored(author(), this.name);
  }

  async #send(): Promise<void> {
    const params = { path: { name: this.name } };
    const { me } = session;
    while (this.draft?.unsent && this.other === undefined && session.mayOperate && session.me === me) {
      const { text, version, tag } = this.draft;
      const headers = tag ? { 'If-Match': `"${tag}"` } : { 'If-None-Match': '*' };
      this.#unanswered = [text, ...this.#unanswered].slice(0, kUnansweredMax);
      try {
        const kept = await ask(PUT('/api/v1/me/drafts/{name}', { params, headers, body: { text, version } }));
        this.#sent({ text, version, tag: kept.tag, saved: Date.parse(kept.saved_at) });
      } catch (error) {
        this.problem = problemOf(error);
        if (this.problem.status === 412) await this.look();
        // Without a problem, what stood in the way was this very draft, whose answer had been lost.
        if (this.problem) return;
      }
    }
  }

  // What was typed meanwhile is still to be sent.
  #sent(server: Draft): void {
    this.problem = null;
    this.#unanswered = [];
    if (!this.draft) return;
    const { text, version, saved } = this.draft;
    const unsent = text !== server.text || version !== server.version;
    this.#put({ text, version, tag: server.tag, saved: unsent ? saved : server.saved, unsent });
  }
}

import { untrack } from 'svelte';

import { isAbort, problemOf, type Problem } from './api';

// News abort no answer that is under way for less than this: where they come faster than answers, no answer would ever come.
const kPatienceMs = 5000;
// How long to wait at least before looking again whether the answer has come.
const kLookAgainMs = 100;

/** Something that is fetched: what came, why it did not, and whether it is under way. The newest call wins; older ones are aborted. */
export class Load<T> {
  data = $state.raw<T | undefined>();
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  #stop: AbortController | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;
  #began = 0;
  #of = '';

  constructor(private readonly fetcher: (signal: AbortSignal) => Promise<T>) {}

  /** What it reads of the page does not make an effect that calls it run again. */
  run(): Promise<void> {
    return untrack(() => this.#run());
  }

  async #run(): Promise<void> {
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.busy = true;
    this.#began = Date.now();
    try {
      const data = await this.fetcher(stop.signal);
      if (stop.signal.aborted) return;
      this.data = data;
      this.problem = null;
    } catch (error) {
      if (isAbort(error) || stop.signal.aborted) return;
      this.problem = problemOf(error);
    } finally {
      if (this.#stop === stop) {
        this.busy = false;
        this.#stop = null;
      }
    }
  }

  /** Runs again soon; several calls in between are one. What is under way ends first, unless it takes too long. */
  soon(ms = 300): void {
    this.#again ??= setTimeout(() => {
      this.#again = undefined;
      if (this.busy && Date.now() - this.#began < kPatienceMs) this.soon(Math.max(ms, kLookAgainMs));
      else void this.run();
    }, ms);
  }

  /**
   * For an effect that reads what it is `of` and the revision of that. A newer revision aborts nothing, since where revisions come faster
   * than answers no answer would ever come: it is asked for next. An answer that is under way for something else is worth nothing.
   */
  keep(of: string, ms?: number): void {
    if (of !== this.#of) this.stop();
    this.#of = of;
    this.soon(ms);
  }

  /** Forgets what came, since something else is wanted from now on. */
  clear(): void {
    this.data = undefined;
    this.problem = null;
  }

  stop(): void {
    this.#stop?.abort();
    clearTimeout(this.#again);
    this.#again = undefined;
  }
}

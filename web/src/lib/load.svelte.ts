import { untrack } from 'svelte';

import { isAbort, problemOf, type Problem } from './api';

/** Something that is fetched: what came, why it did not, and whether it is under way. The newest call wins; older ones are aborted. */
export class Load<T> {
  data = $state.raw<T | undefined>();
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  #stop: AbortController | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;

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
    try {
      const data = await this.fetcher(stop.signal);
      if (stop.signal.aborted) return;
      this.data = data;
      this.problem = null;
    } catch (error) {
      if (isAbort(error) || stop.signal.aborted) return;
      this.problem = problemOf(error);
    } finally {
      if (this.#stop === stop) this.busy = false;
    }
  }

  /** Runs again soon; several calls in between are one. */
  soon(ms = 300): void {
    this.#again ??= setTimeout(() => {
      this.#again = undefined;
      void this.run();
    }, ms);
  }

  stop(): void {
    this.#stop?.abort();
    clearTimeout(this.#again);
    this.#again = undefined;
  }
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Load } from './load.svelte';

describe('what is fetched again and again', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** Takes so long to fetch. */
  function slow(ms: number) {
    const seen = { begun: 0, aborted: 0 };
    const load = new Load(
      (signal) =>
        new Promise<number>((done, fail) => {
          const turn = ++seen.begun;
          const timer = setTimeout(() => done(turn), ms);
          signal.addEventListener('abort', () => {
            seen.aborted += 1;
            clearTimeout(timer);
            fail(new DOMException('', 'AbortError'));
          });
        }),
    );
    return { load, seen };
  }

  it('comes also where news come faster than answers', async () => {
    const { load, seen } = slow(1000);
    for (let news = 0; news < 40; ++news) {
      load.soon();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect([load.data, seen.aborted]).toEqual([3, 0]);
    await vi.advanceTimersByTimeAsync(3000);
    expect(load.busy).toBe(false);
  });

  it('is asked for anew where an answer does not come, as on a connection that broke', async () => {
    const { load, seen } = slow(1_000_000);
    void load.run();
    await vi.advanceTimersByTimeAsync(1000);
    load.soon(0);
    await vi.advanceTimersByTimeAsync(3000);
    expect([seen.begun, seen.aborted]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(3000);
    expect([seen.begun, seen.aborted]).toEqual([2, 1]);
    load.stop();
  });

  it('is forgotten where something else is wanted', async () => {
    const { load } = slow(10);
    void load.run();
    await vi.advanceTimersByTimeAsync(20);
    expect(load.data).toBe(1);
    load.clear();
    expect([load.data, load.problem]).toEqual([undefined, null]);
  });

  it('is over when nobody wants it any more', async () => {
    const { load, seen } = slow(1000);
    void load.run();
    load.soon();
    await vi.advanceTimersByTimeAsync(400);
    load.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([seen.begun, seen.aborted, load.busy, load.problem]).toEqual([1, 1, false, null]);
  });
});

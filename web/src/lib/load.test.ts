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

  it('comes where what it is of changes faster than answers come, and the newest state has the last word', async () => {
    const { load, seen } = slow(1000);
    for (let revision = 0; revision < 40; ++revision) {
      load.keep('run_1');
      await vi.advanceTimersByTimeAsync(100);
    }
    expect([load.data, seen.aborted]).toEqual([3, 0]);
    const before = seen.begun;
    load.keep('run_1');
    await vi.advanceTimersByTimeAsync(3000);
    expect([load.data, seen.aborted, load.busy]).toEqual([before + 1, 0, false]);
  });

  it('is given up for another thing, whose answer comes at once', async () => {
    const { load, seen } = slow(1000);
    load.keep('run_1', 0);
    await vi.advanceTimersByTimeAsync(500);
    load.keep('run_2', 0);
    await vi.advanceTimersByTimeAsync(10);
    expect([load.busy, seen.begun, seen.aborted]).toEqual([true, 2, 1]);
    await vi.advanceTimersByTimeAsync(1000);
    expect([load.data, seen.begun, load.busy]).toEqual([2, 2, false]);
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

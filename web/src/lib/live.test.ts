import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { live } from './live.svelte';

describe('the live news', () => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  const show = (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  let fetchedAnew = 0;
  let deaf = () => {};

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('document', page);
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw));
    fetchedAnew = 0;
    deaf = live.listen((news) => (fetchedAnew += Number(news.resync)));
  });
  afterEach(() => {
    deaf();
    live.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('come again to a tab that was hidden for long, where tabs share no worker', async () => {
    let asked = 0;
    vi.stubGlobal('SharedWorker', undefined);
    vi.stubGlobal('fetch', async () => {
      asked += 1;
      return new Response(new ReadableStream());
    });
    live.start();
    await vi.advanceTimersByTimeAsync(10);
    expect([live.standing, asked, fetchedAnew]).toEqual(['live', 1, 0]);
    show(true);
    await vi.advanceTimersByTimeAsync(31_000);
    show(false);
    await vi.advanceTimersByTimeAsync(10);
    expect([live.standing, asked, fetchedAnew]).toEqual(['live', 2, 1]);
  });

  it('are fetched anew by a page that the browser has kept, once each time that it is shown again', async () => {
    const told: unknown[] = [];
    vi.stubGlobal(
      'SharedWorker',
      class {
        port = { postMessage: (what: unknown) => told.push(what) };
      },
    );
    live.start();
    for (let times = 1; times <= 3; ++times) {
      page.dispatchEvent(new Event('pagehide'));
      page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
      await vi.advanceTimersByTimeAsync(10);
      expect(fetchedAnew).toBe(times);
    }
    expect(told).toEqual(['hello', 'bye', 'hello', 'bye', 'hello', 'bye', 'hello']);
  });
});

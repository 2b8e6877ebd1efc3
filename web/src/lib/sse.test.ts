import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Cutter, Follower, pause } from './sse';

describe('server-sent events', () => {
  it('are cut at blank lines, wherever the chunks end', () => {
    const cutter = new Cutter();
    expect(cutter.push('retry: 2000\n\nid: 7\nevent: run\nda')).toEqual([]);
    expect(cutter.push('ta: {"a":1}\n')).toEqual([]);
    expect(cutter.push('\n: still here\n\n')).toEqual([{ id: '7', event: 'run', data: '{"a":1}' }]);
  });

  it('join lines of data', () => {
    expect(new Cutter().push('data: a\ndata: b\n\n')).toEqual([{ id: '', event: 'message', data: 'a\nb' }]);
  });

  it('come back after longer and longer pauses, 30 s at most', () => {
    expect(pause(1, 1)).toBe(1000);
    expect(pause(3, 1)).toBe(4000);
    expect(pause(20, 1)).toBe(30_000);
    expect(pause(1, 0)).toBe(500);
  });
});

describe('a follower', () => {
  const told: string[] = [];
  const asked: (string | null)[] = [];
  const answers: (() => Response)[] = [];
  const stream = (text: string) => () => new Response(text, { status: 200 });
  const status = (code: number) => () => new Response('', { status: code });
  let follower: Follower;

  beforeEach(() => {
    vi.useFakeTimers();
    told.length = asked.length = answers.length = 0;
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      asked.push(new Headers(init.headers).get('Last-Event-ID'));
      const answer = answers.shift();
      if (!answer) return new Promise(() => {});
      return answer();
    });
    follower = new Follower({
      message: (message) => told.push(`${message.event} ${message.data}`),
      standing: (standing) => told.push(standing),
      resync: () => told.push('resync'),
    });
  });
  afterEach(() => {
    follower.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('comes back where it was, and needs no fetching anew', async () => {
    answers.push(stream('id: 5\nevent: run\ndata: a\n\n'), stream('id: 6\nevent: run\ndata: b\n\n'));
    follower.start();
    await vi.advanceTimersByTimeAsync(3000);
    expect(asked.slice(0, 2)).toEqual([null, '5']);
    expect(told.slice(0, 4)).toEqual(['live', 'run a', 'broken', 'live']);
    expect(told).toContain('run b');
    expect(told).not.toContain('resync');
  });

  it('has everything fetched anew when what was missed cannot be told', async () => {
    answers.push(stream('id: 5\nevent: run\ndata: a\n\n'), status(409), stream(''));
    follower.start();
    await vi.advanceTimersByTimeAsync(6000);
    expect(asked.slice(0, 3)).toEqual([null, '5', null]);
    expect(told.filter((each) => each === 'resync').length).toBeGreaterThan(0);
  });

  it('tries again after a refusal that passes, and not after one that stays', async () => {
    answers.push(status(503), status(401));
    follower.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
    expect(told).toEqual(['broken', 'refused']);
  });
});

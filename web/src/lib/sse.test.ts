import { describe, expect, it } from 'vitest';

import { Cutter, pause } from './sse';

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

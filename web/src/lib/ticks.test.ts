import { describe, expect, it } from 'vitest';

import { spanOf, withRoom } from './ticks';

describe('times at the top of a chart', () => {
  const tick = (at: number) => ({ at, text: '12:46', anchor: 'start' as const });

  it('reach as far as their words', () => {
    expect(spanOf({ at: 100, text: 'now!', anchor: 'middle' })).toEqual([87, 113]);
    expect(spanOf({ at: 100, text: 'now!', anchor: 'end' })).toEqual([74, 100]);
    expect(spanOf({ at: 100, text: 'now!', anchor: 'start' })).toEqual([100, 126]);
  });

  it('leave room for longer words beside them, in each language', () => {
    const left = (text: string) =>
      withRoom([tick(0), tick(120), tick(200), tick(300)], [{ at: 190, text, anchor: 'middle' }], 400).map((each) => each.at);
    expect(left('now')).toEqual([0, 120, 300]);
    expect(left('maintenant')).toEqual([0, 300]);
  });

  it('end where the chart does', () => {
    expect(withRoom([tick(0), tick(380)], [], 400)).toEqual([tick(0)]);
  });
});

import { describe, expect, it } from 'vitest';

import { fanOf, percent } from './forecast';

describe('the fan of a forecast', () => {
  const now = Date.parse('2026-05-04T12:00:00Z');
  const hours = (n: number) => new Date(now + n * 3_600_000).toISOString();
  const ends = { p10: hours(1), p50: hours(2), p90: hours(4) };
  const rounded = (due: string | null) =>
    Object.fromEntries(
      Object.entries(fanOf(ends, due, now) ?? {}).map(([key, value]) => [key, value === null ? null : Math.round(value)]),
    );

  it('begins now, and ends behind what comes last', () => {
    expect(rounded(null)).toEqual({ now: 0, p10: 24, p50: 48, p90: 96, due: null });
    expect(rounded(hours(8))).toEqual({ now: 0, p10: 12, p50: 24, p90: 48, due: 96 });
  });

  it('begins when the run was due, when that is not long ago', () => {
    expect(rounded(hours(-4))).toEqual({ now: 48, p10: 60, p50: 72, p90: 96, due: 0 });
  });

  it('leaves out a due time that is far off', () => {
    expect(rounded(hours(40)).due).toBeNull();
    expect(rounded(hours(-40)).due).toBeNull();
  });

  it('is none where nothing is forecast', () => {
    expect(fanOf(undefined, hours(1), now)).toBeNull();
    expect(fanOf({ p50: hours(2) }, hours(1), now)).toBeNull();
  });
});

describe('a probability', () => {
  it('is certain only where it is', () => {
    expect([0, 0.001, 0.624, 0.999, 1].map(percent)).toEqual([0, 1, 62, 99, 100]);
  });
});

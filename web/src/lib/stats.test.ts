import { describe, expect, it } from 'vitest';

import { boundOf, day, quantile, readMetrics } from './stats';

describe('figures of a day', () => {
  const now = Date.parse('2026-01-02T12:10:00Z');
  const run = (status: string, started: string, ended: string | null) => ({
    status,
    started_at: `2026-01-02T${started}Z`,
    ended_at: ended && `2026-01-02T${ended}Z`,
  });
  const made = day(
    [
      run('succeeded', '11:00:00', '11:05:00'),
      run('failed', '12:00:00', '12:01:00'),
      run('cancelled', '11:00:00', '11:30:00'),
      run('waiting', '10:00:00', null),
      { status: 'succeeded', started_at: '2025-12-01T00:00:00Z', ended_at: '2025-12-01T01:00:00Z' },
    ],
    now,
  );

  it('count what ended', () => {
    expect([made.succeeded, made.failed, made.share, made.within]).toEqual([1, 1, 0.5, 300_000]);
    expect(made.bars.find((bar) => bar.ok === 1)?.from).toBe(Date.parse('2026-01-02T11:00:00Z'));
    expect(made.bars.at(-1)).toMatchObject({ ok: 0, bad: 1 });
  });

  it('tell how many were open', () => {
    expect(made.open.at(-1)).toBe(1);
    expect(made.open[0]).toBe(0);
  });

  it('have quantiles', () => {
    expect(quantile([], 0.95)).toBeNull();
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
  });
});

describe('metrics', () => {
  const metrics = readMetrics(
    '# HELP x\nbaton_a 3\nbaton_r{reason="x"} 1\nbaton_r{reason="y"} 2\nbaton_t_bucket{le="0.1"} 9\nbaton_t_bucket{le="1"} 10\nbaton_t_bucket{le="+Inf"} 10\nbaton_t_count 10\nbaton_t_sum 1.5\n',
  );
  it('are read', () => {
    expect(metrics.values.get('baton_a')).toBe(3);
    expect(metrics.values.get('baton_r')).toBe(3);
    expect(boundOf(metrics.histograms.get('baton_t'), 0.9)).toBe(0.1);
    expect(boundOf(metrics.histograms.get('baton_t'), 0.95)).toBe(1);
    expect(boundOf(undefined, 0.5)).toBeNull();
  });
});

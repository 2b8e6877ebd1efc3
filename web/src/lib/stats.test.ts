import { describe, expect, it } from 'vitest';

import { attemptsOf, boundOf, day, readMetrics } from './stats';

describe('figures of a day', () => {
  const begin = Date.parse('2026-01-02T00:00:00Z');
  const intervals = Array.from({ length: 48 }, (_, index) => ({
    from: new Date(begin + index * 30 * 60_000).toISOString(),
    started: 0,
    succeeded: index === 3 ? 3 : 0,
    failed: index === 47 ? 1 : 0,
    cancelled: 0,
    open: index,
  }));
  const made = day({ step_minutes: 30, succeeded: 3, failed: 1, intervals, runs: {} });

  it('have a bar for each interval', () => {
    expect(made.bars[3]).toEqual({ from: begin + 90 * 60_000, to: begin + 120 * 60_000, ok: 3, bad: 0 });
    expect(made.bars.at(-1)).toMatchObject({ ok: 0, bad: 1 });
    expect(made.share).toBe(0.75);
    const none = day({ step_minutes: 30, succeeded: 0, failed: 0, intervals: [], runs: {} });
    expect(none).toEqual({ bars: [], share: null, open: [] });
  });

  it('do not call a day a success in which runs have failed and go on', () => {
    expect(day({ step_minutes: 30, succeeded: 3, failed: 0, intervals: [], runs: { waiting: 9, failing: 2 } }).share).toBe(0.6);
    expect(day({ step_minutes: 30, succeeded: 0, failed: 0, intervals: [], runs: { waiting: 1, failing: 1 } }).share).toBe(0);
  });

  it('tell how many were open, last of all at the end', () => {
    expect(made.open).toHaveLength(12);
    expect(made.open.at(-1)).toBe(47);
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

  it('tell how the attempts of one connection ended', () => {
    const lines = (name: string, succeeded: number) =>
      [
        `baton_connection_attempts_total{connection="${name}",outcome="succeeded"} ${succeeded}`,
        `baton_connection_attempts_total{connection="${name}",outcome="transient"} 2`,
        `baton_connection_attempts_total{connection="${name}",outcome="pending"} 5`,
        `baton_connection_attempt_seconds_bucket{connection="${name}",le="0.1"} ${succeeded}`,
        `baton_connection_attempt_seconds_bucket{connection="${name}",le="+Inf"} ${succeeded + 2}`,
        `baton_connection_attempt_seconds_count{connection="${name}"} ${succeeded + 2}`,
        `baton_connection_attempt_seconds_sum{connection="${name}"} 1`,
      ].join('\n');
    const text = `${lines('jira', 98)}\n${lines('jira2', 1)}\n`;
    expect(attemptsOf(text, 'jira')).toEqual({ ended: 100, succeeded: 98, within: 0.1 });
    expect(attemptsOf(text, 'jira2')).toEqual({ ended: 3, succeeded: 1, within: Infinity });
    expect(attemptsOf(text, 'slack')).toEqual({ ended: 0, succeeded: 0, within: null });
  });
});

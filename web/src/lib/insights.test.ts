import { describe, expect, it } from 'vitest';

import type { Alarm, Flow, FlowOfRuns, Lengths } from './api';
import {
  busiest,
  dayLines,
  daysOf,
  firstDay,
  heat,
  kDayMs,
  lineThrough,
  loudest,
  phaseShares,
  placeBetween,
  seriesOf,
  slowest,
  sparkOf,
  targetsOf,
  versionMarks,
  waitOf,
  type FlowStep,
} from './insights';

const kHour = 3_600_000;
const now = Date.parse('2026-05-30T15:00:00Z');
const lengths = (total_ms: number, count = 1, p50_ms = total_ms, p95_ms = total_ms): Lengths => ({
  count,
  total_ms,
  mean_ms: total_ms / Math.max(1, count),
  p50_ms,
  p95_ms,
});
const figures = (phases: Record<string, Lengths>) =>
  ({ succeeded: 1, failed: 0, cancelled: 0, decided: 0, returned: 0, took: lengths(1), phases }) as const;
const step = (name: string, phases: Record<string, Lengths>): FlowStep => ({ ...figures(phases), step: name, team: '' });

describe('which days', () => {
  it('counts today, and reads a date in UTC', () => {
    expect(daysOf('-7d', now)).toBe(7);
    expect(daysOf('2026-05-30', now)).toBe(1);
    expect(daysOf('2026-05-01', now)).toBe(30);
    expect(firstDay(30, now)).toBe('2026-05-01');
    expect(firstDay(1, now)).toBe('2026-05-30');
  });

  it('takes 30 of what it does not understand, of the future and of nothing, and 200 at most', () => {
    for (const from of ['', 'yesterday', '-0d', '-1w', '2026-06-15', '2026-13-01']) expect(daysOf(from, now), from).toBe(30);
    expect(daysOf('-999d', now)).toBe(200);
    expect(daysOf('1999-01-01', now)).toBe(200);
  });
});

describe('where time goes', () => {
  const legal = step('legal', { people: lengths(71 * kHour), queue: lengths(1) });
  const ticket = step('ticket', { work: lengths(20 * kHour), backoff: lengths(9 * kHour), gate: lengths(0, 0) });

  it('splits into six parts that add up to one', () => {
    const split = phaseShares(ticket.phases);
    expect(split.map((part) => part.phase)).toEqual(['queue', 'work', 'people', 'vendor', 'gate', 'backoff']);
    expect(split.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1);
    expect(split[1]).toEqual({ phase: 'work', ms: 20 * kHour, share: 20 / 29 });
    expect(phaseShares({}).every((part) => part.share === 0)).toBe(true);
  });

  it('names the step in which most time passed, with its part', () => {
    const found = slowest([ticket, legal]);
    expect(found?.step.step).toBe('legal');
    expect(found?.share).toBeCloseTo(0.71, 3);
    expect(slowest([])).toBeNull();
    expect(slowest([step('set', {})])).toBeNull();
  });

  it('says what a step waits for most, which is never work', () => {
    expect(waitOf(legal.phases)?.phase).toBe('people');
    expect(waitOf(ticket.phases)?.phase).toBe('backoff');
    expect(waitOf({ work: lengths(5) })).toBeNull();
  });

  it('shows the workflow whose runs took most', () => {
    const flow = (workflow: string, ms: number): FlowOfRuns => ({
      workflow,
      from: '',
      to: '',
      runs: { ...figures({ work: lengths(ms) }), first_action: lengths(0, 0), clock_set_back: 0 },
    });
    expect(busiest([flow('small', 1), flow('large', 9), flow('middle', 5)])).toBe('large');
    expect(busiest([])).toBe('');
  });

  it('is darker by orders of magnitude', () => {
    expect([0, 1, 10, 60, 300, 900, 1000].map((ms) => heat(ms, 1000))).toEqual([0, 0, 1, 2, 3, 4, 4]);
    expect(heat(0, 0)).toBe(0);
  });
});

describe('lines and marks', () => {
  it('lies between two moments, in the middle when they are one', () => {
    expect(placeBetween(2, 0, 10)).toBe(0.2);
    expect(placeBetween(5, 5, 5)).toBe(0.5);
  });

  it('draws from the top left corner of its box', () => {
    expect(lineThrough([{ x: 0, y: 0 }, { x: 0.5, y: 1 }])).toBe('M0.00 100.00L50.00 0.00');
    expect(lineThrough([{ x: 0, y: 0 }, { x: 0.5, y: 1 }], true)).toBe('M0.00 100.00h0M50.00 0.00h0');
    expect(lineThrough([])).toBe('');
  });

  it('leaves out days on which nothing succeeded', () => {
    const day = (date: string, took: Lengths): Flow['days'][number] => ({
      ...figures({}),
      took,
      first_action: lengths(0, 0),
      clock_set_back: 0,
      day: date,
    });
    const from = Date.parse('2026-05-01');
    const days = [day('2026-05-01', lengths(10, 4, 2, 8)), day('2026-05-02', lengths(0, 0)), day('2026-05-03', lengths(9, 3, 3, 4))];
    const { p50, p95, most } = dayLines(days, from, from + 4 * kDayMs);
    expect(most).toBe(8);
    expect(p95.map((point) => point.y)).toEqual([1, 0.5]);
    expect(p50.map((point) => point.x)).toEqual([0.125, 0.625]);
    expect(dayLines([], from, from)).toEqual({ p50: [], p95: [], most: 1 });
  });

  it('marks the versions that began in these days, the oldest first', () => {
    const versions = [
      { version: 3, published_at: '2026-05-09T00:00:00Z' },
      { version: 2, published_at: '2026-05-03T00:00:00Z' },
      { version: 1, published_at: '2026-04-01T00:00:00Z' },
    ];
    const marks = versionMarks(versions, Date.parse('2026-05-01'), Date.parse('2026-05-11'));
    expect(marks.map(({ version, x }) => [version, x])).toEqual([
      [2, 0.2],
      [3, 0.8],
    ]);
  });

  it('scales a sparkline, below zero too', () => {
    expect(sparkOf([0.1, 0.2])).toEqual([0.5, 1]);
    expect(sparkOf([-50, 0, 50])).toEqual([0, 0.5, 1]);
    expect(sparkOf([0, 0])).toEqual([0, 0]);
    expect(sparkOf([])).toEqual([]);
  });
});

describe('series', () => {
  const time = (hour: number) => new Date(Date.parse('2026-05-01') + hour * kHour).toISOString();
  const alarm = (key: string, from: number, at: number): Alarm => ({
    detector: 'ctr',
    title: 'CTR',
    owner: '',
    key,
    kind: 'drift',
    direction: 'below',
    from: time(from),
    at: time(at),
    value: 1,
    expected: 2,
    size_percent: -50,
    strength: 9,
    sentence: '',
  });
  const values = [2, 2, 4, 1, 1].map((value, hour) => ({
    at: time(hour),
    value,
    expected: hour < 2 ? null : 2,
    trials: null,
  }));

  it('draws what came and what was expected, and marks its own alarms', () => {
    const drawn = seriesOf({ key: 'fr', values, alarms: [alarm('fr', 3, 4), alarm('de', 1, 2), alarm('fr', -9, -8)] });
    expect(drawn.most).toBe(4);
    expect(drawn.came.map((point) => point.y)).toEqual([0.5, 0.5, 1, 0.25, 0.25]);
    expect(drawn.expected).toHaveLength(3);
    expect(drawn.windows).toEqual([{ from: 0.75, to: 1 }]);
    expect([...drawn.seen]).toEqual([time(4)]);
  });

  it('begins a window at the edge when it began before', () => {
    expect(seriesOf({ key: '', values, alarms: [alarm('', -5, 2)] }).windows).toEqual([{ from: 0, to: 0.5 }]);
  });

  it('shows the detector of the newest alarm', () => {
    const quiet = { name: 'quiet', last_alarm: null };
    const older = { name: 'older', last_alarm: alarm('', 1, 2) };
    const newer = { name: 'newer', last_alarm: alarm('', 3, 4) };
    expect(loudest([quiet, older, newer])?.name).toBe('newer');
    expect(loudest([quiet])?.name).toBe('quiet');
    expect(loudest([])).toBeUndefined();
  });
});

describe('figures', () => {
  it('counts targets', () => {
    const states = ['missed', 'reached', 'reached', 'no_data', 'no_target'] as const;
    expect(targetsOf(states.map((state) => ({ state })))).toEqual({ missed: 1, reached: 2, without: 2 });
  });
});

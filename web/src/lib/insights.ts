import type { Alarm, DetectorDetail, Flow, FlowOfRuns, Kpi, Lengths } from './api';

// What the page of insights draws, worked out of what the API says: which days, what stands out, and where lines and marks are.

export const kDayMs = 86_400_000;
/** The API looks back no further. */
export const kDaysMax = 200;
/** Fewer than that say little: the API compares nothing that has fewer. */
export const kFew = 20;

/** How many days, with today, `?from=` asks for: "-30d", or a date in UTC. 30 of anything else. */
export function daysOf(from: string, now: number): number {
  const relative = /^-(\d{1,3})d$/.exec(from);
  const date = /^\d{4}-\d{2}-\d{2}$/.test(from) ? Date.parse(from) : NaN;
  const days = relative ? Number(relative[1]) : Math.floor(now / kDayMs) - date / kDayMs + 1;
  return days >= 1 ? Math.min(kDaysMax, days) : 30;
}

/** The first of so many days up to today, in UTC: "2026-05-04". */
export const firstDay = (days: number, now: number): string =>
  new Date(now - (days - 1) * kDayMs).toISOString().slice(0, 10);

export const phases = ['queue', 'work', 'people', 'vendor', 'gate', 'backoff'] as const;
export type Phase = (typeof phases)[number];
type Phases = Flow['runs']['phases'];

const spent = (of: Phases): number => phases.reduce((sum, phase) => sum + (of[phase]?.total_ms ?? 0), 0);

/** How a time splits: each phase with its part of the whole, 0 to 1. */
export function phaseShares(of: Phases): { phase: Phase; ms: number; share: number }[] {
  const whole = spent(of);
  return phases.map((phase) => {
    const ms = of[phase]?.total_ms ?? 0;
    return { phase, ms, share: whole > 0 ? ms / whole : 0 };
  });
}

/** What a step waits for most, and how long: of all phases but work the one in which most time passed; null if it never waits. */
export function waitOf(of: Phases): { phase: Phase; lengths: Lengths } | null {
  let most: { phase: Phase; lengths: Lengths } | null = null;
  for (const phase of phases) {
    const lengths = of[phase];
    if (phase === 'work' || !lengths || lengths.count === 0) continue;
    if (!most || lengths.total_ms > most.lengths.total_ms) most = { phase, lengths };
  }
  return most;
}

export type FlowStep = Flow['steps'][number];

/** The step in which most time passed, with its part of the time of all steps; null when no time did. */
export function slowest(steps: FlowStep[]): { step: FlowStep; share: number } | null {
  const whole = steps.reduce((sum, step) => sum + spent(step.phases), 0);
  if (whole === 0) return null;
  const step = steps.reduce((most, each) => (spent(each.phases) > spent(most.phases) ? each : most));
  return { step, share: spent(step.phases) / whole };
}

/** The workflow whose runs took the most time in all; it is shown when the address names none. */
export const busiest = (flows: FlowOfRuns[]): string =>
  flows.toSorted((one, other) => spent(other.runs.phases) - spent(one.runs.phases))[0]?.workflow ?? '';

/** How dark a cell is, 0 to 4, next to the largest of its table: lengths differ by orders of magnitude. */
export function heat(ms: number, most: number): number {
  const share = most > 0 ? ms / most : 0;
  return [0.01, 0.05, 0.2, 0.5].filter((least) => share >= least).length;
}

/** A point of a chart: from left to right and from the bottom up, each 0 to 1. */
export interface Point {
  x: number;
  y: number;
}

/** Where something lies between two moments, 0 to 1. */
export const placeBetween = (at: number, from: number, to: number): number => (to > from ? (at - from) / (to - from) : 0.5);

/** A line through points, in a box of 100 by 100; or a dot at each. */
export const lineThrough = (points: Point[], dots = false): string =>
  points
    .map(({ x, y }, index) => {
      const at = `${(100 * x).toFixed(2)} ${(100 - 100 * y).toFixed(2)}`;
      return dots ? `M${at}h0` : `${index > 0 ? 'L' : 'M'}${at}`;
    })
    .join('');

/** Values as parts of the range that they span with 0, for a sparkline. */
export function sparkOf(values: number[]): number[] {
  const least = Math.min(0, ...values);
  const range = Math.max(0, ...values) - least;
  return values.map((value) => (range > 0 ? (value - least) / range : 0));
}

/** The versions that began between two moments, the oldest first, and where. */
export function versionMarks(
  versions: { version: number; published_at: string }[],
  from: number,
  to: number,
): { version: number; at: string; x: number }[] {
  return versions
    .map(({ version, published_at }) => ({ version, at: published_at, x: placeBetween(Date.parse(published_at), from, to) }))
    .filter(({ x }) => x >= 0 && x <= 1)
    .toSorted((one, other) => one.x - other.x);
}

/** Of the days that have some, the median and the time within which 95 % ended, as lines; `most` is the height of the chart. */
export function dayLines(days: Flow['days'], from: number, to: number): { p50: Point[]; p95: Point[]; most: number } {
  const some = days.filter((day) => day.took.count > 0);
  const most = Math.max(1, ...some.map((day) => day.took.p95_ms));
  const line = (key: 'p50_ms' | 'p95_ms') =>
    some.map((day) => ({ x: placeBetween(Date.parse(day.day) + kDayMs / 2, from, to), y: day.took[key] / most }));
  return { p50: line('p50_ms'), p95: line('p95_ms'), most };
}

/** A series as lines, with the alarms of its own that fall into it: the window of each, and the value at which it was seen. */
export function seriesOf(detail: Pick<DetectorDetail, 'key' | 'values' | 'alarms'>) {
  const { key, values } = detail;
  const from = Date.parse(values[0]?.at ?? '');
  const to = Date.parse(values.at(-1)?.at ?? '');
  const most = Math.max(...values.map((each) => Math.max(each.value, each.expected ?? 0)), Number.MIN_VALUE);
  const point = (at: string, value: number) => ({ x: placeBetween(Date.parse(at), from, to), y: value / most });
  const alarms = detail.alarms.filter((each) => each.key === key && Date.parse(each.at) >= from);
  return {
    from,
    to,
    most,
    came: values.map((each) => point(each.at, each.value)),
    expected: values.flatMap((each) => (each.expected === null ? [] : [point(each.at, each.expected)])),
    windows: alarms.map((each) => ({ from: Math.max(0, point(each.from, 0).x), to: point(each.at, 0).x })),
    seen: new Set(alarms.map((each) => each.at)),
  };
}

/** The detector that is shown when the address names none: that of the newest alarm, else the first. */
export function loudest<T extends { last_alarm: Alarm | null }>(detectors: T[]): T | undefined {
  const at = (each: T) => (each.last_alarm ? Date.parse(each.last_alarm.at) : 0);
  return detectors.toSorted((one, other) => at(other) - at(one))[0];
}

/** How many of these reached their target, how many missed it, and how many have no target or no data. */
export function targetsOf(kpis: Pick<Kpi, 'state'>[]): { missed: number; reached: number; without: number } {
  const count = (state: Kpi['state']) => kpis.filter((each) => each.state === state).length;
  const [missed, reached] = [count('missed'), count('reached')];
  return { missed, reached, without: kpis.length - missed - reached };
}

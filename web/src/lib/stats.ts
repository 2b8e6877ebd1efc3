import type { Stats } from './api';

// Figures of the last day as the server keeps them, and of its metrics.

export interface Bar {
  from: number;
  to: number;
  ok: number;
  bad: number;
}

export interface Day {
  bars: Bar[];
  /**
   * How many succeeded of those of which it is known, cancelled ones aside; null when it is known of none. One that has failed while
   * a branch of it goes on has not ended, and has not succeeded either.
   */
  share: number | null;
  /** How many runs were open at moments of the day, evenly apart. */
  open: number[];
}

const kMoments = 12;

export function day(stats: Pick<Stats, 'step_minutes' | 'succeeded' | 'failed' | 'intervals' | 'runs'>): Day {
  const bars = stats.intervals.map((each): Bar => {
    const from = Date.parse(each.from);
    return { from, to: from + stats.step_minutes * 60_000, ok: each.succeeded, bad: each.failed };
  });
  const every = Math.max(1, Math.floor(stats.intervals.length / kMoments));
  const known = stats.succeeded + stats.failed + (stats.runs.failing ?? 0);
  return {
    bars,
    share: known > 0 ? stats.succeeded / known : null,
    open: stats.intervals.filter((_, index) => (stats.intervals.length - 1 - index) % every === 0).map((each) => each.open),
  };
}

export interface Histogram {
  count: number;
  sum: number;
  buckets: { le: number; count: number }[];
}

export interface Metrics {
  values: Map<string, number>;
  histograms: Map<string, Histogram>;
}

/** Reads the text format of Prometheus: values by name, those of several labels added up, and histograms. */
export function readMetrics(text: string): Metrics {
  const values = new Map<string, number>();
  const histograms = new Map<string, Histogram>();
  const histogram = (name: string) => {
    let found = histograms.get(name);
    if (!found) histograms.set(name, (found = { count: 0, sum: 0, buckets: [] }));
    return found;
  };
  for (const line of text.split('\n')) {
    const match = /^([a-z_]+)(?:\{([^}]*)\})? (\S+)$/.exec(line);
    if (!match) continue;
    const [, name = '', labels = '', number = ''] = match;
    const value = Number(number);
    const part = /^(.*)_(bucket|count|sum)$/.exec(name);
    const le = /le="([^"]+)"/.exec(labels)?.[1];
    if (part?.[2] === 'bucket' && le)
      histogram(part[1] ?? '').buckets.push({ le: le === '+Inf' ? Infinity : Number(le), count: value });
    else if (part?.[2] === 'count') histogram(part[1] ?? '').count = value;
    else if (part?.[2] === 'sum') histogram(part[1] ?? '').sum = value;
    else values.set(name, (values.get(name) ?? 0) + value);
  }
  return { values, histograms };
}

/** What became of the attempts over one connection since the server started: of the text of the metrics. */
export interface Attempts {
  /** Those that came to an end; what a vendor still works on has not. */
  ended: number;
  succeeded: number;
  /** Seconds within which 95 in 100 of them were answered; null when there was none. */
  within: number | null;
}

export function attemptsOf(text: string, connection: string): Attempts {
  const own = text.split('\n').filter((line) => line.includes(`connection="${connection}"`));
  const count = (lines: string[]) =>
    readMetrics(lines.join('\n')).values.get('baton_connection_attempts_total') ?? 0;
  const by = (outcome: string) => count(own.filter((line) => line.includes(`outcome="${outcome}"`)));
  const seconds = readMetrics(own.join('\n')).histograms.get('baton_connection_attempt_seconds');
  return { ended: count(own) - by('pending'), succeeded: by('succeeded'), within: boundOf(seconds, 0.95) };
}

/** The bound below which this share of what was measured lies; null when nothing was. */
export function boundOf(histogram: Histogram | undefined, share: number): number | null {
  if (!histogram || histogram.count === 0) return null;
  return histogram.buckets.find((bucket) => bucket.count >= share * histogram.count)?.le ?? null;
}

// Figures of the last day, counted over the runs that were fetched.

export interface RunTimes {
  status: string;
  started_at: string;
  ended_at: string | null;
}

export interface Bar {
  from: number;
  to: number;
  ok: number;
  bad: number;
}

export interface Day {
  bars: Bar[];
  succeeded: number;
  failed: number;
  /** Of those that ended, cancelled ones aside; null when none did. */
  share: number | null;
  /** Milliseconds within which 95 % of them ended; null when none did. */
  within: number | null;
  /** How many runs were open at moments of the day, evenly apart. */
  open: number[];
}

const kHalfHour = 30 * 60_000;
const kBars = 48;
const kMoments = 12;

export function quantile(values: number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export function day(runs: RunTimes[], now: number): Day {
  const end = Math.ceil(now / kHalfHour) * kHalfHour;
  const begin = end - kBars * kHalfHour;
  const bars = Array.from({ length: kBars }, (_, index): Bar => {
    const from = begin + index * kHalfHour;
    return { from, to: from + kHalfHour, ok: 0, bad: 0 };
  });
  const took: number[] = [];
  for (const run of runs) {
    const ended = run.ended_at ? Date.parse(run.ended_at) : 0;
    const bar = bars[Math.floor((ended - begin) / kHalfHour)];
    if (!bar) continue;
    if (run.status === 'succeeded') bar.ok += 1;
    else if (run.status === 'failed') bar.bad += 1;
    else continue;
    took.push(ended - Date.parse(run.started_at));
  }
  const succeeded = bars.reduce((sum, bar) => sum + bar.ok, 0);
  const failed = bars.reduce((sum, bar) => sum + bar.bad, 0);
  const open = Array.from({ length: kMoments }, (_, index) => {
    const at = now - ((kMoments - 1 - index) * kBars * kHalfHour) / (kMoments - 1);
    return runs.filter((run) => Date.parse(run.started_at) <= at && (!run.ended_at || Date.parse(run.ended_at) > at))
      .length;
  });
  return {
    bars,
    succeeded,
    failed,
    share: succeeded + failed > 0 ? succeeded / (succeeded + failed) : null,
    within: quantile(took, 0.95),
    open,
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

/** The bound below which this share of what was measured lies; null when nothing was. */
export function boundOf(histogram: Histogram | undefined, share: number): number | null {
  if (!histogram || histogram.count === 0) return null;
  return histogram.buckets.find((bucket) => bucket.count >= share * histogram.count)?.le ?? null;
}

// Where the lines of a forecast are drawn: in hundredths of a width that begins now, or when the run was due if that is not long ago.

export interface Ends {
  p10?: string;
  p50?: string;
  p90?: string;
}

export interface Fan {
  now: number;
  p10: number;
  p50: number;
  p90: number;
  /** Null where there is no due time, or one so far off that it would press the forecast into a corner. */
  due: number | null;
}

const kFar = 3;
// The last line stays off the edge.
const kRoom = 1.04;

/** Null where nothing is forecast. */
export function fanOf(ends: Ends | undefined, due: string | null | undefined, now: number): Fan | null {
  if (!ends?.p10 || !ends.p50 || !ends.p90) return null;
  const last = Math.max(Date.parse(ends.p90), now + 1);
  const dueAt = due ? Date.parse(due) : null;
  const near = dueAt !== null && Math.abs(dueAt - now) <= kFar * (last - now) ? dueAt : null;
  const from = Math.min(now, near ?? now);
  const width = (Math.max(last, near ?? last) - from) * kRoom;
  const place = (at: number) => (100 * (Math.max(at, from) - from)) / width;
  return {
    now: place(now),
    p10: place(Date.parse(ends.p10)),
    p50: place(Date.parse(ends.p50)),
    p90: place(Date.parse(ends.p90)),
    due: near === null ? null : place(near),
  };
}

/** A probability as people read it: never all of a hundred or nothing of it while it is neither. */
export function percent(share: number): number {
  const rounded = Math.round(100 * share);
  return share > 0 && share < 1 ? Math.min(99, Math.max(1, rounded)) : rounded;
}

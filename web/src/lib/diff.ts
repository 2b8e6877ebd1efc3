// What changed between two texts, line by line, and between two values, key by key.

export interface DiffLine {
  kind: 'same' | 'gone' | 'new';
  text: string;
  before: number | null;
  after: number | null;
}

// Texts that differ in more lines than this are shown as one gone and one new: the search would take too long.
const kEditsMax = 2000;

/** The shortest way from one list to another (Myers, 1986). */
function edits(a: string[], b: string[]): DiffLine['kind'][] {
  const most = a.length + b.length;
  const trace: Map<number, number>[] = [];
  let reach = new Map([[1, 0]]);
  for (let steps = 0; steps <= Math.min(most, kEditsMax); ++steps) {
    trace.push(reach);
    const next = new Map(reach);
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps && (reach.get(k - 1) ?? 0) < (reach.get(k + 1) ?? 0));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return back(trace, a.length, b.length);
    }
    reach = next;
  }
  return [...a.map(() => 'gone' as const), ...b.map(() => 'new' as const)];
}

function back(trace: Map<number, number>[], x: number, y: number): DiffLine['kind'][] {
  const kinds: DiffLine['kind'][] = [];
  for (let steps = trace.length - 1; steps >= 0; --steps) {
    const reach = trace[steps] as Map<number, number>;
    const k = x - y;
    const down = k === -steps || (k !== steps && (reach.get(k - 1) ?? 0) < (reach.get(k + 1) ?? 0));
    const before = down ? k + 1 : k - 1;
    const fromX = reach.get(before) ?? 0;
    const fromY = fromX - before;
    while (x > fromX && y > fromY) {
      kinds.push('same');
      x -= 1;
      y -= 1;
    }
    if (steps > 0) kinds.push(down ? 'new' : 'gone');
    x = fromX;
    y = fromY;
  }
  return kinds.reverse();
}

export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split('\n');
  const b = after.split('\n');
  let [x, y] = [0, 0];
  return edits(a, b).map((kind) => {
    if (kind === 'same') return { kind, text: a[x++] ?? '', before: x, after: ++y };
    if (kind === 'gone') return { kind, text: a[x++] ?? '', before: x, after: null };
    return { kind, text: b[y++] ?? '', before: null, after: y };
  });
}

/** The lines that changed with some around them; null stands for equal lines that are left out. */
export function withAround(lines: DiffLine[], around = 3): (DiffLine | null)[] {
  const near = (index: number) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some((line) => line.kind !== 'same');
  const shown: (DiffLine | null)[] = [];
  for (const [index, line] of lines.entries()) {
    if (near(index)) shown.push(line);
    else if (shown.at(-1) !== null) shown.push(null);
  }
  return shown;
}

export interface Change {
  path: string;
  before: unknown;
  after: unknown;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The values that differ, by their path; and the paths that are the same. */
export function diffValues(before: unknown, after: unknown, path = ''): { changes: Change[]; same: string[] } {
  if (isMap(before) && isMap(after)) {
    const found = { changes: [] as Change[], same: [] as string[] };
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const inner = diffValues(before[key], after[key], path ? `${path}.${key}` : key);
      found.changes.push(...inner.changes);
      found.same.push(...inner.same);
    }
    return found;
  }
  return JSON.stringify(before) === JSON.stringify(after)
    ? { changes: [], same: [path] }
    : { changes: [{ path, before, after }], same: [] };
}

// Places the steps of a workflow, top to bottom, in the manner of Sugiyama: ranks, an order in each rank with few crossings, then
// places that keep edges short and straight. Edges over several ranks have a bend in each of them. The edges are drawn as curves.

export interface Box {
  id: string;
  width: number;
  height: number;
}

export interface Edge {
  from: string;
  to: string;
}

export interface Placed extends Box {
  x: number;
  y: number;
}

export interface Drawn extends Edge {
  path: string;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Placed[];
  edges: Drawn[];
}

const kMargin = 20;
const kBetweenRanks = 38;
const kBetweenBoxes = 24;
const kBesideBend = 14;
const kSweeps = 8;

/** A box, or the bend of an edge in a rank that it passes. */
interface Spot {
  width: number;
  height: number;
  bend: boolean;
  rank: number;
  /** The middle of it. */
  x: number;
  above: Spot[];
  below: Spot[];
}

interface Point {
  x: number;
  y: number;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** A curve that leaves and arrives straight down at each point. */
function curve(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${round(first.x)} ${round(first.y)}`;
  let last = first;
  for (const point of rest) {
    const middle = round((last.y + point.y) / 2);
    path += `C${round(last.x)} ${middle} ${round(point.x)} ${middle} ${round(point.x)} ${round(point.y)}`;
    last = point;
  }
  return path;
}

/** The spots in an order in which edges lead onwards, and the edges that would close a circle the other way round. */
function sorted(spots: Spot[], edges: [Spot, Spot][]): { order: Spot[]; onwards: [Spot, Spot][] } {
  const next = new Map<Spot, Spot[]>(spots.map((spot) => [spot, []]));
  for (const [from, to] of edges) next.get(from)?.push(to);
  const seen = new Set<Spot>();
  const order: Spot[] = [];
  const visit = (spot: Spot) => {
    seen.add(spot);
    for (const to of next.get(spot) ?? []) if (!seen.has(to)) visit(to);
    order.unshift(spot);
  };
  for (const spot of spots.toReversed()) if (!seen.has(spot)) visit(spot);
  const number = new Map(order.map((spot, index) => [spot, index]));
  const onwards = edges.map(([from, to]): [Spot, Spot] =>
    (number.get(from) ?? 0) < (number.get(to) ?? 0) ? [from, to] : [to, from],
  );
  return { order, onwards };
}

/** Gives each spot its rank: as high as its edges let it, then where its edges are short. */
function rank(order: Spot[], edges: [Spot, Spot][]): void {
  const into = new Map<Spot, Spot[]>(order.map((spot) => [spot, []]));
  const out = new Map<Spot, Spot[]>(order.map((spot) => [spot, []]));
  for (const [from, to] of edges) {
    into.get(to)?.push(from);
    out.get(from)?.push(to);
  }
  for (const spot of order) spot.rank = Math.max(-1, ...(into.get(spot) ?? []).map((each) => each.rank)) + 1;
  for (let turn = 0; turn < 3; ++turn) {
    for (const spot of order.toReversed()) {
      const after = out.get(spot) ?? [];
      // One more edge that leaves than that comes: the nearer it is to what follows, the shorter they are in all.
      if (after.length > (into.get(spot) ?? []).length) spot.rank = Math.min(...after.map((each) => each.rank)) - 1;
    }
  }
}

/** How many edges between neighbouring ranks cross: pairs of ends that stand the other way round, counted by a tree of sums. */
function crossings(ranks: Spot[][]): number {
  let count = 0;
  for (const [index, row] of ranks.entries()) {
    const below = ranks[index + 1] ?? [];
    const place = new Map(below.map((spot, at) => [spot, at]));
    const sums = new Int32Array(below.length + 1);
    let seen = 0;
    for (const spot of row) {
      const ends = spot.below.map((each) => place.get(each) ?? 0);
      for (const end of ends) {
        let upTo = 0;
        for (let at = end + 1; at > 0; at -= at & -at) upTo += sums[at] ?? 0;
        count += seen - upTo;
      }
      for (const end of ends) for (let at = end + 1; at < sums.length; at += at & -at) sums[at] = (sums[at] ?? 0) + 1;
      seen += ends.length;
    }
  }
  return count;
}

/** Puts each rank in an order in which few edges cross, by the mean place of its neighbours, downwards and upwards in turn. */
function arrange(ranks: Spot[][]): Spot[][] {
  let best = ranks.map((row) => [...row]);
  let fewest = crossings(best);
  const now = ranks.map((row) => [...row]);
  for (let sweep = 0; sweep < kSweeps && fewest > 0; ++sweep) {
    const down = sweep % 2 === 0;
    const rows = down ? now.slice(1) : now.slice(0, -1).toReversed();
    for (const row of rows) {
      const beside = now[(row[0]?.rank ?? 0) + (down ? -1 : 1)] ?? [];
      const place = new Map(beside.map((spot, index) => [spot, index]));
      const wanted = new Map(
        row.map((spot, index) => {
          const ends = (down ? spot.above : spot.below).map((each) => place.get(each) ?? 0);
          return [spot, ends.length > 0 ? ends.reduce((sum, each) => sum + each, 0) / ends.length : index];
        }),
      );
      row.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    }
    const count = crossings(now);
    if (count >= fewest) continue;
    fewest = count;
    best = now.map((row) => [...row]);
  }
  return best;
}

const apart = (a: Spot, b: Spot) => (a.width + b.width) / 2 + (a.bend || b.bend ? kBesideBend : kBetweenBoxes);
// An edge that passes several ranks is to be straight rather than one between two boxes.
const pull = (a: Spot, b: Spot) => (a.bend && b.bend ? 8 : a.bend || b.bend ? 2 : 1);

/** Places one rank as near to its neighbours as the order lets it: the least sum of squares, by merging those that stand in each other's way. */
function place(row: Spot[], neighbours: (spot: Spot) => Spot[]): void {
  const blocks: { spots: number; weight: number; at: number }[] = [];
  let offset = 0;
  const offsets: number[] = [];
  for (const [index, spot] of row.entries()) {
    const before = row[index - 1];
    if (before) offset += apart(before, spot);
    offsets.push(offset);
    const ends = neighbours(spot);
    const weight = ends.reduce((sum, each) => sum + pull(spot, each), 0);
    const wanted = weight > 0 ? ends.reduce((sum, each) => sum + pull(spot, each) * each.x, 0) / weight : spot.x;
    let block = { spots: 1, weight: weight || 0.1, at: wanted - offset };
    for (let last = blocks.at(-1); last && last.at > block.at; last = blocks.at(-1)) {
      blocks.pop();
      const both = last.weight + block.weight;
      block = {
        spots: last.spots + block.spots,
        weight: both,
        at: (last.at * last.weight + block.at * block.weight) / both,
      };
    }
    blocks.push(block);
  }
  let index = 0;
  for (const block of blocks)
    for (let left = block.spots; left > 0; --left, ++index) {
      const spot = row[index];
      if (spot) spot.x = block.at + (offsets[index] ?? 0);
    }
}

export function layout(boxes: Box[], edges: Edge[]): Layout {
  const spotOf = new Map(
    boxes.map((box): [string, Spot] => [
      box.id,
      { width: box.width, height: box.height, bend: false, rank: 0, x: 0, above: [], below: [] },
    ]),
  );
  const kept = edges.filter((edge) => spotOf.has(edge.from) && spotOf.has(edge.to) && edge.from !== edge.to);
  const spots = [...spotOf.values()];
  const { order, onwards } = sorted(
    spots,
    kept.map((edge) => [spotOf.get(edge.from) as Spot, spotOf.get(edge.to) as Spot]),
  );
  rank(order, onwards);

  const lowest = Math.max(-1, ...spots.map((spot) => spot.rank));
  let ranks: Spot[][] = Array.from({ length: lowest + 1 }, () => []);
  for (const spot of order) ranks[spot.rank]?.push(spot);
  const bends = onwards.map(([from, to]) => {
    const chain: Spot[] = [];
    let last = from;
    for (let at = from.rank + 1; at <= to.rank; ++at) {
      const next: Spot =
        at === to.rank ? to : { width: 0, height: 0, bend: true, rank: at, x: 0, above: [], below: [] };
      last.below.push(next);
      next.above.push(last);
      if (next !== to) {
        chain.push(next);
        ranks[at]?.push(next);
      }
      last = next;
    }
    return chain;
  });

  ranks = arrange(ranks);
  for (const row of ranks) place(row, () => []);
  for (let sweep = 0; sweep < kSweeps; ++sweep) {
    for (const row of ranks) place(row, (spot) => spot.above);
    for (const row of ranks.toReversed()) place(row, (spot) => spot.below);
  }
  for (const row of [...ranks, ...ranks.toReversed()]) place(row, (spot) => [...spot.above, ...spot.below]);

  const all = ranks.flat();
  const left = all.length > 0 ? Math.min(...all.map((spot) => spot.x - spot.width / 2)) : 0;
  const heights = ranks.map((row) => Math.max(0, ...row.map((spot) => spot.height)));
  const tops: number[] = [];
  let top = kMargin;
  for (const height of heights) {
    tops.push(top);
    top += height + kBetweenRanks;
  }
  const middle = (spot: Spot) => spot.x - left + kMargin;
  const placed = boxes.map((box): Placed => {
    const spot = spotOf.get(box.id) as Spot;
    const room = ((heights[spot.rank] ?? 0) - box.height) / 2;
    return { ...box, x: round(middle(spot) - box.width / 2), y: round((tops[spot.rank] ?? 0) + room) };
  });
  const of = new Map(placed.map((box) => [box.id, box]));
  return {
    width: Math.ceil(Math.max(0, ...all.map((spot) => middle(spot) + spot.width / 2)) + kMargin),
    height: Math.ceil(Math.max(0, ...placed.map((box) => box.y + box.height)) + kMargin),
    boxes: placed,
    edges: kept.map((edge, index) => {
      const from = of.get(edge.from) as Placed;
      const to = of.get(edge.to) as Placed;
      const chain = bends[index] ?? [];
      const turned = onwards[index]?.[0] !== spotOf.get(edge.from);
      // It passes a rank straight down, so that it cuts no box there.
      const passed = chain.flatMap((bend): Point[] => {
        const y = tops[bend.rank] ?? 0;
        return [
          { x: middle(bend), y },
          { x: middle(bend), y: y + (heights[bend.rank] ?? 0) },
        ];
      });
      return {
        ...edge,
        path: curve([
          { x: from.x + from.width / 2, y: from.y + from.height },
          ...(turned ? passed.toReversed() : passed),
          { x: to.x + to.width / 2, y: to.y },
        ]),
      };
    }),
  };
}

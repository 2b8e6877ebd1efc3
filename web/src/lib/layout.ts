import { Graph, layout as dagre } from '@dagrejs/dagre';

// Places the steps of a workflow, top to bottom: dagre decides where, the edges are drawn here as curves.

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

export function layout(boxes: Box[], edges: Edge[]): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: kBetweenBoxes, ranksep: kBetweenRanks, marginx: kMargin, marginy: kMargin });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const box of boxes) graph.setNode(box.id, { width: box.width, height: box.height });
  const known = new Set(boxes.map((box) => box.id));
  const kept = edges.filter((edge) => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to);
  for (const edge of kept) graph.setEdge(edge.from, edge.to);
  dagre(graph);
  const placed = boxes.map((box): Placed => {
    const at = graph.node(box.id) as Point;
    return { ...box, x: round(at.x - box.width / 2), y: round(at.y - box.height / 2) };
  });
  const of = new Map(placed.map((box) => [box.id, box]));
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    boxes: placed,
    edges: kept.map((edge) => {
      const from = of.get(edge.from) as Placed;
      const to = of.get(edge.to) as Placed;
      const bends = (graph.edge(edge.from, edge.to) as { points?: Point[] }).points?.slice(1, -1) ?? [];
      const start = { x: from.x + from.width / 2, y: from.y + from.height };
      const end = { x: to.x + to.width / 2, y: to.y };
      // dagre puts a bend between neighbouring ranks too, where a plain curve reads better.
      const middle = bends.length > 1 ? bends.filter((bend) => bend.y > start.y && bend.y < end.y) : [];
      return { ...edge, path: curve([start, ...middle, end]) };
    }),
  };
}

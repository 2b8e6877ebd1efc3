import { describe, expect, it } from 'vitest';

import { layout, type Box, type Edge } from './layout';

function workflow(steps: number): { boxes: Box[]; edges: Edge[] } {
  const boxes = Array.from({ length: steps }, (_, index) => ({ id: `s${index}`, width: 204, height: 46 }));
  const edges: Edge[] = [];
  for (let index = 1; index < steps; ++index) {
    edges.push({ from: `s${Math.floor((index - 1) / 2)}`, to: `s${index}` });
    if (index > 6) edges.push({ from: `s${index - 5}`, to: `s${index}` });
  }
  return { boxes, edges };
}

describe('the layout of a graph', () => {
  it.each([1, 10, 60, 300])('lets no two of %d boxes overlap, and leads every edge downwards', (steps) => {
    const { boxes, edges } = workflow(steps);
    const made = layout(boxes, edges);
    const overlapping: string[] = [];
    for (const [index, a] of made.boxes.entries()) {
      for (const b of made.boxes.slice(index + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        if (!apart) overlapping.push(`${a.id} and ${b.id}`);
      }
    }
    expect(overlapping).toEqual([]);
    const at = new Map(made.boxes.map((box) => [box.id, box]));
    for (const edge of made.edges) {
      expect((at.get(edge.from)?.y ?? 0) + 46).toBeLessThanOrEqual(at.get(edge.to)?.y ?? 0);
      expect(edge.path).toMatch(/^M[\d.-]+ [\d.-]+(C[\d. -]+)+$/);
    }
  });

  it('leads what passes a rank beside its boxes, and a chain straight down', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const boxes = names.map((id) => ({ id, width: 204, height: 46 }));
    const made = layout(boxes, [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'c', to: 'd' },
      { from: 'a', to: 'd' },
      { from: 'd', to: 'e' },
    ]);
    const at = new Map(made.boxes.map((box) => [box.id, box]));
    expect(at.get('d')?.x).toBe(at.get('e')?.x);
    const long = made.edges.find((edge) => edge.from === 'a' && edge.to === 'd')?.path ?? '';
    const bends = [...long.matchAll(/ ([\d.]+) ([\d.]+)(?=C|$)/g)].slice(0, -1).map((match) => Number(match[1]));
    expect(bends.length).toBe(4);
    for (const x of bends)
      for (const id of ['b', 'c']) {
        const box = at.get(id);
        expect(!!box && (x < box.x || x > box.x + box.width), `${id} at ${x}`).toBe(true);
      }
    expect(made.width).toBeGreaterThanOrEqual(Math.max(...bends));
  });

  it('leaves out edges to what is not there', () => {
    expect(
      layout(
        [{ id: 'a', width: 10, height: 10 }],
        [
          { from: 'b', to: 'a' },
          { from: 'a', to: 'a' },
        ],
      ).edges,
    ).toEqual([]);
  });

  it('bears a circle', () => {
    const boxes = ['a', 'b'].map((id) => ({ id, width: 10, height: 10 }));
    expect(
      layout(boxes, [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ]).boxes,
    ).toHaveLength(2);
  });
});

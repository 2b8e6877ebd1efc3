import { expect, it } from 'vitest';

import { outline } from '../lib/outline';
import { draftGraph } from './draftGraph';

it('a draft that names a step twice is drawn with one box and one line', () => {
  const text = `workflow: twice
steps:
  a: { set: { x: 1 } }
  b: { needs: [a, a], set: { x: 1 } }
on_failure:
  steps:
    a: { emit: { type: it.failed } }
`;
  const { nodes, lines } = draftGraph(outline(text), new Map(), (step) => `#${step.line}`);
  expect(nodes.map((node) => [node.id, node.icon])).toEqual([
    ['a', 'i-code'],
    ['b', 'i-code'],
  ]);
  expect(lines).toEqual([{ from: 'a', to: 'b', off: false }]);
});

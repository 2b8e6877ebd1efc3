import { describe, expect, it } from 'vitest';

import { meaning, triggersDiffer } from './meaning';
import { outline } from './outline';

const before = outline(
  'on:\n  - event: a.b\nsteps:\n  a: { do: x.y, retry: { attempts: 4 } }\n  b: { needs: a, set: {} }\n  c: { needs: b, do: x.z, gate: "now > 1" }\n',
);
const now = outline(
  'on:\n  - event: a.c\nsteps:\n  a: { do: x.y, retry: { attempts: 6 } }\n  c: { needs: [a], do: x.z }\n  d: { needs: c, set: {} }\n',
);

describe('the meaning of a change', () => {
  it('is told step by step', () => {
    expect(meaning(before, now)).toEqual([
      { step: 'a', line: 4, what: [{ is: 'attempts', now: 6, before: 4 }], tags: ['looser'] },
      {
        step: 'c',
        line: 5,
        what: [
          { is: 'needs', now: 'a', before: 'b' },
          { is: 'gate', now: '', before: 'now > 1' },
        ],
        tags: ['order', 'looser'],
      },
      { step: 'd', line: 6, what: [{ is: 'added' }], tags: [] },
      { step: 'b', line: 0, what: [{ is: 'removed' }], tags: [] },
    ]);
    expect(triggersDiffer(before, now)).toBe(true);
    expect(meaning(now, now)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';

import type { RunDetail, Step } from './api';
import { outline } from './outline';
import { maySkip } from './skips';

const { steps } = outline(`workflow: w
on_failure:
  steps:
    tell: { do: x.y }
steps:
  a: { do: x.y }
  b: { needs: a, do: x.y }
  c: { needs: b, do: x.y }
  d: { needs: [a, e], do: x.y }
  e: { do: x.y, mandatory: true }
  f: { needs: a, join: always, do: x.y }
  g: { approve: { by: { group: legal } } }
`);
const step = (name: string, status: string, of: object = {}) =>
  ({ name, status, verb: name === 'g' ? 'approve' : 'do', ...of }) as unknown as Step;
const run = (...all: Step[]) => ({ status: 'running', steps: all }) as unknown as RunDetail;
const of = (name: string) => steps.find((each) => each.name === name) ?? null;

describe('a step that is skipped', () => {
  const now = run(
    step('a', 'failed'),
    step('b', 'blocked'),
    step('c', 'blocked'),
    step('d', 'pending'),
    step('e', 'running'),
    step('f', 'pending'),
  );

  it('has failed, or stands still', () => {
    expect(maySkip(now, step('a', 'failed'), of('a'))).toBe(true);
    expect(maySkip(now, step('a', 'gated'), of('a'))).toBe(true);
    expect(maySkip(now, step('a', 'waiting', { verb: 'sleep' }), of('a'))).toBe(true);
    expect(maySkip(now, step('a', 'waiting', { verb: 'task' }), of('a'))).toBe(false);
    expect(maySkip(now, step('a', 'running'), of('a'))).toBe(false);
  });

  it('is none that the run must not do without', () => {
    expect(maySkip(now, step('e', 'failed'), of('e'))).toBe(false);
    expect(maySkip(now, step('g', 'failed'), of('g'))).toBe(false);
    expect(maySkip(now, step('tell', 'failed'), of('tell'))).toBe(false);
    expect(maySkip(now, step('a', 'failed', { uncertain: true }), of('a'))).toBe(false);
    expect(maySkip(now, step('a', 'failed', { items: {} }), of('a'))).toBe(false);
    expect(maySkip({ ...now, status: 'succeeded' }, step('a', 'failed'), of('a'))).toBe(false);
  });
});

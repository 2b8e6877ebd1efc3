import { describe, expect, it } from 'vitest';

import onboarding from '../../../config/templates/customer-onboarding.yaml?raw';
import { readYaml } from './yaml';

const read = (text: string) => readYaml(text).value;

describe('the YAML of templates', () => {
  it('has mappings, sequences, flow and comments', () => {
    expect(
      read(`
a: 1            # one
b: { c: [x, "y # z", 'it''s'], d: {e: true} }
list:
  - event: x.y
    when: event.data.stage == "Closed Won" && event.data.n >= 10
  - plain
same:
- 1
- 2.5
`),
    ).toEqual({
      a: 1,
      b: { c: ['x', 'y # z', "it's"], d: { e: true } },
      list: [{ event: 'x.y', when: 'event.data.stage == "Closed Won" && event.data.n >= 10' }, 'plain'],
      same: [1, 2.5],
    });
  });

  it('has texts over several lines', () => {
    expect(
      read('a: |\n  one # kept\n   two\nb: >-\n  x\n  y\nc: one\n  two\nd: {\n  e: 1,\n  f: [2,\n   3] }\n'),
    ).toEqual({
      a: 'one # kept\n two\n',
      b: 'x y',
      c: 'one two',
      d: { e: 1, f: [2, 3] },
    });
  });

  it('knows the line of each key', () => {
    const { lines } = readYaml('# head\nsteps:\n  a:\n    do: x.y\n  b: { needs: a }\n');
    expect([lines.get('steps.a'), lines.get('steps.a.do'), lines.get('steps.b')]).toEqual([3, 4, 5]);
  });

  it('bears what is not finished yet', () => {
    expect(read('a: { b: [1, ')).toEqual({ a: { b: [1] } });
    expect(read('steps:\n  a:\n    needs: [b\n  c:\n')).toMatchObject({ steps: { a: { needs: ['b'] } } });
    expect(read('')).toBeNull();
    expect(read(': :\n  - -\n"')).toBeDefined();
  });

  it('reads the templates that are shipped', () => {
    const value = read(onboarding) as Record<string, Record<string, Record<string, unknown>>>;
    expect(Object.keys(value.steps ?? {})).toEqual(['project', 'welcome', 'ticket', 'site_ready', 'legal', 'launch']);
    expect(value.steps?.launch?.needs).toEqual(['welcome', 'site_ready', 'legal']);
    expect(value.steps?.legal?.approve).toEqual({
      by: { group: 'legal', count: 1 },
      of: '${steps.project.output}',
      ask: 'Agree the claims for ${inputs.account}?',
    });
    expect(value.context?.require).toEqual(['why', 'client', 'constraints']);
  });
});

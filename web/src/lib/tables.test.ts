import { describe, expect, it } from 'vitest';

import type { Route } from './api';
import { lineOf } from './facts';
import { givenBy, inputsOf, testText, triedIn } from './tables';

describe('a decision table', () => {
  it('has a field for each input', () => {
    const fields = inputsOf({
      inputs: {
        amount: { type: 'number', min: 0, description: 'In EUR' },
        region: { type: 'string', enum: ['EMEA', 'AMER'] },
        level: { type: 'integer', enum: [1, 2] },
        urgent: { type: 'boolean' },
      },
    } as unknown as Route);
    expect(fields.map((each) => [each.name, each.type, each.options.join(), each.description])).toEqual([
      ['amount', 'number', '', 'In EUR · ≥ 0'],
      ['region', 'string', 'EMEA,AMER', ''],
      ['level', 'integer', '', '1, 2'],
      ['urgent', 'boolean', '', ''],
    ]);
  });

  it('asks in few words', () => {
    expect(testText({ at_least: 10, below: 20 })).toBe('≥ 10, < 20');
    expect(testText(['tv', 'cinema'])).toBe('tv, cinema');
    expect(testText({ not: ['EMEA'] })).toBe('≠ EMEA');
    expect(testText('EMEA')).toBe('EMEA');
    expect(testText(false)).toBe('false');
    expect(testText(undefined)).toBe('');
  });

  it('gives what its rows give', () => {
    const rows = [
      { name: 'a', when: {}, then: { group: 'legal', sla: '5bd' } },
      { name: 'b', when: {}, then: { count: 2, group: 'x' } },
    ];
    expect(givenBy({ rows } as unknown as Route)).toEqual(['group', 'sla', 'count']);
    expect(lineOf(rows[0]?.then)).toBe('group: legal, sla: 5bd');
  });

  it('keeps what was tried in the address', () => {
    expect(triedIn('{"amount":60000,"region":"EMEA"}')).toEqual({ amount: '60000', region: 'EMEA' });
    expect(triedIn('')).toEqual({});
    expect(triedIn('[1]')).toEqual({});
  });
});

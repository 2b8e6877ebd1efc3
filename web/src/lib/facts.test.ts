import { describe, expect, it } from 'vitest';

import { fieldsOf, lineOf, reliable, textsOf, valueFrom } from './facts';

const budget = fieldsOf({ type: { remaining: 'number', currency: 'string' } });

describe('the value of a fact', () => {
  it('has a field for each member', () => {
    expect(budget.map((field) => [field.name, field.type])).toEqual([
      ['remaining', 'number'],
      ['currency', 'string'],
    ]);
    const texts = textsOf(budget, { remaining: 12_000, currency: 'EUR' });
    expect(texts).toEqual({ remaining: '12000', currency: 'EUR' });
    expect(valueFrom(budget, { ...texts, remaining: '9000.5' })).toEqual({ remaining: 9000.5, currency: 'EUR' });
    expect(valueFrom(budget, { ...texts, remaining: 'much' })).toBeUndefined();
  });

  it('is one field where it has no members', () => {
    const open = fieldsOf({ type: 'boolean' });
    expect(open.map((field) => field.name)).toEqual(['value']);
    expect(textsOf(open, undefined)).toEqual({ value: 'false' });
    expect(valueFrom(open, { value: 'true' })).toBe(true);
    expect(valueFrom(fieldsOf({ type: 'integer' }), { value: '1.5' })).toBeUndefined();
    expect(valueFrom(fieldsOf({ type: 'list' }), { value: '[1]' })).toEqual([1]);
  });

  it('is read in one line', () => {
    expect(lineOf({ remaining: 12_000, of: { a: 1 } })).toBe('remaining: 12000, of: {"a":1}');
    expect(lineOf(['a', 2])).toBe('a, 2');
    expect(lineOf(false)).toBe('false');
  });

  it('may be relied on for a while', () => {
    const at = '2026-05-04T12:00:00Z';
    const now = Date.parse(at);
    expect(reliable({ stale: false, stale_at: null }, now)).toBe('always');
    expect(reliable({ stale: false, stale_at: at }, now - 1)).toBe('good');
    expect(reliable({ stale: false, stale_at: at }, now)).toBe('stale');
    expect(reliable({ stale: true, stale_at: at }, now - 1)).toBe('stale');
  });
});

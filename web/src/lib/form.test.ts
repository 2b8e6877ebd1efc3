import { describe, expect, it } from 'vitest';

import type { FormField } from './api';
import { choicesOf, lookOf, mistakeOf, valueOf, valuesOf, written } from './form';

const field = (more: Partial<FormField>): FormField => ({ name: 'x', type: 'string', ...more });
const wrong = (more: Partial<FormField>, text: string) => mistakeOf(field(more), text, 'UTC')?.kind ?? '';

describe('the form of a task', () => {
  it('has a field that fits its values', () => {
    expect(lookOf(field({}))).toBe('line');
    expect(lookOf(field({ format: 'lines' }))).toBe('lines');
    expect(lookOf(field({ type: 'list' }))).toBe('lines');
    expect(lookOf(field({ type: 'boolean' }))).toBe('radio');
    expect(lookOf(field({ enum: ['a', 'b'] }))).toBe('radio');
    expect(lookOf(field({ enum: ['a', 'b', 'c', 'd', 'e'] }))).toBe('select');
    expect(lookOf(field({ type: 'list', enum: ['a', 'b'] }))).toBe('checks');
    expect(choicesOf(field({ type: 'integer', enum: [1, 2] }))).toEqual(['1', '2']);
  });

  it('reads values as people write them', () => {
    expect(valueOf(field({ type: 'number' }), '1 200,5', 'UTC')).toBe(1200.5);
    expect(valueOf(field({ type: 'integer', enum: [1, 2] }), '2', 'UTC')).toBe(2);
    expect(valueOf(field({ type: 'boolean' }), 'false', 'UTC')).toBe(false);
    expect(valueOf(field({ type: 'list' }), ' a \n\nb\n', 'UTC')).toEqual(['a', 'b']);
    expect(valueOf(field({ format: 'uri' }), ' https://a.example ', 'UTC')).toBe('https://a.example');
    expect(valueOf(field({ format: 'date-time' }), '2026-05-04T12:00', 'UTC')).toBe('2026-05-04T12:00:00.000Z');
    expect(valueOf(field({}), '  ', 'UTC')).toBeUndefined();
  });

  it('writes values so that it reads them again', () => {
    const all: [Partial<FormField>, unknown][] = [
      [{ type: 'list' }, ['a', 'b']],
      [{ type: 'boolean' }, false],
      [{ type: 'integer' }, 0],
      [{ format: 'date-time' }, '2026-05-04T12:00:00.000Z'],
      [{ format: 'lines' }, 'a\n  b'],
    ];
    for (const [more, value] of all)
      for (const zone of ['local', 'UTC'] as const)
        expect(valueOf(field(more), written(field(more), value, zone), zone)).toEqual(value);
    expect(written(field({}), null, 'UTC')).toBe('');
  });

  it('finds what the server would refuse', () => {
    expect(wrong({ required: true }, ' ')).toBe('missing');
    expect(wrong({ required: true, default: 'a' }, '')).toBe('');
    expect(wrong({ format: 'uri' }, 'a.example')).toBe('uri');
    expect(wrong({ format: 'uri' }, 'http://')).toBe('uri');
    expect(wrong({ format: 'email' }, 'ada@')).toBe('email');
    expect(wrong({ format: 'email' }, 'ada@shop')).toBe('email');
    expect(wrong({ format: 'email' }, 'ada@a.example, ben@a.example')).toBe('email');
    expect(wrong({ format: 'email' }, 'ada@example.com')).toBe('');
    expect(wrong({ format: 'date' }, 'today')).toBe('date');
    expect(wrong({ format: 'date-time' }, 'today')).toBe('moment');
    expect(wrong({ type: 'integer' }, 'ten')).toBe('number');
    expect(wrong({ type: 'integer' }, '1.5')).toBe('whole');
    for (const either of ['12,000', '1,200', '-1,200', '2,125']) expect(wrong({ type: 'number' }, either), either).toBe('comma');
    for (const clear of ['12 000', '0,125', '12,00', '1 200,125', '12.000']) expect(wrong({ type: 'number' }, clear), clear).toBe('');
    expect(wrong({ type: 'number' }, '1,200,000')).toBe('number');
    expect(wrong({ type: 'integer', minimum: 200 }, '3')).toBe('least');
    expect(wrong({ type: 'number', maximum: 0 }, '3')).toBe('most');
    expect(wrong({ min_length: 3 }, 'ab')).toBe('short');
    expect(wrong({ max_length: 2 }, '🙂🙂')).toBe('');
    expect(wrong({ max_length: 2 }, 'abc')).toBe('long');
    expect(wrong({ type: 'list', min_length: 2 }, 'a')).toBe('few');
    expect(wrong({ type: 'list', max_length: 1 }, 'a\nb')).toBe('many');
  });

  it('leaves out what is empty', () => {
    const form = [field({ name: 'url' }), field({ name: 'words', type: 'integer' })];
    expect(valuesOf(form, { url: '', words: '340' }, 'UTC')).toEqual({ words: 340 });
  });
});

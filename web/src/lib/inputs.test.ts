import { describe, expect, it } from 'vitest';

import { inputsOf, valueOf, type Input } from './inputs';

const yaml = `workflow: w
inputs:
  id: { type: string, description: Of the order }
  region: { type: string, enum: [EMEA, AMER], default: EMEA }
  amount: { type: number }
  tags: { type: list, default: [a] }
`;

const of = (type: Input['type']): Input => ({ name: 'x', type, required: true, options: [], value: '', description: '' });

describe('the form of a start by hand', () => {
  it('has a field for each input', () => {
    const inputs = inputsOf(yaml);
    expect(inputs.map((each) => [each.name, each.type, each.required, each.value])).toEqual([
      ['id', 'string', true, ''],
      ['region', 'string', false, 'EMEA'],
      ['amount', 'number', true, ''],
      ['tags', 'list', false, '["a"]'],
    ]);
    expect(inputs[0]?.description).toBe('Of the order');
    expect(inputs[1]?.options).toEqual(['EMEA', 'AMER']);
    expect(inputsOf('workflow: w')).toEqual([]);
  });

  it('makes values of what is written', () => {
    expect(valueOf(of('string'), ' a ')).toBe(' a ');
    expect(valueOf(of('number'), '1.5')).toBe(1.5);
    expect(valueOf(of('number'), '')).toBeUndefined();
    expect(valueOf(of('integer'), '1.5')).toBeUndefined();
    expect(valueOf(of('boolean'), 'false')).toBe(false);
    expect(valueOf(of('list'), '[1]')).toEqual([1]);
    expect(valueOf(of('list'), '{}')).toBeUndefined();
    expect(valueOf(of('object'), '{"a":1}')).toEqual({ a: 1 });
    expect(valueOf(of('object'), 'no')).toBeUndefined();
  });
});

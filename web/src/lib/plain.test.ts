import { describe, expect, it } from 'vitest';

import { isSentence, plain } from './plain';

describe('a value', () => {
  it('is a line as people read it', () => {
    expect(['Spring sale', 4.5, null, { a: [1] }].map(plain)).toEqual(['Spring sale', '4.5', 'null', '{"a":[1]}']);
  });

  it('is a sentence if it is a text that is not long, or a number', () => {
    expect(['Spring sale, for 60000 euros', 60000, true].every(isSentence)).toBe(true);
    expect([undefined, {}, ['a'], 'a'.repeat(3000)].some(isSentence)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';

import { en } from './en';
import { fr } from './fr';
import { named, type Texts } from './named';

type Tree = { [key: string]: unknown };

/** Each text by its path; a function is called with numbers, which texts take as well. */
function texts(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const own = path ? `${path}.${key}` : key;
    if (typeof value === 'string') found.set(own, value);
    else if (typeof value === 'function') found.set(own, String((value as (...all: unknown[]) => string)(2, 2, 2, 2)));
    else for (const [inner, text] of texts(value as Tree, own)) found.set(inner, text);
  }
  return found;
}

/** The values alone, as scripts/words.mjs packs them. */
const listed = (tree: object): Texts =>
  Object.values(tree as Tree).map((each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each) ? listed(each) : each,
  );

// Words that are the same in both languages, by the ends of their paths.
const alike =
  /(^|\.)(nothing|h|min|s|ms|version|type|sendType|id|pause|action|administration|versions|cause|admin\.tabs|trace|local|mostly|journal|approval|silence|active|migrate\.to)$/;

describe('the texts', () => {
  const english = texts(en);
  const french = texts(fr);

  it('are the same in number and kind', () => {
    expect([...french.keys()]).toEqual([...english.keys()]);
  });

  it('have the names of the English ones when they are packed without', () => {
    expect(named(en, listed(fr))).toEqual(fr);
  });

  it('are all translated', () => {
    const left = [...english]
      .filter(([path, text]) => french.get(path) === text && !alike.test(path))
      .map(([path]) => path);
    expect(left).toEqual([]);
  });

  it('say nothing of undefined', () => {
    for (const [path, text] of [...english, ...french]) expect(text, path).not.toMatch(/undefined|NaN|\[object/);
  });
});

import { describe, expect, it } from 'vitest';

import { en, plural as pluralOfEnglish } from './en';
import { fr, plural as pluralOfFrench } from './fr';
import { named, type Texts } from './named';

type Tree = { [key: string]: unknown };

/** Each text by its path; a function is called with numbers, which texts take as well. */
function texts(tree: Tree, path = '', n = 2): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const own = path ? `${path}.${key}` : key;
    if (typeof value === 'string') found.set(own, value);
    else if (typeof value === 'function') found.set(own, String((value as (...all: unknown[]) => string)(n, n, n, n)));
    else for (const [inner, text] of texts(value as Tree, own, n)) found.set(inner, text);
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

  it('have one thing in the singular', () => {
    const several = {
      en: 'actions|attempts|bytes|characters|connections|days|events|facts|fields|findings|goals|lines|places|rows|runs|steps|templates|things|times|workflows',
      fr: 'actions|autres|caractères|choses|connexions|endroits|essais|événements|exécutions|faits|jours|lignes|modèles|objectifs|octets|ouvertes|premières|tentatives',
    };
    for (const [tree, nouns] of [[en, several.en], [fr, several.fr]] as const) {
      const wrong = new RegExp(`(?<![\\p{L}\\d])1 (?:\\p{L}+ )?(?:${nouns})(?!\\p{L})`, 'u');
      for (const [path, text] of texts(tree, '', 1)) expect(text, path).not.toMatch(wrong);
    }
  });

  it('take the plural as each language does, also of a number as people read it', () => {
    const says = (plural: typeof pluralOfEnglish, all: (number | string)[]) => all.map((n) => plural(n, 'one', 'several')).join(' ');
    expect(says(pluralOfEnglish, [0, 1, '1', 2, '1 200', 1.5])).toBe('several one one several several several');
    expect(says(pluralOfFrench, [0, 1, '1', '1,5', 2, '1 200'])).toBe('one one one one several several');
  });

  it('say nothing of undefined', () => {
    for (const [path, text] of [...english, ...french]) expect(text, path).not.toMatch(/undefined|NaN|\[object/);
  });
});

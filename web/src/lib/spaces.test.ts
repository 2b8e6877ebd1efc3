import { describe, expect, it } from 'vitest';

import { en } from './words/en';
import { fr } from './words/fr';
import { asSentence, spaced } from './spaces';

describe('spaces at which no line ends', () => {
  it('stand before signs, inside quotation marks, and between a figure and its sign', () => {
    const texts = spaced({
      plain: 'Rien : « tout » va ? Oui !',
      deep: { of: (share: number) => `${share} % ; suite` },
      list: ['a : b'],
    });
    expect(texts.plain).toBe('Rien\u00a0: «\u00a0tout\u00a0» va\u00a0? Oui\u00a0!');
    expect(texts.deep.of(3)).toBe('3\u00a0%\u00a0; suite');
    expect(texts.list).toEqual(['a : b']);
  });

  it('are in what the server says, which becomes a sentence', () => {
    expect(asSentence('dans 4 exécutions sur 5 : refusé')).toBe('Dans 4 exécutions sur 5\u00a0: refusé.');
    expect(asSentence('à revoir')).toBe('À revoir.');
    expect(asSentence('')).toBe('');
  });

  it('are in both languages, and change nothing else', () => {
    expect(spaced(fr).live.stale('12:04')).toBe(fr.live.stale('12:04'));
    expect(spaced(fr).nav.zone('UTC')).toBe('Fuseau horaire\u00a0: UTC');
    expect(spaced(en).overview.within).toBe('95\u00a0% end within');
    expect(Object.keys(spaced(fr))).toEqual(Object.keys(en));
  });
});

import { describe, expect, it } from 'vitest';

import { shellWord } from './shell';

describe('a word of a command line', () => {
  it('stands as it is where a shell changes nothing', () => {
    for (const text of ['EMEA', 'run_k3', '2026-12-24T15:00:00+01:00', '3bd', 'a/b.yaml']) expect(shellWord(text)).toBe(text);
  });

  it('is quoted where a shell would cut it, fill it in, or begin another command', () => {
    expect(shellWord('')).toBe("''");
    expect(shellWord('two words')).toBe("'two words'");
    expect(shellWord('$(reboot) `x` "y" \\')).toBe("'$(reboot) `x` \"y\" \\'");
    expect(shellWord('a;b')).toBe("'a;b'");
    expect(shellWord('a\nb')).toBe("'a\nb'");
    expect(shellWord('~')).toBe("'~'");
    expect(shellWord('=ls')).toBe("'=ls'");
    expect(shellWord('été')).toBe("'été'");
  });

  it('keeps its apostrophes', () => {
    expect(shellWord("aujourd'hui")).toBe(`'aujourd'\\''hui'`);
    expect(shellWord(`{"name":"L'Été"}`)).toBe(`'{"name":"L'\\''Été"}'`);
  });
});

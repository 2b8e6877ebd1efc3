import { expect, it } from 'vitest';

import description from '../../docs/openapi.yaml?raw';

const sources: Record<string, string> = import.meta.glob(['./**/*.svelte', './**/*.ts', '!./**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The paths of the API whose sentences come in the language that is asked for. */
function spoken(): string[] {
  const found: string[] = [];
  let path = '';
  for (const line of description.split('\n')) {
    path = /^ {2}(\/\S+):/.exec(line)?.[1] ?? path;
    if (line.includes('{name: lang, in: query')) found.push(path);
  }
  return found;
}

// How much around a call belongs to it, in characters: its parameters may stand in the lines before it.
const kBefore = 260;
const kBehind = 220;

it('sentences of the server are asked for in the language of the console', () => {
  const paths = spoken();
  expect(paths.length).toBeGreaterThan(10);
  let calls = 0;
  for (const [file, source] of Object.entries(sources)) {
    for (const path of paths) {
      const call = `GET('${path}'`;
      for (let at = source.indexOf(call); at >= 0; at = source.indexOf(call, at + 1)) {
        calls += 1;
        expect(source.slice(Math.max(0, at - kBefore), at + kBehind), `${file} asks for ${path}`).toMatch(/\blang\b(?!=)/);
      }
    }
  }
  expect(calls).toBeGreaterThan(10);
});

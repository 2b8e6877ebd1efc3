import { expect, it } from 'vitest';

const sources: Record<string, string> = import.meta.glob(['./**/*.svelte', './**/*.ts', '!./**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

// Svelte escapes what it shows, unless it is told otherwise in one of these ways.
it('nothing from outside is read as HTML', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(50);
  for (const [file, source] of Object.entries(sources))
    expect(source, file).not.toMatch(/\{@html|(inner|outer)HTML|insertAdjacentHTML|srcdoc|document\.write/);
});

import { expect, it, vi } from 'vitest';

vi.stubGlobal('location', { pathname: '/', search: '' });
const { match } = await import('./router.svelte');

it('a pattern takes the values of its names out of a path', () => {
  expect(match('/runs/:id', '/runs/run_1')).toEqual({ id: 'run_1' });
  expect(match('/templates/:name/edit', '/templates/a%20b/edit/')).toEqual({ name: 'a b' });
  expect(match('/', '/')).toEqual({});
});

it('a pattern does not take another path, and none that cannot be read', () => {
  for (const path of ['/runs', '/runs/', '/events/run_1', '/runs/run_1/edit', '/runs/100%'])
    expect(match('/runs/:id', path), path).toBeNull();
});

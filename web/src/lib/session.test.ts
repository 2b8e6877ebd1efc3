import { afterEach, describe, expect, it, vi } from 'vitest';

import { session } from './session.svelte';

afterEach(() => vi.unstubAllGlobals());

describe('signing out', () => {
  it('ends the session', async () => {
    const asked: unknown[] = [];
    vi.stubGlobal('fetch', async (path: string, { method, headers }: RequestInit) => {
      asked.push([method, path, headers]);
      return new Response(null, { status: 204 });
    });
    await session.signOut();
    expect(asked).toEqual([['DELETE', '/api/v1/session', { 'X-Baton-Console': '1' }]]);
    expect([session.signedIn, session.refusal]).toEqual([false, null]);
  });

  it('says so when the server was not reached, since the session then goes on', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await session.signOut();
    expect(session.refusal?.code).toBe('unreachable');
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';

import { session } from './session.svelte';

afterEach(() => vi.unstubAllGlobals());

describe('a link that signs in', () => {
  it('is not used up by opening it', async () => {
    const asked: [string, string][] = [];
    vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
      asked.push([method ?? '', path]);
      return path === '/api/v1/session/code'
        ? Response.json({ purpose: 'sign_in', user: 'ada' })
        : Response.json({ name: 'ada', role: 'viewer', groups: [], may: [] });
    });
    const location = { hash: '#code=bc_1', pathname: '/', search: '' };
    vi.stubGlobal('location', location);
    vi.stubGlobal('history', { replaceState: () => (location.hash = '') });
    vi.stubGlobal('addEventListener', () => undefined);
    await session.start();
    expect(asked).toEqual([['POST', '/api/v1/session/code']]);
    expect([session.signedIn, session.invitation]).toEqual([false, { code: 'bc_1', purpose: 'sign_in', user: 'ada' }]);
    expect(location.hash).toBe('');

    await session.signIn({ code: 'bc_1' });
    expect(asked.at(-1)).toEqual(['POST', '/api/v1/session']);
    expect([session.signedIn, session.invitation]).toEqual([true, null]);
  });
});

describe('a session that has ended', () => {
  const isNow = (name: string) =>
    vi.stubGlobal('fetch', async () => Response.json({ name, role: 'viewer', groups: [], may: [] }));

  it('goes on where the same person has signed in again in another tab, and for nobody else', async () => {
    isNow('ada');
    await session.signIn({ token: 'bt_1' });
    session.expired();
    expect([session.signedIn, session.ended]).toEqual([false, true]);
    isNow('grace');
    await session.look();
    expect(session.signedIn).toBe(false);
    isNow('ada');
    await session.look();
    expect([session.me?.name, session.ended]).toEqual(['ada', false]);
  });

  it('does not go on for who has signed out', async () => {
    isNow('ada');
    await session.signIn({ token: 'bt_1' });
    await session.signOut();
    isNow('ada');
    await session.look();
    expect(session.signedIn).toBe(false);
  });
});

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

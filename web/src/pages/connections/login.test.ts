import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { backAt, begin, end, takeBegun } from './login';

describe('a log-in at a vendor', () => {
  const asked: [string, string, unknown][] = [];
  const kept = new Map<string, string>();

  beforeEach(() => {
    // Node's own Request takes no path without an origin.
    const Real = Request;
    vi.stubGlobal(
      'Request',
      class extends Real {
        constructor(input: string, init?: RequestInit) {
          super(new URL(input, 'http://console'), init);
        }
      },
    );
    vi.stubGlobal('location', { origin: 'https://baton.example.com' });
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
    vi.stubGlobal('fetch', async (request: Request) => {
      const { pathname } = new URL(request.url);
      asked.push([request.method, pathname, await request.json()]);
      if (pathname.endsWith('/login')) return Response.json({ id: 'log-1', url: 'https://vendor.example.com/authorize' }, { status: 201 });
      return Response.json({ done: true, secret: 'crm_refresh', interval: 0 });
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    kept.clear();
    asked.length = 0;
  });

  it('comes back to the address at which the console is open, and ends once, in the tab where it began', async () => {
    expect(takeBegun()).toBeNull();
    expect(await begin('my crm')).toBe('https://vendor.example.com/authorize');
    expect(backAt()).toBe('https://baton.example.com/login/callback');
    const begun = takeBegun();
    expect(begun).toEqual({ connection: 'my crm', login: 'log-1' });
    expect(takeBegun()).toBeNull();
    await end({ connection: 'my crm', login: 'log-1' }, new URLSearchParams('code=c&state=s&scope=read'));
    expect(asked).toEqual([
      ['POST', '/api/v1/connections/my%20crm/login', { redirect_uri: backAt() }],
      ['POST', '/api/v1/connections/my%20crm/login/log-1', { code: 'c', state: 's' }],
    ]);
  });

  it('is not taken from the store unless it is whole there', () => {
    const half = ['{"connection":"crm"}', '{"connection":"crm","login":7}', '{"connection":null,"login":"log-1"}'];
    for (const text of ['{', '7', '"crm"', '[]', '{}', ...half]) {
      kept.set('baton.login', text);
      expect(takeBegun(), text).toBeNull();
      expect(kept.size, text).toBe(0);
    }
  });
});

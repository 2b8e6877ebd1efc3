import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { MemoryStorage, stubRequest } from '../../lib/stubs';
import { backAt, begin, end, takeBegun } from './login';

describe('a log-in at a vendor', () => {
  const asked: [string, string, unknown][] = [];
  let kept: MemoryStorage;

  beforeEach(() => {
    stubRequest();
    vi.stubGlobal('location', { origin: 'https://baton.example.com' });
    kept = new MemoryStorage();
    vi.stubGlobal('sessionStorage', kept);
    vi.stubGlobal('fetch', async (request: Request) => {
      const { pathname } = new URL(request.url);
      asked.push([request.method, pathname, await request.json()]);
      if (pathname.endsWith('/login')) return Response.json({ id: 'log-1', url: 'https://vendor.example.com/authorize' }, { status: 201 });
      return Response.json({ done: true, secret: 'crm_refresh', interval: 0 });
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
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
      kept.setItem('baton.login', text);
      expect(takeBegun(), text).toBeNull();
      expect(Object.keys(kept), text).toEqual([]);
    }
  });
});

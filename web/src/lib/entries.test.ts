import { afterEach, describe, expect, it, vi } from 'vitest';

import { stubRequest } from './stubs';

vi.stubGlobal('navigator', { language: 'en' });
vi.stubGlobal('location', { pathname: '/', search: '' });
const { needsOf, thingsIn } = await import('../pages/overview/needs');
const { waiting } = await import('./entries');
const { counted } = await import('./i18n.svelte');

afterEach(() => vi.unstubAllGlobals());

/** A server with so many open approvals, of which a page has a hundred, and one task. */
function serve(approvals: number) {
  stubRequest();
  vi.stubGlobal('fetch', async (request: Request) => {
    const url = new URL(request.url);
    if (url.pathname === '/api/v1/tasks') {
      const task = { id: 'run_1.copy', title: 'Write it', workflow: 'w', status: 'open', requested_at: '', due: '2026-05-04T10:00:00Z' };
      return Response.json({ items: [task], next: null });
    }
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const to = Math.min(from + Number(url.searchParams.get('limit')), approvals);
    const items = Array.from({ length: to - from }, (_, at) => ({
      id: `run_${from + at}.ask`,
      ask: 'Go?',
      workflow: 'w',
      status: 'open',
      requested_at: '',
    }));
    return Response.json({ items, next: to < approvals ? String(to) : null });
  });
}
const { signal } = new AbortController();
const needs = { connections: [], failed: [], unknown: [], parked: 0 };

describe('what waits for somebody', () => {
  it('is counted to the end where it is all fetched, and is due first', async () => {
    serve(99);
    const inbox = await waiting(signal, { mine: true }, 100);
    expect([inbox.items.length, inbox.whole, inbox.items[0]?.id]).toEqual([100, true, 'run_1.copy']);
    expect(counted(inbox.items.length, inbox.whole)).toBe('100');
    expect(needsOf({ ...needs, inbox }).some((each) => each.more)).toBe(false);
  });

  it('is more than was counted where some of it was not fetched', async () => {
    serve(101);
    const inbox = await waiting(signal, { mine: true }, 100);
    expect([inbox.items.length, inbox.whole]).toEqual([101, false]);
    expect(counted(inbox.items.length, inbox.whole)).toBe('101+');
    const told = needsOf({ ...needs, inbox });
    expect([thingsIn(told), told.some((each) => each.more)]).toEqual([101, true]);
    expect(told.at(-1)?.title).toBe('At least 99 more things wait for you');
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Copy, Draft } from './copies';
import { draftNames, draftOf, Keeper, pick } from './drafts.svelte';
import { session } from './session.svelte';
import { MemoryStorage, stubRequest } from './stubs';

const of = (text: string, tag: string, version = 3): Draft => ({ text, version, saved: 1000, tag });
const unsent = (text: string, tag: string, version = 3): Copy => ({ ...of(text, tag, version), unsent: true });
const sent = (text: string, tag: string): Copy => ({ ...of(text, tag), unsent: false });

describe('the draft to go on with', () => {
  it('is what the server has, once this browser has sent its own', () => {
    expect(pick(null, of('b', 'B'))).toEqual({ draft: sent('b', 'B') });
    expect(pick(sent('a', 'A'), of('b', 'B'))).toEqual({ draft: sent('b', 'B') });
    expect(pick(sent('a', 'A'), null)).toEqual({ draft: null });
    expect(pick(null, null)).toEqual({ draft: null });
  });

  it('is what this browser has not sent yet', () => {
    expect(pick(unsent('a', 'A'), of('before', 'A'))).toEqual({ draft: unsent('a', 'A') });
    expect(pick(unsent('a', 'A'), null)).toEqual({ draft: unsent('a', '') });
  });

  it('holds where the server was not asked', () => {
    expect(pick(sent('a', 'A'), undefined)).toEqual({ draft: sent('a', 'A') });
    expect(pick(unsent('a', 'A'), undefined)).toEqual({ draft: unsent('a', 'A') });
  });

  it('has another in its way when both have gone on', () => {
    expect(pick(unsent('a', 'A'), of('b', 'B'))).toEqual({ draft: unsent('a', 'A'), other: of('b', 'B') });
    expect(pick(unsent('b', 'A'), of('b', 'B'))).toEqual({ draft: sent('b', 'B') });
  });
});

/** The server's table of the drafts of one person, as far as a tab sees it. */
class Server {
  drafts = new Map<string, { text: string; version: number; tag: string; saved_at: string }>();
  away = false;
  /** Takes what is sent, and its answer is lost. */
  mute = false;
  puts: string[] = [];
  /** Whose session the cookie of the browser is. */
  cookie = 'ada';

  async answer(request: Request): Promise<Response> {
    if (this.away) throw new TypeError('no network');
    const by = decodeURIComponent(request.headers.get('X-Baton-User') ?? '') || this.cookie;
    if (by !== this.cookie) return Response.json({ status: 401, code: 'unauthenticated' }, { status: 401 });
    const name = /\/me\/drafts\/(.+)$/.exec(new URL(request.url).pathname)?.[1];
    if (!name) return Response.json({ items: [...this.drafts].map(([name, { text: _, ...rest }]) => ({ name, ...rest })) });
    const kept = this.drafts.get(name);
    const refused = (status: number) => Response.json({ status, code: 'refused', title: String(status) }, { status });
    const expected = request.headers.get('If-Match') ?? (request.headers.get('If-None-Match') ? '""' : null);
    if (request.method !== 'GET' && expected !== null && expected !== `"${kept?.tag ?? ''}"`) return refused(412);
    if (request.method === 'PUT') {
      const { text, version } = (await request.json()) as { text: string; version: number };
      if (text.length > 99) return refused(413);
      this.puts.push(text);
      const draft = { text, version, tag: `${version}-${text}`, saved_at: '2026-01-01T10:00:00Z' };
      this.drafts.set(name, draft);
      if (this.mute) throw new TypeError('the answer is lost');
      return Response.json({ name, ...draft });
    }
    if (!kept) return refused(404);
    if (request.method === 'GET') return Response.json({ name, ...kept });
    this.drafts.delete(name);
    return new Response(null, { status: 204 });
  }
}

describe('a draft that is written', () => {
  let server: Server;
  const signal = new AbortController().signal;
  const me = (may: string[]) => ({ name: 'ada', role: '', groups: [], may }) as unknown as NonNullable<typeof session.me>;
  /** A tab of another browser has storage of its own; one of the same browser shares it. */
  const browser = () => vi.stubGlobal('localStorage', new MemoryStorage());
  const opened = async (name = 'order') => {
    const keeper = new Keeper(name);
    await keeper.load(signal);
    return keeper;
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 5000 });
    server = new Server();
    stubRequest();
    vi.stubGlobal('fetch', (request: Request) => server.answer(request));
    browser();
    session.me = me(['read', 'operate']);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
    session.me = null;
  });

  it('is on the server a moment after the last key, with the time of the server', async () => {
    const keeper = await opened();
    keeper.change('a', 3);
    keeper.change('ab', 3);
    expect(keeper.draft).toEqual({ text: 'ab', version: 3, saved: 5000, tag: '', unsent: true });
    await vi.advanceTimersByTimeAsync(1000);
    await keeper.flush();
    expect(server.puts).toEqual(['ab']);
    expect(keeper.draft).toEqual({ text: 'ab', version: 3, saved: Date.parse('2026-01-01T10:00:00Z'), tag: '3-ab', unsent: false });
  });

  it('is picked up in another browser', async () => {
    const keeper = await opened();
    keeper.change('a', 3);
    await keeper.flush();
    browser();
    expect((await opened()).draft).toMatchObject({ text: 'a', version: 3, unsent: false });
    expect(await draftOf('order', signal)).toMatchObject({ text: 'a' });
    expect(await draftNames(signal)).toEqual(['order']);
  });

  it('stays in this browser while the server is away, and is sent later', async () => {
    const keeper = await opened();
    server.away = true;
    keeper.change('a', 3);
    await keeper.flush();
    expect(keeper.problem?.status).toBe(0);
    const again = await opened();
    expect(again.draft).toMatchObject({ text: 'a', unsent: true });
    server.away = false;
    await again.flush();
    expect(server.puts).toEqual(['a']);
    expect([again.draft?.unsent, again.problem]).toEqual([false, null]);
  });

  it('is not sent to overwrite that of another browser, until somebody has chosen', async () => {
    const first = await opened();
    const mine = globalThis.localStorage;
    browser();
    const second = await opened();
    first.change('first', 3);
    vi.stubGlobal('localStorage', mine);
    await first.flush();
    browser();
    second.change('second', 3);
    await second.flush();
    expect(server.puts).toEqual(['first']);
    expect(second.other).toMatchObject({ text: 'first', version: 3 });
    second.change('second more', 3);
    await second.flush();
    expect(server.puts).toEqual(['first']);
    second.keep('second more', 3);
    await second.flush();
    expect(server.puts).toEqual(['first', 'second more']);
    expect([second.other, second.draft?.unsent]).toEqual([undefined, false]);
  });

  it('gives way to the other one when that is chosen', async () => {
    const keeper = await opened();
    server.drafts.set('order', { text: 'theirs', version: 4, tag: 'T', saved_at: '2026-01-01T10:00:00Z' });
    await keeper.look();
    expect(keeper.other).toMatchObject({ text: 'theirs' });
    keeper.take();
    expect(keeper.draft).toMatchObject({ text: 'theirs', version: 4, tag: 'T', unsent: false });
    await keeper.look();
    expect(keeper.other).toBeUndefined();
  });

  it('is not overwritten by a second tab of this browser while the server is away', async () => {
    const [first, second] = [await opened(), await opened()];
    server.away = true;
    first.change('first', 3);
    second.change('second', 3);
    expect(second.other).toMatchObject({ text: 'first' });
    expect((await opened()).draft?.text).toBe('first');
  });

  it('that was published or discarded elsewhere is told of', async () => {
    const keeper = await opened();
    keeper.change('a', 3);
    await keeper.flush();
    server.drafts.clear();
    await keeper.look();
    expect(keeper.other).toBeNull();
    keeper.keep('a', 3);
    await keeper.flush();
    expect(server.drafts.get('order')?.text).toBe('a');
  });

  it('is no other one when only the answer was lost', async () => {
    const keeper = await opened();
    server.mute = true;
    keeper.change('a', 3);
    await keeper.flush();
    server.mute = false;
    await keeper.look();
    expect(keeper.other).toBeUndefined();
    keeper.change('ab', 3);
    await keeper.flush();
    expect(server.puts).toEqual(['a', 'ab']);
    expect([keeper.other, keeper.draft?.unsent]).toEqual([undefined, false]);
  });

  it('says why the server does not take it', async () => {
    const keeper = await opened();
    keeper.change('x'.repeat(100), 3);
    await keeper.flush();
    expect([keeper.problem?.status, keeper.draft?.unsent]).toEqual([413, true]);
  });

  it('goes when it is discarded, here and on the server', async () => {
    const keeper = await opened();
    keeper.change('a', 3);
    await keeper.flush();
    await keeper.drop();
    expect([keeper.draft, server.drafts.size]).toEqual([null, 0]);
    expect(await draftOf('order', signal)).toBeNull();
  });

  it('of another browser stays when an older one is discarded', async () => {
    const keeper = await opened();
    keeper.change('a', 3);
    await keeper.flush();
    server.drafts.set('order', { text: 'theirs', version: 3, tag: 'T', saved_at: '2026-01-01T10:00:00Z' });
    await keeper.drop();
    expect(server.drafts.get('order')?.text).toBe('theirs');
    expect((await keeper.load(signal))?.text).toBe('theirs');
  });

  it('of somebody who may not have it checked stays in this browser, and is of one person', async () => {
    session.me = me(['read']);
    const keeper = await opened();
    keeper.change('a', 0);
    await keeper.flush();
    expect([server.puts, (await draftOf('order', signal))?.text]).toEqual([[], 'a']);
    session.me = { ...me(['read']), name: 'ben' };
    expect((await opened()).draft).toBeNull();
  });

  it('does not go to somebody else who has signed in in another tab, and theirs does not come', async () => {
    const keeper = await opened();
    keeper.change('of ada', 3);
    server.cookie = 'bén';
    server.drafts.set('order', { text: 'of ben', version: 3, tag: 'T', saved_at: '2026-01-01T10:00:00Z' });
    await keeper.look();
    expect([keeper.other, session.me, session.ended]).toEqual([undefined, null, true]);
    await keeper.flush();
    expect([server.puts, server.drafts.get('order')?.text]).toEqual([[], 'of ben']);
    session.me = { ...me(['read', 'operate']), name: 'bén' };
    expect((await opened()).draft?.text).toBe('of ben');
  });

  it('is sent before its author signs out, and then stays in this browser only if the server has not got it', async () => {
    vi.stubGlobal('fetch', (asked: Request | string) =>
      asked instanceof Request ? server.answer(asked) : Promise.resolve(new Response(null, { status: 204 })),
    );
    const keeper = await opened();
    keeper.change('"unsent":true', 3);
    await session.signOut();
    expect([server.puts, Object.keys(localStorage), session.me]).toEqual([['"unsent":true'], [], null]);

    session.me = me(['read', 'operate']);
    const large = await opened('large');
    large.change('x'.repeat(100), 3);
    await session.signOut();
    expect(Object.keys(localStorage)).toEqual(['baton.draft.ada/large']);
  });

  it('of somebody whose name begins with that of another stays theirs', async () => {
    vi.stubGlobal('fetch', (asked: Request | string) =>
      asked instanceof Request ? server.answer(asked) : Promise.resolve(new Response(null, { status: 204 })),
    );
    session.me = { ...me(['read', 'operate']), name: 'ada.lee' };
    server.cookie = 'ada.lee';
    const theirs = await opened();
    theirs.change('of ada.lee', 3);
    await theirs.flush();
    server.away = true;
    theirs.change('not sent', 3);
    await theirs.flush();
    const stock = await opened('stock');
    server.away = false;
    stock.change('sent', 0);
    await stock.flush();

    Object.assign(server, { cookie: 'ada', drafts: new Map() });
    session.me = me(['read', 'operate']);
    expect(await draftNames(signal)).toEqual([]);
    await session.signOut();
    expect(Object.keys(localStorage)).toEqual(['baton.draft.ada.lee/order', 'baton.draft.ada.lee/stock']);
  });

  it('counts as none when what this browser has is no draft', async () => {
    for (const spoilt of ['{"text":"a', '5', 'null', '{"text":5,"version":1}', '{"text":"a"}']) {
      localStorage.setItem('baton.draft.ada/order', spoilt);
      expect((await opened()).draft).toBeNull();
      expect(await draftNames(signal)).toEqual([]);
    }
  });

  it('is in the list when only this browser has it', async () => {
    const [order, stock] = [await opened(), await opened('stock')];
    order.change('a', 3);
    await order.flush();
    server.away = true;
    stock.change('b', 0);
    await stock.flush();
    server.away = false;
    expect(await draftNames(signal)).toEqual(['order', 'stock']);
    session.me = me(['read']);
    expect(await draftNames(signal)).toEqual(['stock']);
    session.me = { ...me(['read']), name: 'ben' };
    expect(await draftNames(signal)).toEqual([]);
  });

  it('that the server still has when another text was published stands beside that', async () => {
    const keeper = await opened();
    keeper.change('older', 3);
    await keeper.flush();
    server.away = true;
    keeper.change('published', 3);
    await keeper.flush();
    server.away = false;
    keeper.forget();
    expect(await keeper.load(signal)).toBeNull();
    expect(keeper.other).toMatchObject({ text: 'older' });
    keeper.take();
    expect((await keeper.load(signal))?.text).toBe('older');
    expect(keeper.other).toBeUndefined();
  });

  it('stays when the server does not discard it, with the reason', async () => {
    const keeper = await opened();
    keeper.change('a', 3);
    await keeper.flush();
    server.away = true;
    await keeper.drop();
    expect([keeper.draft?.text, keeper.problem?.status]).toEqual(['a', 0]);
  });
});

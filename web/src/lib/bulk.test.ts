import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Problem } from './api';
import { foresee, kRunsMost } from './bulk';
import { stubRequest } from './stubs';

interface Asked {
  do: string;
  dry_run: boolean;
  to?: number;
  ids?: string[];
  q?: string;
  cursor?: string;
}

describe('what would become of many runs', () => {
  const asked: Asked[] = [];
  const signal = new AbortController().signal;
  const ids = (count: number) => Array.from({ length: count }, (_, at) => `run_${at}`);
  /** A server that finds so many runs, and takes a hundred ids at once. */
  const serve = (found: number) =>
    vi.stubGlobal('fetch', async (request: Request) => {
      const body = (await request.json()) as Asked;
      asked.push(body);
      if ((body.ids?.length ?? 1) > 100 || body.ids?.length === 0)
        return Response.json({ status: 400, code: 'invalid', detail: 'so many ids' }, { status: 400 });
      const from = Number(body.cursor ?? 0);
      const to = Math.min(from + 100, found);
      const items = (body.ids ?? ids(found).slice(from, to)).map((id) =>
        id === 'run_3' ? { id, problem: { code: 'conflict', detail: 'it waits' } } : { id },
      );
      return Response.json({ dry_run: body.dry_run, items, next: body.q && to < found ? String(to) : null });
    });

  beforeEach(() => {
    asked.length = 0;
    stubRequest();
  });
  afterEach(() => vi.unstubAllGlobals());

  it('is asked for of as many at once as the server takes, and nothing is done', async () => {
    serve(0);
    const { items, whole } = await foresee({ do: 'migrate', to: 8 }, { ids: ids(230) }, signal);
    expect(asked.map((each) => each.ids?.length)).toEqual([100, 100, 30]);
    expect(asked.every((each) => each.dry_run && each.do === 'migrate' && each.to === 8)).toBe(true);
    expect(items.map((each) => each.id)).toEqual(ids(230));
    expect(items.filter((each) => each.problem)).toMatchObject([{ id: 'run_3', problem: { detail: 'it waits' } }]);
    expect(whole).toBe(true);
  });

  it('is asked of nobody where there are none', async () => {
    serve(0);
    expect(await foresee({ do: 'migrate', to: 8 }, { ids: [] }, signal)).toEqual({ items: [], whole: true });
    expect(asked).toEqual([]);
  });

  it('is told page by page of those that a query finds, up to a limit', async () => {
    serve(250);
    expect(await foresee({ do: 'retry' }, { q: 'status:failed' }, signal)).toMatchObject({ items: { length: 250 }, whole: true });
    expect(asked.map((each) => each.cursor)).toEqual([undefined, '100', '200']);
    serve(kRunsMost + 1);
    expect(await foresee({ do: 'retry' }, { q: 'status:failed' }, signal)).toMatchObject({ items: { length: kRunsMost }, whole: false });
  });

  it('is not half an answer where the server refuses', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ status: 403, code: 'forbidden', detail: 'Takes operate' }, { status: 403 }));
    const foreseen = foresee({ do: 'migrate', to: 8 }, { ids: ids(1) }, signal);
    await expect(foreseen).rejects.toBeInstanceOf(Problem);
  });
});

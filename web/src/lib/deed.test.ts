import { describe, expect, it } from 'vitest';

import { Problem } from './api';
import { Deed } from './deed.svelte';

describe('a deed', () => {
  it('is done once at a time', async () => {
    const deed = new Deed();
    let done = 0;
    const work = async () => (done += 1);
    const both = [deed.run(work), deed.run(work)];
    expect(deed.busy).toBe(true);
    await Promise.all(both);
    expect([done, deed.busy]).toEqual([1, false]);
  });

  it('says why it did not work, until it is tried again', async () => {
    const deed = new Deed();
    await deed.run(() => Promise.reject(new Problem({ status: 409, detail: 'it is taken' })));
    expect(deed.problem).toMatchObject({ status: 409, detail: 'it is taken' });
    await deed.run(() => Promise.reject(new TypeError('a mistake of ours')));
    expect(deed.problem).toMatchObject({ code: 'internal', errors: [] });
    await deed.run(() => Promise.reject(new DOMException('', 'AbortError')));
    expect(deed.problem).toBeNull();
  });
});

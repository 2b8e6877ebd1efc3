import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.stubGlobal('location', { pathname: '/', search: '' });
vi.stubGlobal('navigator', { language: 'en' });
vi.stubGlobal('localStorage', { getItem: () => null });

/** What the focus is on: a field, or anything else. */
class Target {
  left = false;
  constructor(private readonly isField: boolean) {}
  closest(): Target | null {
    return this.isField ? this : null;
  }
  blur(): void {
    this.left = true;
  }
}
vi.stubGlobal('Element', Target);
let dialog = false;
vi.stubGlobal('document', { querySelector: () => (dialog ? {} : null) });

const { handle, keys } = await import('./keys');

function press(key: string, target = new Target(false), ctrlKey = false): { taken: boolean; target: Target } {
  let taken = false;
  const event = { key, ctrlKey, target, timeStamp: 10_000, preventDefault: () => (taken = true) };
  handle(event as unknown as KeyboardEvent);
  return { taken, target };
}

describe('the keys of a page', () => {
  const done: string[] = [];
  beforeEach(() => {
    dialog = false;
    done.length = 0;
    const map = Object.fromEntries(['r', 'Escape', 'Ctrl+Enter', 'Ctrl+k'].map((key) => [key, () => done.push(key)]));
    return keys(map);
  });

  it('are taken, and no others', () => {
    expect([press('r').taken, press('Escape').taken, press('q').taken]).toEqual([true, true, false]);
    expect(done).toEqual(['r', 'Escape']);
  });

  it('are left to a dialog that is open, so that Escape closes it and not the page behind it', () => {
    dialog = true;
    expect([press('r').taken, press('Escape').taken, press('Enter', undefined, true).taken]).toEqual([false, false, false]);
    expect(done).toEqual([]);
    expect(press('k', undefined, true).taken).toBe(true);
  });

  it('do not close the page from within a field: Escape leaves the field', () => {
    const { taken, target } = press('Escape', new Target(true));
    expect([taken, target.left, done]).toEqual([true, true, []]);
    expect(press('r', new Target(true)).taken).toBe(false);
  });
});

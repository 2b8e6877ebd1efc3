import { afterEach, describe, expect, it, vi } from 'vitest';

import { focusFirst, holdFocus, keepFocus } from './focus';

afterEach(() => vi.unstubAllGlobals());

describe('the focus', () => {
  const page = () => {
    const focused: string[] = [];
    const body = {};
    const button = { isConnected: true, disabled: false, matches: () => button.disabled, focus: () => focused.push('button') };
    const main = { focus: () => focused.push('main') };
    const stub = { activeElement: button as object | null, body, getElementById: () => main };
    vi.stubGlobal('document', stub);
    return { focused, button, stub };
  };

  it('comes back to where it was', () => {
    const { focused } = page();
    keepFocus()();
    expect(focused).toEqual(['button']);
  });

  it('goes to the page where that is gone, as the button of a row that was deleted', () => {
    const { focused, button } = page();
    const giveBack = keepFocus();
    button.isConnected = false;
    giveBack();
    expect(focused).toEqual(['main']);
  });

  it('goes to the page where that can have it no more', () => {
    const { focused, button } = page();
    const giveBack = keepFocus();
    button.disabled = true;
    giveBack();
    expect(focused).toEqual(['main']);
  });

  it('goes to the page only if nothing else has it', () => {
    const { focused, stub } = page();
    holdFocus();
    expect(focused).toEqual([]);
    stub.activeElement = stub.body;
    holdFocus();
    expect(focused).toEqual(['main']);
  });

  describe('of a dialog', () => {
    const shown = (field: boolean, disabled: boolean) => {
      const { focused, stub } = page();
      let changes = () => {};
      const verb = { disabled, focus: () => focused.push('verb') };
      const input = field ? { focus: () => focused.push('field') } : null;
      vi.stubGlobal(
        'MutationObserver',
        class {
          constructor(tell: () => void) {
            changes = tell;
          }
          observe() {}
          disconnect() {}
        },
      );
      const dialog = { querySelector: (what: string) => (what.startsWith('footer') ? verb : input) };
      focusFirst(dialog as unknown as HTMLElement);
      return { focused, verb, stub, change: () => changes() };
    };

    it('goes to the first field, or else to the button that does it', () => {
      expect(shown(true, true).focused).toEqual(['field']);
      expect(shown(false, false).focused).toEqual(['verb']);
    });

    it('goes to that button once it can be pressed, unless somebody has gone elsewhere', () => {
      const { focused, verb, change } = shown(false, true);
      expect(focused).toEqual([]);
      verb.disabled = false;
      change();
      expect(focused).toEqual(['verb']);
      const other = shown(false, true);
      other.stub.activeElement = {};
      other.verb.disabled = false;
      other.change();
      expect(other.focused).toEqual([]);
    });
  });
});

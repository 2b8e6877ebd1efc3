import { afterEach, describe, expect, it, vi } from 'vitest';

import { keepFocus } from './focus';

afterEach(() => vi.unstubAllGlobals());

describe('the focus', () => {
  const page = (isConnected: boolean) => {
    const focused: string[] = [];
    const button = { isConnected, focus: () => focused.push('button') };
    const main = { isConnected: true, focus: () => focused.push('main') };
    vi.stubGlobal('document', { activeElement: button, getElementById: () => main });
    return { focused, button };
  };

  it('comes back to where it was', () => {
    const { focused } = page(true);
    keepFocus()();
    expect(focused).toEqual(['button']);
  });

  it('goes to the page where that is gone, as the button of a row that was deleted', () => {
    const { focused, button } = page(true);
    const giveBack = keepFocus();
    button.isConnected = false;
    giveBack();
    expect(focused).toEqual(['main']);
  });
});

// Where the lists of a page stood when it was left, so that the way back leads to what was seen.

// So many addresses are remembered, the newest ones.
const kAddresses = 50;
// A list is fetched anew: until it is as long as it was, or for this many milliseconds.
const kPatience = 3000;

const stood = new Map<string, number[]>();
// Of the page on a phone, and of its panes on a wider screen.
const scrolled = (): Element[] => [document.documentElement, ...document.querySelectorAll('main, main .grow, main .split > *')];

/** Keeps where the lists of the page at an address stand. */
export function remember(address: string): void {
  stood.delete(address);
  stood.set(address, scrolled().map((each) => each.scrollTop));
  if (stood.size > kAddresses) stood.delete(stood.keys().next().value as string);
}

/** Scrolls the lists of a page to where they stood, once they are there; not against somebody who scrolls meanwhile. */
export function comeBack(address: string): void {
  const tops = stood.get(address);
  if (!tops?.some((top) => top > 0)) return;
  const end = performance.now() + kPatience;
  const hands = new AbortController();
  for (const deed of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
    addEventListener(deed, () => hands.abort(), { signal: hands.signal, passive: true });
  const step = () => {
    if (hands.signal.aborted) return;
    const all = scrolled();
    const short = tops.filter((top, at) => {
      const each = all[at];
      if (each && top > 0) each.scrollTop = top;
      return top > 0 && (!each || each.scrollTop < top - 1);
    });
    if (short.length > 0 && performance.now() < end) requestAnimationFrame(step);
    else hands.abort();
  };
  requestAnimationFrame(step);
}

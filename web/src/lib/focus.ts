/** Gives the focus to the page. */
export const toPage = (): void => document.getElementById('main')?.focus({ preventScroll: true });

/** Gives the focus to the page where what had it is gone, as a form that was sent. */
export function holdFocus(): void {
  const { activeElement, body } = document;
  if (!activeElement || activeElement === body) toPage();
}

/** Remembers what has the focus. What it returns gives the focus back; to the page, where that is gone meanwhile or cannot have it. */
export function keepFocus(): () => void {
  const before = document.activeElement as HTMLElement | null;
  return () => {
    if (before?.isConnected && !before.matches(':disabled')) before.focus({ preventScroll: true });
    else toPage();
  };
}

/**
 * Gives the focus of a dialog to its first field, or else to the button that does what the dialog is about, once that can be pressed.
 * Returns what stops waiting for that.
 */
export function focusFirst(dialog: HTMLElement): () => void {
  const field = dialog.querySelector<HTMLElement>('.body :is(input, select, textarea):not(:disabled)');
  const verb = dialog.querySelector<HTMLButtonElement>('footer .pri');
  if (field || !verb?.disabled) {
    (field ?? verb)?.focus({ preventScroll: true });
    return () => {};
  }
  const before = document.activeElement;
  const watch = new MutationObserver(() => {
    if (verb.disabled) return;
    watch.disconnect();
    // Somebody who has gone elsewhere meanwhile stays there.
    if (document.activeElement === before) verb.focus({ preventScroll: true });
  });
  watch.observe(verb, { attributes: true, attributeFilter: ['disabled'] });
  return () => watch.disconnect();
}

/** Remembers what has the focus. What it returns gives the focus back; to the page, where that is gone meanwhile. */
export function keepFocus(): () => void {
  const before = document.activeElement as HTMLElement | null;
  return () => {
    const target = before?.isConnected ? before : document.getElementById('main');
    target?.focus({ preventScroll: true });
  };
}

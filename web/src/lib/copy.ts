import { keepFocus } from './focus';

/** Copies text, also over plain HTTP, where the clipboard of the browser is not offered. Says whether it worked. */
export async function copy(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // The old way is tried.
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'vh';
  const giveBack = keepFocus();
  const host = document.querySelector('dialog[open]') ?? document.body;
  host.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  giveBack();
  return done;
}

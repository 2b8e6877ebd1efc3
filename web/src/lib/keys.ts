import { places } from './places';
import { prefs } from './prefs.svelte';
import { router } from './router.svelte';

// Keys of the whole console and of the page that is open. Single keys are off in inputs, and can be switched off.

type Handler = (event: KeyboardEvent) => void;

const stack: Record<string, Handler>[] = [];

/** Adds the keys of a page or a panel, which win over those before; returns what takes them away. */
export function keys(map: Record<string, Handler>): () => void {
  stack.push(map);
  return () => {
    const at = stack.indexOf(map);
    if (at >= 0) stack.splice(at, 1);
  };
}

const kSequenceMs = 1500;
// When `g` was pressed, as events tell the time.
let went = -kSequenceMs;

function typing(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : null;
  return !!element?.closest(
    'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], .cm-host',
  );
}

function name(event: KeyboardEvent): string {
  const control = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  return control + event.key;
}

export function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const key = name(event);
  const plain = !key.startsWith('Ctrl+') && key.length === 1;
  // An open dialog has the keys, Escape too, which closes it. The search is opened over it.
  if (key !== 'Ctrl+k' && document.querySelector('dialog[open]')) return;
  if (plain && (!prefs.singleKeys || typing(event.target))) return;
  if (plain && event.timeStamp - went < kSequenceMs) {
    went = -kSequenceMs;
    const place = places.find((each) => each.key === key);
    if (place) {
      event.preventDefault();
      router.go(place.href);
      return;
    }
  }
  if (key === 'g' && plain) {
    went = event.timeStamp;
    return;
  }
  for (const map of stack.toReversed()) {
    const handler = map[key];
    if (!handler) continue;
    // In a field, Escape leaves the field and not the page, so that what is written there stays.
    if (key === 'Escape' && typing(event.target)) (event.target as HTMLElement).blur();
    else handler(event);
    event.preventDefault();
    return;
  }
}

/** Moves the focus among the links of a list: `j` is 1, `k` is -1. */
export function move(container: ParentNode | null | undefined, by: number, selector = '[data-move]'): void {
  const all = [...(container?.querySelectorAll<HTMLElement>(selector) ?? [])];
  if (all.length === 0) return;
  const at = all.findIndex((each) => each === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
  all[next]?.focus();
}

/** The keys of a list: j and k move in it; `more` are the other keys of its page. Returns what takes them away. */
export function listKeys(container: () => ParentNode | null | undefined, more: Record<string, Handler> = {}): () => void {
  return keys({ j: () => move(container(), 1), k: () => move(container(), -1), ...more });
}

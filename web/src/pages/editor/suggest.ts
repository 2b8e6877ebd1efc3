import { StateEffect, StateField, type EditorState, type Extension, type Transaction } from '@codemirror/state';
import { EditorView, showTooltip, type Command, type KeyBinding, type Tooltip } from '@codemirror/view';

import { optionsAt, placeAt, type Known, type Option } from './complete';
import { element } from './element';
import { fitting } from './rank';

// The list of what may be written where the cursor stands. It opens while people type, and when they press a key for it. CodeMirror has
// such a list too, but it is four times as large: it also has sources that answer later, groups, snippets and explanations.

/** The list while it is open. */
interface Offer {
  /** Where the word at the cursor begins. The option that is taken replaces that word. */
  from: number;
  options: Option[];
  /** The option that is marked, counted from 0. */
  chosen: number;
  tooltip: Tooltip;
}

// How many options are shown.
const kShownMost = 100;
// How many options PageUp and PageDown pass.
const kPage = 8;
const kId = 'offered';
// A key that is pressed so soon after the list has opened goes to the text: nobody can have seen the list before pressing it.
const kMeantAfterMs = 75;

const choose = StateEffect.define<number>();
const open = StateEffect.define<boolean>();

const theme = EditorView.baseTheme({
  '.cm-tooltip-autocomplete > ul': {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    minWidth: '250px',
    maxWidth: 'min(700px, 95vw)',
    maxHeight: '10em',
    overflow: 'hidden auto',
    whiteSpace: 'nowrap',
  },
  '.cm-tooltip-autocomplete > ul > li': { lineHeight: 1.2, overflow: 'hidden', textOverflow: 'ellipsis', cursor: 'pointer' },
  '.cm-completionDetail': { marginLeft: '.5em' },
});

export function suggest(known: () => Known, label: string): { extension: Extension; keys: KeyBinding[] } {
  let shownAt = 0;

  function offerAt(state: EditorState, explicit: boolean, before: Offer | null): Offer | null {
    const { main } = state.selection;
    const place = placeAt(state.doc.toString(), main.head);
    if (!main.empty || (!explicit && place.word === '')) return null;
    const options = fitting(optionsAt(place, known()), place.word).slice(0, kShownMost);
    if (options.length === 0) return null;
    const from = main.head - place.word.length;
    if (!before) shownAt = Date.now();
    const tooltip = before?.from === from ? before.tooltip : { pos: from, create: list };
    return { from, options, chosen: 0, tooltip };
  }
  function next(offer: Offer | null, transaction: Transaction): Offer | null {
    for (const effect of transaction.effects) {
      if (effect.is(open)) return effect.value ? offerAt(transaction.state, true, offer) : null;
      if (effect.is(choose) && offer) return { ...offer, chosen: effect.value };
    }
    if (transaction.isUserEvent('input.type')) return offerAt(transaction.state, false, offer);
    if (offer && transaction.isUserEvent('delete')) return offerAt(transaction.state, false, offer);
    return transaction.docChanged || transaction.selection ? null : offer;
  }
  const field: StateField<Offer | null> = StateField.define({
    create: () => null,
    update: next,
    provide: (own) => [
      showTooltip.from(own, (offer) => offer?.tooltip ?? null),
      EditorView.contentAttributes.from(own, (offer) => ({
        'aria-autocomplete': 'list',
        ...(offer
          ? { 'aria-haspopup': 'listbox', 'aria-controls': kId, 'aria-activedescendant': `${kId}-${offer.chosen}` }
          : {}),
      })),
    ],
  });

  function take(view: EditorView, at: number): void {
    const offer = view.state.field(field);
    const option = offer?.options[at];
    if (!offer || !option) return;
    const insert = option.apply ?? option.label;
    view.dispatch({
      changes: { from: offer.from, to: view.state.selection.main.head, insert },
      selection: { anchor: offer.from + insert.length },
      scrollIntoView: true,
      userEvent: 'input.complete',
    });
    view.focus();
  }

  function list(view: EditorView) {
    const items = element('ul', { id: kId, role: 'listbox', ariaLabel: label });
    let drawn: Option[] = [];
    function draw(offer: Offer | null): void {
      if (!offer) return;
      if (drawn !== offer.options) {
        drawn = offer.options;
        const rows = drawn.map(({ label: name, detail }, at) =>
          element(
            'li',
            { id: `${kId}-${at}`, role: 'option' },
            element('span', { className: 'cm-completionLabel' }, name),
            element('span', { className: 'cm-completionDetail' }, detail),
          ),
        );
        items.replaceChildren(...rows);
      }
      for (const [at, row] of [...items.children].entries()) {
        if (at === offer.chosen) row.ariaSelected = 'true';
        else row.removeAttribute('aria-selected');
      }
      // Scrolls the list only. scrollIntoView() would scroll the page as well.
      const row = items.children[offer.chosen] as HTMLElement;
      const above = row.offsetTop - items.scrollTop;
      if (above < 0) items.scrollTop = row.offsetTop;
      else if (above + row.offsetHeight > items.clientHeight) items.scrollTop = row.offsetTop + row.offsetHeight - items.clientHeight;
    }
    // A click would come after mousedown has moved the focus out of the editor. So mousedown takes the option, and moves nothing.
    items.addEventListener('mousedown', (event) => {
      const row = (event.target as Element).closest('li');
      event.preventDefault();
      if (row) take(view, [...items.children].indexOf(row));
    });
    const dom = element('div', { className: 'cm-tooltip-autocomplete' }, items);
    draw(view.state.field(field));
    return { dom, mount: () => draw(view.state.field(field)), update: () => draw(view.state.field(field)) };
  }

  const start: Command = (view) => {
    view.dispatch({ effects: open.of(true) });
    return view.state.field(field) !== null;
  };
  const shut: Command = (view) => {
    if (!view.state.field(field)) return false;
    view.dispatch({ effects: open.of(false) });
    return true;
  };
  const move =
    (by: number): Command =>
    (view) => {
      const offer = view.state.field(field);
      if (!offer || Date.now() < shownAt + kMeantAfterMs) return false;
      const last = offer.options.length - 1;
      const to = offer.chosen + by;
      // A step beyond one end of the list leads to the other end. A page stops at the end.
      const chosen = Math.abs(by) > 1 ? Math.min(last, Math.max(0, to)) : to < 0 ? last : to > last ? 0 : to;
      view.dispatch({ effects: choose.of(chosen) });
      return true;
    };
  const accept: Command = (view) => {
    const offer = view.state.field(field);
    if (!offer || Date.now() < shownAt + kMeantAfterMs) return false;
    take(view, offer.chosen);
    return true;
  };

  const closeOnBlur = EditorView.domEventHandlers({ blur: (_, view) => void setTimeout(() => !view.hasFocus && shut(view), 10) });
  return {
    extension: [field, theme, closeOnBlur],
    keys: [
      { key: 'Ctrl-Space', run: start },
      ...['Alt-`', 'Alt-i'].map((mac) => ({ mac, run: start })),
      { key: 'Escape', run: shut },
      { key: 'ArrowDown', run: move(1) },
      { key: 'ArrowUp', run: move(-1) },
      { key: 'PageDown', run: move(kPage) },
      { key: 'PageUp', run: move(-kPage) },
      { key: 'Enter', run: accept },
    ],
  };
}

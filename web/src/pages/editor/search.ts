import { EditorSelection, StateEffect, StateField, type Extension, type StateEffectType } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  runScopeHandlers,
  showPanel,
  ViewPlugin,
  type Command,
  type DecorationSet,
  type KeyBinding,
  type PanelConstructor,
} from '@codemirror/view';

import { element } from './element';
import { kMatchesMax, matchesOf, nextOf, patternOf, previousOf, replacementOf, type Match, type Query } from './find';

// The panel above the text, in which people search and replace. CodeMirror has one too, but it is three times as large, and English.

export interface SearchWords {
  find: string;
  replace: string;
  next: string;
  previous: string;
  matchCase: string;
  regexp: string;
  word: string;
  replaceAll: string;
  close: string;
  replaced: (n: number) => string;
  at: (line: number, text: string) => string;
}

interface State {
  query: Query;
  open: boolean;
}

// A selection of at most so many characters becomes the search when the panel opens. A longer one does not.
const kSelectedMost = 100;
// How many characters of a match a screen reader is told.
const kAnnouncedMost = 100;

const changed: StateEffectType<Partial<State>> = StateEffect.define();
const kNothing: Query = { search: '', replace: '', matchCase: false, regexp: false, word: false };

const mark = Decoration.mark({ class: 'cm-searchMatch' });
const markSelected = Decoration.mark({ class: 'cm-searchMatch cm-searchMatch-selected' });

const theme = EditorView.baseTheme({
  '.cm-search': { display: 'flex', flexWrap: 'wrap', gap: '4px 8px', alignItems: 'center', padding: '4px 6px' },
  '.cm-search > *': { minHeight: '26px' },
  '.cm-search > input, .cm-search button': {
    font: 'inherit',
    color: 'inherit',
    backgroundColor: 'transparent',
    border: '1px solid var(--control)',
    borderRadius: '6px',
    padding: '0 8px',
  },
  '.cm-search button:hover': { backgroundColor: 'var(--hover)' },
  '.cm-search label': { display: 'flex', gap: '4px', alignItems: 'center', whiteSpace: 'pre' },
  '.cm-search [name=close]': { marginLeft: 'auto', border: '0' },
  '.cm-searchMatch-selected': { outline: '1px solid' },
});

export function search(words: SearchWords): { extension: Extension; keys: KeyBinding[] } {
  const field: StateField<State> = StateField.define({
    create: (): State => ({ query: kNothing, open: false }),
    update: (state, { effects }) =>
      effects.reduce((now, effect) => (effect.is(changed) ? { ...now, ...effect.value } : now), state),
    provide: (own) => showPanel.from(own, ({ open }) => (open ? panel : null)),
  });
  const queryOf = (view: EditorView) => view.state.field(field).query;
  const found = (view: EditorView) => matchesOf(queryOf(view), view.state.doc.toString());
  const box = (view: EditorView) => view.dom.querySelector<HTMLInputElement>('.cm-search [name=search]');

  const open: Command = (view) => {
    const { main } = view.state.selection;
    const selected = view.state.sliceDoc(main.from, Math.min(main.to, main.from + kSelectedMost + 1));
    const query = queryOf(view);
    const search = selected && selected.length <= kSelectedMost ? selected.replaceAll('\\', '\\\\').replaceAll('\n', '\\n') : query.search;
    view.dispatch({ effects: changed.of({ open: true, query: { ...query, search } }) });
    box(view)?.focus();
    box(view)?.select();
    return true;
  };
  const close: Command = (view) => {
    if (!view.state.field(field).open) return false;
    const focused = box(view)?.closest('.cm-search')?.matches(':focus-within');
    view.dispatch({ effects: changed.of({ open: false }) });
    if (focused) view.focus();
    return true;
  };
  const announced = (view: EditorView, { from, to }: Match) =>
    EditorView.announce.of(
      words.at(view.state.doc.lineAt(from).number, view.state.sliceDoc(from, Math.min(to, from + kAnnouncedMost))),
    );

  /** A command that selects the match that `pick` chooses. As long as there is nothing to search for, it opens the panel instead. */
  const go =
    (pick: (all: Match[], view: EditorView) => Match | undefined): Command =>
    (view) => {
      if (!patternOf(queryOf(view))) return open(view);
      const match = pick(found(view), view);
      if (!match) return false;
      const { from, to } = match;
      view.dispatch({
        selection: { anchor: from, head: to },
        scrollIntoView: true,
        effects: announced(view, match),
        userEvent: 'select.search',
      });
      return true;
    };
  const next = go((all, view) => nextOf(all, view.state.selection.main.to));
  const previous = go((all, view) => previousOf(all, view.state.selection.main.from));
  const first = go((all, view) => nextOf(all, view.state.selection.main.from));

  /** Replaces the match that is selected, and selects the next one. */
  const replaceOne: Command = (view) => {
    const { main } = view.state.selection;
    const all = found(view);
    const match = all.find(({ from, to }) => from === main.from && to === main.to);
    if (!match) return first(view);
    const changes = view.state.changes({ from: match.from, to: match.to, insert: replacementOf(queryOf(view), match) });
    const after = nextOf(all.filter((each) => each !== match), match.to);
    view.dispatch({
      changes,
      ...(after ? { selection: EditorSelection.single(after.from, after.to).map(changes), effects: announced(view, after) } : {}),
      scrollIntoView: true,
      userEvent: 'input.replace',
    });
    return true;
  };
  const replaceAll: Command = (view) => {
    const query = queryOf(view);
    const all = found(view);
    if (all.length === 0) return false;
    view.dispatch({
      changes: all.map((match) => ({ from: match.from, to: match.to, insert: replacementOf(query, match) })),
      effects: EditorView.announce.of(words.replaced(all.length)),
      userEvent: 'input.replace.all',
    });
    return true;
  };

  const panel: PanelConstructor = (view) => {
    const query = queryOf(view);
    const take = () =>
      view.dispatch({
        effects: changed.of({
          query: {
            search: find.value,
            replace: replace.value,
            matchCase: matchCase.checked,
            regexp: regexp.checked,
            word: word.checked,
          },
        }),
      });
    const text = (name: string, label: string, value: string) =>
      element('input', { name, value, placeholder: label, ariaLabel: label, oninput: take });
    const check = (name: string, checked: boolean) => element('input', { type: 'checkbox', name, checked, onchange: take });
    const button = (name: string, label: string, run: Command) =>
      element('button', { type: 'button', name, onclick: () => run(view) }, label);
    const find = text('search', words.find, query.search);
    const replace = text('replace', words.replace, query.replace);
    const matchCase = check('case', query.matchCase);
    const regexp = check('re', query.regexp);
    const word = check('word', query.word);
    const shut = element('button', { type: 'button', name: 'close', ariaLabel: words.close, onclick: () => close(view) }, '×');

    const dom = element(
      'div',
      { className: 'cm-search' },
      find,
      button('next', words.next, next),
      button('prev', words.previous, previous),
      element('label', {}, matchCase, words.matchCase),
      element('label', {}, regexp, words.regexp),
      element('label', {}, word, words.word),
      replace,
      button('replace', words.replace, replaceOne),
      button('replaceAll', words.replaceAll, replaceAll),
      shut,
    );
    dom.addEventListener('keydown', (event) => {
      const enter = event.key === 'Enter' && (event.target === find || event.target === replace);
      if (enter) (event.target === replace ? replaceOne : event.shiftKey ? previous : next)(view);
      if (enter || runScopeHandlers(view, event, 'search-panel')) event.preventDefault();
    });
    return {
      dom,
      top: true,
      update: ({ transactions }) => {
        // When somebody opens the panel again, what is selected then becomes the search, and its field has to show that.
        if (transactions.some((each) => each.effects.some((effect) => effect.is(changed)))) find.value = queryOf(view).search;
      },
    };
  };

  const marks = ViewPlugin.fromClass(
    class {
      decorations: DecorationSet = Decoration.none;
      update({ view }: { view: EditorView }) {
        const { query, open: shown } = view.state.field(field);
        const { main } = view.state.selection;
        const all = shown
          ? view.visibleRanges.flatMap(({ from, to }) =>
              matchesOf(query, view.state.sliceDoc(from, to), kMatchesMax).map((match) => {
                const start = from + match.from;
                const end = from + match.to;
                return (start === main.from && end === main.to ? markSelected : mark).range(start, end);
              }),
            )
          : [];
        this.decorations = Decoration.set(all);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );

  const scope = 'editor search-panel';
  return {
    extension: [field, marks, theme],
    keys: [
      { key: 'Mod-f', run: open, scope },
      ...['F3', 'Mod-g'].map((key) => ({ key, run: next, shift: previous, scope, preventDefault: true })),
      { key: 'Escape', run: close, scope },
    ],
  };
}

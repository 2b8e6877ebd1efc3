import { history, historyKeymap, indentWithTab, standardKeymap, toggleComment } from '@codemirror/commands';
import { lintGutter, nextDiagnostic, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState, RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';

import type { Finding } from '../../lib/api';
import { expressionKeys, verbs } from '../../lib/outline';
import type { Known } from './complete';
import { fixOf, placeOf } from './fix';
import { indentUnit } from './language';
import { search, type SearchWords } from './search';
import { suggest } from './suggest';

// The editor itself, in a shadow root: there its styles are sheets of the root, which the Content-Security-Policy allows.

export interface Editor {
  findings(findings: Finding[]): void;
  fix(finding: Finding): void;
  goTo(line: number, column?: number): void;
  next(): void;
  destroy(): void;
}

export interface Options {
  text: string;
  label: string;
  fixLabel: (text: string) => string;
  offerLabel: string;
  search: SearchWords;
  known: () => Known;
  changed: (text: string) => void;
  /** Whether nothing may be written: another text is about to come. */
  locked: () => boolean;
  publish: () => void;
}

// YAML in colours, line by line, as the pages that show a template have it (ui/YamlText.svelte): a parser of YAML would be a tenth of
// the editor, and what is wrong the server says. The first that matches counts: a comment has no keys.
const kColours: [string, string][] = [
  ['cm-comment', '(?<=^|\\s)#.*'],
  ['cm-key', '(?:[\\w.-]+|"[\\w.-]+")(?=:(?:\\s|$))'],
  ['cm-string', '"(?:[^"\\\\]|\\\\.)*"|\'[^\']*\''],
  ['cm-anchor', '(?<=^|\\s)[&*!][\\w-]+'],
];

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '.75rem', backgroundColor: 'var(--sunken)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px 0 4px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0', color: 'var(--ink-3)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '32px' },
  '.cm-gutter-lint': { width: '22px' },
  '.cm-key': { color: 'var(--code-key)' },
  '.cm-string': { color: 'var(--code-text)' },
  '.cm-comment': { color: 'var(--ink-3)', fontStyle: 'italic' },
  '.cm-anchor': { color: 'var(--gated)' },
  '.cm-expression, .cm-expression *': { color: 'var(--gated)' },
  '.cm-verb, .cm-verb *': { fontWeight: '600', color: 'var(--ink)' },
  '.cm-bad': { backgroundColor: 'color-mix(in oklab, var(--failed) 8%, var(--sunken))' },
  '.cm-odd': { backgroundColor: 'color-mix(in oklab, var(--amber) 8%, var(--sunken))' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--failed) 1.5px',
    textUnderlineOffset: '4px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--amber) 1.5px',
    textUnderlineOffset: '4px',
  },
  '.cm-lint-marker-error': {
    content: 'none',
    borderRadius: '50%',
    backgroundColor: 'var(--failed)',
    width: '10px',
    height: '10px',
    margin: '5px 4px',
  },
  '.cm-lint-marker-warning': {
    content: 'none',
    backgroundColor: 'var(--amber)',
    width: '9px',
    height: '9px',
    margin: '5px 4px',
    transform: 'rotate(45deg)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    boxShadow: 'var(--float)',
  },
  '.cm-diagnostic': { borderLeft: '0', padding: '6px 10px', fontFamily: 'var(--font)', fontSize: '.8125rem' },
  '.cm-diagnosticAction': {
    backgroundColor: 'var(--ink)',
    color: 'var(--on-ink)',
    borderRadius: '4px',
    padding: '2px 8px',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '.75rem' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--selected)', color: 'var(--ink)' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', fontFamily: 'var(--font)' },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in oklab, var(--amber) 30%, transparent)' },
});

/** Marks what a pattern finds, as long as it is seen: by one name, or by that of the group that has found it. */
function marks(regexp: RegExp, ...names: string[]) {
  const all = names.map((name) => Decoration.mark({ class: name }));
  const decoration = (match: RegExpExecArray) => all[Math.max(0, match.slice(1).findIndex((each) => each !== undefined))] ?? null;
  const decorator = new MatchDecorator({ regexp, decoration });
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = decorator.createDeco(view);
      }
      update(update: ViewUpdate) {
        this.decorations = decorator.updateDeco(update, this.decorations);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

export function mount(host: HTMLElement, options: Options): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let found: Finding[] = [];
  const searching = search(options.search);
  const suggesting = suggest(options.known, options.offerLabel);

  const tinted = ViewPlugin.fromClass(
    class {
      decorations: DecorationSet = Decoration.none;
      update(update: ViewUpdate) {
        const builder = new RangeSetBuilder<Decoration>();
        const lines = new Map<number, string>();
        for (const each of found) {
          const line = Math.min(Math.max(1, each.line ?? 1), update.state.doc.lines);
          if (each.severity === 'error' || !lines.has(line))
            lines.set(line, each.severity === 'warning' ? 'cm-odd' : 'cm-bad');
        }
        for (const [line, name] of [...lines].toSorted((a, b) => a[0] - b[0])) {
          const from = update.state.doc.line(line).from;
          builder.add(from, from, Decoration.line({ class: name }));
        }
        this.decorations = builder.finish();
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );

  const view: EditorView = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        EditorState.languageData.of(() => [{ commentTokens: { line: '#' } }]),
        marks(new RegExp(kColours.map(([, pattern]) => `(${pattern})`).join('|'), 'g'), ...kColours.map(([name]) => name)),
        marks(
          new RegExp(
            `\\$\\{[^}]*\\}|(?<=^\\s*(?:- )?(?:${expressionKeys.join('|')}):\\s+)[^\\s{#](?:[^#"]|"[^"]*")*`,
            'g',
          ),
          'cm-expression',
        ),
        marks(new RegExp(`^\\s+(?:${verbs.join('|')})(?=:)`, 'g'), 'cm-verb'),
        tinted,
        searching.extension,
        suggesting.extension,
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false', tabindex: '0' }),
        keymap.of([
          { key: 'Mod-.', run: () => fixHere() },
          { key: 'Mod-Enter', run: () => (options.publish(), true) },
          ...suggesting.keys,
          { key: 'F8', run: nextDiagnostic },
          ...searching.keys,
          ...historyKeymap,
          ...standardKeymap,
          { key: 'Mod-/', run: toggleComment },
          indentWithTab,
        ]),
        EditorState.changeFilter.of(() => !options.locked()),
        EditorView.updateListener.of((update) => update.docChanged && options.changed(update.state.doc.toString())),
        theme,
      ],
    }),
  });

  const text = () => view.state.doc.toString();
  function fix(finding: Finding) {
    const change = fixOf(finding, text());
    if (change)
      view.dispatch({
        changes: change,
        selection: { anchor: change.from + change.insert.length },
        scrollIntoView: true,
      });
    view.focus();
  }
  /** Mends the finding in the line of the cursor, else the first that can be mended. */
  function fixHere(): boolean {
    const line = view.state.doc.lineAt(view.state.selection.main.head).number;
    const able = found.filter((each) => fixOf(each, text()));
    const one = able.find((each) => each.line === line) ?? able[0];
    if (one) fix(one);
    return true;
  }
  return {
    findings(findings) {
      found = findings;
      const own = text();
      const diagnostics = findings.map((each): Diagnostic => {
        const change = fixOf(each, own);
        return {
          ...placeOf(each, own),
          severity: each.severity === 'warning' ? 'warning' : 'error',
          message: [each.message, each.hint].filter(Boolean).join('\n'),
          ...(each.rule ? { source: each.rule } : {}),
          ...(change ? { actions: [{ name: options.fixLabel(change.insert), apply: () => fix(each) }] } : {}),
        };
      });
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    fix,
    goTo(line, column = 1) {
      const own = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: Math.min(own.to, own.from + column - 1) },
        effects: EditorView.scrollIntoView(own.from, { y: 'center' }),
      });
      view.focus();
    },
    next: () => void nextDiagnostic(view),
    destroy: () => view.destroy(),
  };
}

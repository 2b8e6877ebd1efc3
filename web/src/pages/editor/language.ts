import { countColumn, Facet, type EditorState } from '@codemirror/state';

// Stands in for @codemirror/language and @lezer/common, which the commands of CodeMirror import (vite.config.ts): they bring parsers and
// their trees, a tenth of the editor, and this editor has no parser. What the commands ask of a tree is answered as by an empty one.

const none = {
  from: 0,
  to: 0,
  name: '',
  parent: null,
  firstChild: null,
  type: { prop: () => undefined },
  childBefore: () => null,
  childAfter: () => null,
};
const tree = { resolveInner: () => none, resolveStack: () => ({ node: none, next: null }) };

export const syntaxTree = () => tree;
export const matchBrackets = () => null;
export const NodeProp = { closedBy: undefined, openedBy: undefined };

/** What one level is indented by: two spaces, as YAML has it. */
export const indentUnit = Facet.define<string, string>({ combine: ([unit]) => unit ?? '  ' });
export const getIndentUnit = (state: EditorState): number => state.facet(indentUnit).length;
export const indentString = (_: EditorState, columns: number): string => ' '.repeat(columns);

/** How far the line after this one is indented: a level more after a key whose value is below, and in a list below the key of its item. */
export function indentAfter(line: string, unit: number): number {
  const [lead = '', dashes = '', key = ''] = /^\s*((?:- +)*)([\w"'.$-]+:(?=\s|$))?/.exec(line) ?? [];
  const own = lead.length - dashes.length - key.length;
  if (!key) return own;
  const opens = /^\s*(?:[|>][+-]?)?\s*(?:#.*)?$/.test(line.slice(lead.length));
  return own + dashes.length + (opens ? unit : 0);
}

/** What is asked about a line that is broken in two at `simulateBreak`. */
export class IndentContext {
  constructor(
    readonly state: EditorState,
    readonly options: { simulateBreak?: number } = {},
  ) {}
  lineIndent(position: number): number {
    return countColumn(/^\s*/.exec(this.state.doc.lineAt(position).text)?.[0] ?? '', this.state.tabSize);
  }
}

export function getIndentation(context: IndentContext, position: number): number {
  const line = context.state.doc.lineAt(position);
  return indentAfter(line.text.slice(0, position - line.from), getIndentUnit(context.state));
}

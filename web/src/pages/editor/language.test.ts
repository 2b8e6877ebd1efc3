import { EditorState, Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';

import { getIndentation, IndentContext, indentAfter, indentString, indentUnit } from './language';

describe('the line after', () => {
  it('is as far in as the line before', () => {
    expect(indentAfter('', 2)).toBe(0);
    expect(indentAfter('workflow: hello', 2)).toBe(0);
    expect(indentAfter('    ask: "Why: now?"', 2)).toBe(4);
    expect(indentAfter('  # needs:', 2)).toBe(2);
    expect(indentAfter('    - a word', 2)).toBe(4);
  });

  it('is a level further in after a key whose value is below', () => {
    expect(indentAfter('steps:', 2)).toBe(2);
    expect(indentAfter('  greeting:  # says hello', 2)).toBe(4);
    expect(indentAfter('  "a key":', 2)).toBe(2);
    expect(indentAfter('  "key":', 2)).toBe(4);
    expect(indentAfter('  text: |', 2)).toBe(4);
  });

  it('is below the key of an item', () => {
    expect(indentAfter('  - event: hello.said', 2)).toBe(4);
    expect(indentAfter('  - schedule:', 2)).toBe(6);
  });

  it('is asked for where the cursor is', () => {
    const state = EditorState.create({ doc: Text.of(['steps:', '  a:', '    needs: b']) });
    const context = new IndentContext(state, { simulateBreak: 6 });
    expect(getIndentation(context, 6)).toBe(2);
    expect(getIndentation(context, 3)).toBe(0);
    expect(getIndentation(context, state.doc.length)).toBe(4);
    expect(context.lineIndent(state.doc.length)).toBe(4);
    expect(indentString(state, 4)).toBe('    ');
    expect(EditorState.create({ extensions: indentUnit.of('    ') }).facet(indentUnit)).toBe('    ');
  });
});

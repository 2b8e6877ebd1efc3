import { describe, expect, it } from 'vitest';

import schemaText from '../../../../config/schema/workflow.schema.json?raw';
import { optionsAt, placeAt, type Known, type Schema } from './complete';

const known: Known = {
  schema: JSON.parse(schemaText) as Schema,
  steps: ['brief', 'copy'],
  inputs: ['name'],
  connections: ['jira'],
};
/** The cursor is where the bar stands. */
const at = (text: string) => {
  const offset = text.indexOf('|');
  return placeAt(text.replace('|', ''), offset);
};
const labels = (text: string) => optionsAt(at(text), known).map((each) => each.label);

describe('completion', () => {
  it('knows the place by its indentation', () => {
    expect(at('steps:\n  brief:\n    ne|')).toMatchObject({ path: ['steps', 'brief'], key: '', word: 'ne' });
    expect(at('on:\n  - event: a\n    wh|')).toMatchObject({ path: ['on', '[]'], key: '' });
    expect(at('steps:\n  a:\n    gate:\n      open: x\n    retry:\n      att|')).toMatchObject({
      path: ['steps', 'a', 'retry'],
    });
    expect(at('steps:\n  a:\n    on_error: f|')).toMatchObject({ path: ['steps', 'a'], key: 'on_error', word: 'f' });
  });

  it('offers the keys that the schema has there', () => {
    expect(labels('|')).toEqual(expect.arrayContaining(['workflow', 'steps', 'on']));
    expect(labels('steps:\n  brief:\n    |')).toEqual(expect.arrayContaining(['do', 'approve', 'needs', 'gate']));
    expect(labels('steps:\n  a:\n    retry:\n      |')).toEqual(['attempts', 'initial', 'factor', 'max', 'for']);
    expect(labels('on:\n  - ev|')).toEqual(expect.arrayContaining(['event', 'when', 'key']));
  });

  it('offers values and names', () => {
    expect(labels('steps:\n  a:\n    on_error: |')).toEqual(['fail', 'continue', 'pause']);
    expect(labels('steps:\n  a:\n    needs: [b|')).toEqual(['brief', 'copy']);
    expect(labels('steps:\n  a:\n    do: |')).toEqual(['jira.']);
    expect(labels('steps:\n  a:\n    when: st|')).toContain('steps');
    expect(labels('steps:\n  a:\n    title: "x ${steps.|')).toEqual(['steps.brief', 'steps.copy']);
    expect(labels('steps:\n  a:\n    title: "x ${inputs.|')).toEqual(['inputs.name']);
  });
});

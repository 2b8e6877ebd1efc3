import { describe, expect, it } from 'vitest';

import { fitting } from './rank';

const labels = (word: string, ...all: string[]) => fitting(all.map((label) => ({ label, detail: '' })), word).map((each) => each.label);

describe('what is offered for a word', () => {
  it('begins with it, or has it at the beginning of a part, or somewhere', () => {
    expect(labels('co', 'on_comment', 'account', 'Copy', 'copy', 'co')).toEqual(['co', 'copy', 'Copy', 'on_comment', 'account']);
  });

  it('has its letters one after the other', () => {
    expect(labels('cmt', 'comment', 'a_comment', 'commit', 'time')).toEqual(['comment', 'commit', 'a_comment']);
  });

  it('is all there is where nothing has been typed, as it is', () => {
    expect(labels('', 'b', 'a')).toEqual(['b', 'a']);
  });
});

import { describe, expect, it } from 'vitest';

import { kJournalMarks } from './journal';
import { en } from './words/en';

describe('the journal', () => {
  it('has a mark for all that can happen to a run', () => {
    expect(Object.keys(kJournalMarks).toSorted()).toEqual(Object.keys(en.journal.is).toSorted());
  });
});

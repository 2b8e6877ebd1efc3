/** A value of JSON in one line, as people read it. */
export const plain = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

// What is longer is no sentence: it is folded, and can be downloaded.
const kSentenceMax = 2000;

/** A text, a number or a word of JSON that is read as it stands. */
export const isSentence = (value: unknown): boolean =>
  (typeof value === 'object' ? value === null : value !== undefined) && String(value).length <= kSentenceMax;

/** A value of JSON in one line, as people read it. */
export const plain = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

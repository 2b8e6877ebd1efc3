/** A word of a command line as a shell takes it, whatever is in it: text from outside ends no word and begins no command. */
export const shellWord = (text: string): string =>
  /^[\w@%+:,./][\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

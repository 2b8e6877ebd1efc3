import type { Option } from './complete';

// Which of the options fit what has been typed, and in which order.

/** How well a label fits a word, the less the better; undefined where it does not. */
function fit(label: string, word: string): number | undefined {
  const [own, typed] = [label.toLowerCase(), word.toLowerCase()];
  if (label.startsWith(word)) return 0;
  if (own.startsWith(typed)) return 1;
  const at = own.indexOf(typed);
  if (at > 0) return /[^a-z0-9]/.test(own[at - 1] ?? '') ? 2 : 3;
  // The letters one after the other, with others between them: `cmt` is in `comment`.
  let from = 0;
  for (const letter of typed) {
    from = own.indexOf(letter, from) + 1;
    if (from === 0) return undefined;
  }
  return own[0] === typed[0] ? 4 : 5;
}

/** The options that fit, the best first; of those that fit as well, by their names. Where nothing has been typed, all as they are. */
export function fitting(options: Option[], word: string): Option[] {
  if (!word) return options;
  return options
    .flatMap((option) => {
      const rank = fit(option.label, word);
      return rank === undefined ? [] : [{ option, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank || a.option.label.localeCompare(b.option.label))
    .map(({ option }) => option);
}

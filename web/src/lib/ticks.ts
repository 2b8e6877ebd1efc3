// Which of the times at the top of a chart have room for their words.

/** Words at a place of a line, in pixels. */
export interface Label {
  at: number;
  text: string;
  /** What of the words stands at the place. */
  anchor: 'start' | 'middle' | 'end';
}

// About as wide as a character is in the small font of charts.
const kCharacter = 6.5;
const kGap = 8;

/** From where to where the words reach. */
export function spanOf({ at, text, anchor }: Label): [from: number, to: number] {
  const width = text.length * kCharacter;
  const from = anchor === 'start' ? at : anchor === 'end' ? at - width : at - width / 2;
  return [from, from + width];
}

/** The labels that end before `width` and touch none of the others, which stand there in any case. */
export function withRoom<L extends Label>(labels: L[], others: Label[], width: number): L[] {
  const taken = others.map(spanOf);
  return labels.filter((each) => {
    const [from, to] = spanOf(each);
    return to <= width && taken.every(([begins, ends]) => to + kGap <= begins || ends + kGap <= from);
  });
}

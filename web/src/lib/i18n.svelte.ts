import { prefs, type Language } from './prefs.svelte';
import { spaced } from './spaces';
import { en, type Words } from './words/en';

// The texts of the console. English is at hand; French is fetched before it is shown.

let words = $state.raw<Words>(en);

/** The texts in the language that is chosen: what shows one of them is drawn anew with another language. */
export const t: Words = new Proxy(en, { get: (_, name: string) => words[name as keyof Words] });

export async function useLanguage(language: Language): Promise<void> {
  words = spaced(language === 'fr' ? (await import('./words/fr')).fr : en);
  prefs.language = language;
}

/** The language that a click changes to. */
export function otherLanguage(): Language {
  return prefs.language === 'en' ? 'fr' : 'en';
}

const numbers = new Map<string, Intl.NumberFormat>();

/** A number as people read it: 12 000 or 98.2, with narrow spaces between thousands. */
export function number(value: number, digits = 0): string {
  const key = `${prefs.language} ${digits}`;
  let format = numbers.get(key);
  if (!format) {
    format = new Intl.NumberFormat(prefs.language, { maximumFractionDigits: digits });
    numbers.set(key, format);
  }
  const text = format.format(value);
  return prefs.language === 'en' ? text.replaceAll(',', '\u202f') : text;
}

/** How many there are: 12, or 100+ where there are more than were counted. */
export function counted(value: number, whole: boolean): string {
  return whole ? number(value) : `${number(value)}+`;
}

const kUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** A size as people read it: 1.2 GB, 1,2 Go. */
export function size(bytes: number): string {
  const step = Math.min(kUnits.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const style = { style: 'unit', unit: kUnits[step], maximumFractionDigits: step > 1 ? 1 : 0 } as const;
  return new Intl.NumberFormat(prefs.language, style).format(bytes / 1000 ** step);
}

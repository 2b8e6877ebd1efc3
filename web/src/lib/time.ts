// Times and lengths of time as people read them. Pure: zone, language and now are given.

export interface TimeStyle {
  language: string;
  zone: 'local' | 'UTC';
  units: Units;
}

export interface Units {
  d: string;
  h: string;
  min: string;
  s: string;
  ms: string;
  tomorrow: string;
  yesterday: string;
}

const kSecond = 1000;
const kMinute = 60 * kSecond;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;

const kSpace = '\u202f';

/** "2 d 5 h", "4 min 10 s", "1.2 s", "350 ms": the two units that matter. */
export function duration(ms: number, units: Units, language = 'en'): string {
  const length = Math.max(0, ms);
  const join = (value: number, unit: string) => `${value}${kSpace}${unit}`;
  const two = (big: number, bigUnit: string, small: number, smallUnit: string) =>
    small === 0 ? join(big, bigUnit) : `${join(big, bigUnit)} ${join(small, smallUnit)}`;
  const tenths = (value: number, unit: string) =>
    `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)}${kSpace}${unit}`;
  if (length < 10) return tenths(length, units.ms);
  if (Math.round(length) < kSecond) return join(Math.round(length), units.ms);
  if (length < 10 * kSecond) return tenths(length / kSecond, units.s);
  if (length < kMinute) return join(Math.floor(length / kSecond), units.s);
  if (length < kHour)
    return two(Math.floor(length / kMinute), units.min, Math.floor((length % kMinute) / kSecond), units.s);
  if (length < kDay) return two(Math.floor(length / kHour), units.h, Math.floor((length % kHour) / kMinute), units.min);
  return two(Math.floor(length / kDay), units.d, Math.floor((length % kDay) / kHour), units.h);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The format for these parts of a time, made once for each language, zone and choice of parts. */
export function format(
  style: Pick<TimeStyle, 'language' | 'zone'>,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = style.language + style.zone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(style.language === 'en' ? 'en-GB' : style.language, {
      hourCycle: 'h23',
      ...(style.zone === 'UTC' ? { timeZone: 'UTC' } : {}),
      ...options,
    });
    formats.set(key, made);
  }
  return made;
}

/** The day that a moment falls on, with its year, and as a number that days apart differ in by days. */
function dayOf(at: Date, style: TimeStyle): { year: number; day: number } {
  const parts = format(style, { year: 'numeric', month: 'numeric', day: 'numeric' }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const year = part('year');
  return { year, day: Date.UTC(year, part('month') - 1, part('day')) / kDay };
}

/** Today the clock, this week the weekday and the clock, else the date. */
export function moment(at: Date, now: Date, style: TimeStyle, seconds = false): string {
  const clock: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  };
  const time = format(style, clock).format(at);
  const [own, today] = [dayOf(at, style), dayOf(now, style)];
  const days = own.day - today.day;
  if (days === 0) return time;
  if (days === 1) return `${style.units.tomorrow} ${time}`;
  if (days === -1) return `${style.units.yesterday} ${time}`;
  if (Math.abs(days) < 7) return `${format(style, { weekday: 'short' }).format(at)} ${time}`;
  const sameYear = own.year === today.year;
  const date: Intl.DateTimeFormatOptions = {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  };
  return `${format(style, date).format(at)} ${time}`;
}

/** All of it, for the hover and for copying. */
export function exact(at: Date, style: TimeStyle): string {
  return format(style, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}

const kUnits: Record<string, number> = { s: kSecond, m: kMinute, h: kHour, d: kDay, w: 7 * kDay };

/** Milliseconds of "30s", "15m", "4h", "3d", "2w" or several of them, largest first; null of anything else. */
export function parseDuration(text: string): number | null {
  if (!/^(\d+(ms|s|m|h|d|w))+$/.test(text)) return null;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|s|m|h|d|w)/g))
    sum += Number(amount) * (unit === 'ms' ? 1 : (kUnits[unit ?? ''] ?? 0));
  return sum;
}

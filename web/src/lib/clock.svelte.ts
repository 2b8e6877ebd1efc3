import { t } from './i18n.svelte';
import { prefs } from './prefs.svelte';
import { duration, exact, moment, type TimeStyle } from './time';

// The time that the page goes by, and times written as this person reads them.

const kMinute = 60_000;
const minuteOf = (time: number) => Math.floor(time / kMinute) * kMinute;

let tick = $state(Date.now());
let began = $state(minuteOf(Date.now()));
setInterval(() => {
  tick = Date.now();
  began = minuteOf(tick);
}, 1000);

/** Milliseconds since 1970, once a second; what reads it is shown anew. */
export function now(): number {
  return tick;
}

/** When the present minute began. What reads it is shown anew once a minute, and not once a second. */
export function minute(): number {
  return began;
}

function style(): TimeStyle {
  return { language: prefs.language, zone: prefs.zone, units: t.units };
}

export function at(time: string | number | Date, seconds = false): string {
  return moment(new Date(time), new Date(began), style(), seconds);
}

export function exactly(time: string | number | Date): string {
  return exact(new Date(time), style());
}

export function lasting(ms: number): string {
  return duration(ms, t.units, prefs.language);
}

/** How long from one time to another, or until now. */
export function between(from: string, to?: string | null): string {
  return lasting((to ? Date.parse(to) : tick) - Date.parse(from));
}

/** "in 38 s", "2 h ago". */
export function fromNow(time: string): string {
  const ms = Date.parse(time) - tick;
  return ms >= 0 ? t.time.in(lasting(ms)) : t.time.ago(lasting(-ms));
}

import { lasting } from './clock.svelte';
import { number } from './i18n.svelte';

// What a KPI measures, as people read it.

/** How many digits behind the point tell small values apart. */
export const digitsOf = (value: number): number => {
  const size = Math.abs(value);
  return size >= 100 || size === 0 ? 0 : Math.min(6, 2 - Math.floor(Math.log10(size)));
};

const kUnitMs: Record<string, number> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** The length of time that a value in this unit is, in milliseconds; null where the unit is none of time. */
const lengthOf = (value: number, unit: string): number | null => {
  const ms = kUnitMs[unit];
  return ms === undefined ? null : value * ms;
};

/** A value with its unit: "97 %", "2 h", "1 200 EUR". */
export function measured(value: number, unit = ''): string {
  const ms = lengthOf(value, unit);
  return ms === null ? `${number(value, digitsOf(value))} ${unit === 'percent' ? '%' : unit}`.trim() : lasting(ms);
}

/** Figures of the page. A dash for nothing. */

/** Three significant digits, or a whole number with its thousands apart from 1000 on. */
export function figure(value: number | null): string {
  if (value === null) return '–';
  if (Math.abs(value) >= 999.5) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3);
}

export function fixed(value: number | null, decimals: number): string {
  return value === null ? '–' : value.toFixed(decimals);
}

/** What something is beyond another, as a share of it: `+4.9 %`. */
export function excess(value: number | null): string {
  return value === null ? '–' : `+${(100 * value).toFixed(1)} %`;
}

/** `1 chain`, `2,000 chains`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** `1st`, `2nd`, `13th`. */
export function ordinal(number: number): string {
  const tens = number % 100;
  const ending = tens > 10 && tens < 14 ? undefined : ENDINGS[number % 10];
  return `${number.toLocaleString('en-US')}${ending ?? 'th'}`;
}

const ENDINGS: Readonly<Record<number, string>> = { 1: 'st', 2: 'nd', 3: 'rd' };

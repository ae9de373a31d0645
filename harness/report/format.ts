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

/** A share of 1 as a change: `+1.23 %`. */
export function change(value: number | null): string {
  if (value === null) return '–';
  const percent = (100 * value).toFixed(2);
  return `${value > 0 ? '+' : ''}${percent} %`;
}

/** `1 chain`, `2,000 chains`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

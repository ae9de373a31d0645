/** Colours of the page, for what is drawn on a canvas, which knows no variables. */

/** Of a variable of palette.ts, such as `text`, as the page has it now. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const redraws: (() => void)[] = [];

/** Calls when the screen turns light or dark. */
export function onTheme(redraw: () => void): void {
  redraws.push(redraw);
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const redraw of redraws) redraw();
});

export type Rgb = readonly [red: number, green: number, blue: number];

/** Of low to high: dark blue, green, yellow, which keeps its order in grey and for the colour-blind. */
const RISING: readonly Rgb[] = [
  [13, 8, 60],
  [38, 80, 120],
  [33, 145, 140],
  [110, 200, 90],
  [250, 230, 60],
];
/** From -1 over 0 to 1. */
const EITHER_WAY: readonly Rgb[] = [
  [33, 102, 172],
  [247, 247, 247],
  [178, 24, 43],
];

/** @param share from 0 to 1 */
export function rising(share: number): Rgb {
  return between(RISING, share);
}

/** @param share from 0 for -1 to 1 for 1 */
export function eitherWay(share: number): Rgb {
  return between(EITHER_WAY, share);
}

function between(stops: readonly Rgb[], share: number): Rgb {
  const place = Math.max(0, Math.min(1, share)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const part = place - below;
  const mix = (k: 0 | 1 | 2) => Math.round(stops[below][k] + part * (stops[below + 1][k] - stops[below][k]));
  return [mix(0), mix(1), mix(2)];
}

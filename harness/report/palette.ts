/**
 * How families of stages look: Okabe and Ito's colours, which stay apart for the colour-blind, darkened where a light
 * page would leave them under a contrast of 3 and lightened on a dark one; and a shape each, which needs no colour.
 */

export interface Look {
  readonly light: string;
  readonly dark: string;
  /** Name of a symbol of Observable Plot. */
  readonly symbol: 'circle' | 'cross' | 'diamond' | 'hexagon' | 'square' | 'star' | 'triangle' | 'wye';
}

const LOOKS: Readonly<Record<string, Look>> = {
  entropy: { light: '#0072b2', dark: '#56b4e9', symbol: 'circle' },
  prediction: { light: '#d55e00', dark: '#f28c4a', symbol: 'triangle' },
  dictionary: { light: '#008a64', dark: '#2fc296', symbol: 'square' },
  'block-sorting': { light: '#a87400', dark: '#e6b035', symbol: 'diamond' },
  packing: { light: '#b5548f', dark: '#dd8fbd', symbol: 'star' },
  grid: { light: '#7a5cc4', dark: '#b39df0', symbol: 'wye' },
  copy: { light: '#5c6166', dark: '#b4bac0', symbol: 'cross' },
  // who made a chain, in place of a family
  ours: { light: '#0072b2', dark: '#56b4e9', symbol: 'circle' },
  package: { light: '#d55e00', dark: '#f28c4a', symbol: 'triangle' },
  program: { light: '#008a64', dark: '#2fc296', symbol: 'square' },
};
const OTHER: Look = { light: '#1d2125', dark: '#f0f2f4', symbol: 'hexagon' };

export function lookOf(family: string): Look {
  return Object.hasOwn(LOOKS, family) ? LOOKS[family] : OTHER;
}

/** Class of an element that shows a family: it sets `--family`. */
export function familyClass(family: string): string {
  return `family-${Object.hasOwn(LOOKS, family) ? family : 'other'}`;
}

/** Looks of curves, which have no family of their own; where there are more, colours come again with other shapes. */
const SERIES = [
  ...['entropy', 'prediction', 'dictionary', 'block-sorting', 'packing', 'grid', 'other', 'copy'],
].map(name => ({ name, look: lookOf(name) }));
/** How many shapes further the same colour goes on: with as many shapes as colours it comes back after all of them. */
const NEXT_SHAPE = 3;

export function seriesLook(index: number): Look {
  const round = Math.floor(index / SERIES.length);
  const { look } = SERIES[index % SERIES.length];
  return { ...look, symbol: SERIES[(index + NEXT_SHAPE * round) % SERIES.length].look.symbol };
}

/** Class of an element that shows a curve: it sets `--family`, as a family's does. */
export function seriesClass(index: number): string {
  return familyClass(SERIES[index % SERIES.length].name);
}

/**
 * What a page and a picture share. On paper it is always light. Of the user's own chains, and of what became better or
 * worse, are colours that no family has; shape, words or place say the same.
 */
export const PAGE_COLOURS = {
  light: {
    surface: '#ffffff',
    raised: '#f5f7f8',
    text: '#1d2125',
    muted: '#5b6269',
    line: '#d5dade',
    accent: '#0062a3',
    yours: '#c4005a',
    better: '#00735a',
    worse: '#b34700',
  },
  dark: {
    surface: '#14181c',
    raised: '#1d2329',
    text: '#eceff1',
    muted: '#a4adb5',
    line: '#3a434b',
    accent: '#6cbcf5',
    yours: '#ff7eb6',
    better: '#3fcfa4',
    worse: '#ff9a57',
  },
};

/** Style sheet of the colours, as variables of `root`, in light and dark. */
export function paletteStyle(root: string): string {
  const looks = Object.entries({ ...LOOKS, other: OTHER });
  const variables = (theme: 'light' | 'dark') =>
    [
      ...Object.entries(PAGE_COLOURS[theme]).map(([name, colour]) => `--${name}:${colour}`),
      ...looks.map(([family, look]) => `--family-${family}:${look[theme]}`),
    ].join(';');
  return [
    `${root}{${variables('light')}}`,
    `@media screen and (prefers-color-scheme:dark){${root}{${variables('dark')}}}`,
    ...looks.map(([family]) => `.family-${family}{--family:var(--family-${family})}`),
  ].join('\n');
}

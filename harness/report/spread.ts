/** How the ratios of a chain spread over recordings, and the axis on which a chart shows that. */

import { quantile } from '../stats/quantile.js';
import type { ReportChain, ReportRun } from './model.js';
import { unpackSizes } from './sizes.js';

/** A chain and its ratio on each recording that it got through. */
export interface Spread {
  readonly chain: ReportChain;
  readonly ratios: readonly RecordingRatio[];
}

export interface RecordingRatio {
  readonly recording: string;
  readonly ratio: number;
}

/** Those of a run, made as they are asked for. */
export function spreadsOf({ chains, recordings, sizes }: ReportRun): (chain: ReportChain) => Spread {
  const bytes = unpackSizes(sizes);
  return chain => {
    const from = chains.indexOf(chain) * recordings.length;
    const ratios = recordings.flatMap(({ name, rawBytes }, r) => {
      const size = bytes[from + r];
      return size === null || size === 0 ? [] : [{ recording: name, ratio: rawBytes / size }];
    });
    return { chain, ratios };
  };
}

export function ratiosOf({ ratios }: Spread): number[] {
  return ratios.map(({ ratio }) => ratio);
}

const NEARLY_ALL = [0.05, 0.95];
/** What the axis shows beyond that, as a share of it. */
const BEYOND = 0.75;

/**
 * Ends of an axis on which single recordings that are far from all others do not squeeze the rest: the outermost
 * ratios that are no farther beyond what nine of ten recordings take, of any chain, than three quarters of that; and
 * those of all recordings together.
 * @param spreads at least one, none empty
 */
export function spreadAxis(spreads: readonly Spread[]): [number, number] {
  const reaches = spreads.map(spread => {
    const [low, high] = NEARLY_ALL.map(share => quantile(ratiosOf(spread), share));
    const beyond = BEYOND * (high - low);
    return [low - beyond, high + beyond] as const;
  });
  const low = Math.min(...reaches.map(([low]) => low));
  const high = Math.max(...reaches.map(([, high]) => high));
  const inside = spreads.flatMap(ratiosOf).filter(ratio => ratio >= low && ratio <= high);
  const shown = [...inside, ...spreads.flatMap(({ chain }) => chain.ratio ?? [])];
  return [Math.min(...shown), Math.max(...shown)];
}

/** As `2.60`, or `3 from 2.10`, of the ratios below an axis; empty if there are none. */
export function belowText(spread: Spread, least: number): string {
  const outside = ratiosOf(spread).filter(ratio => ratio < least);
  return outsideText(outside.length, 'from', Math.min(...outside));
}

/** As `4.60`, or `3 to 9.10`, of those above it. */
export function aboveText(spread: Spread, greatest: number): string {
  const outside = ratiosOf(spread).filter(ratio => ratio > greatest);
  return outsideText(outside.length, 'to', Math.max(...outside));
}

function outsideText(number: number, word: string, farthest: number): string {
  if (number === 0) return '';
  const value = farthest < 100 ? farthest.toFixed(2) : Math.round(farthest).toLocaleString('en-US');
  return number === 1 ? value : `${number} ${word} ${value}`;
}

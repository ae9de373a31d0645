/** What has been measured: chains on windows. */

import type { JudgedQuality } from '../quality/total.js';
import type { Recording } from '../recordings/recording.js';
import type { Ladder } from './ladders.js';
import type { OwnChain } from './own.js';

/** What a chain made of a window. */
interface Cell {
  readonly encodedBytes: number;
  /** Null if nothing was lost. */
  readonly quality: JudgedQuality | null;
}

/** A chain that takes part. */
export interface Tried extends OwnChain {
  /** Null of the user's own, as the step. */
  readonly ladder: Ladder | null;
  readonly step: number | null;
  /** By number of the window. */
  readonly cells: Map<number, Cell>;
  /** Nanoseconds a sample that a window takes, all in: the least so far; Infinity while unknown. */
  costNs: number;
  /** Why it is measured no further: it has failed, or is too slow; empty while it is. */
  out: string;
  failed: boolean;
}

export interface Board {
  /** In the order in which they were drawn. */
  readonly windows: Recording[];
  /** By id. */
  readonly chains: Map<string, Tried>;
  /** Figures of half a code of noise, by number of the window. */
  readonly floors: Map<number, JudgedQuality>;
}

export function makeBoard(): Board {
  return { windows: [], chains: new Map(), floors: new Map() };
}

/** The chain of an id, entered if it was not there. */
export function enter({ chains }: Board, entrant: OwnChain & Pick<Tried, 'ladder' | 'step'>): Tried {
  const known = chains.get(entrant.id);
  if (known !== undefined) return known;
  const tried = { ...entrant, cells: new Map(), costNs: Number.POSITIVE_INFINITY, out: '', failed: false };
  chains.set(entrant.id, tried);
  return tried;
}

/** The chain of a ladder at a step. */
export function triedAt(board: Board, ladder: Ladder, step: number): Tried {
  const { chainAt, plugins } = ladder;
  return enter(board, { id: chainAt(step), plugins, isLossy: step > 1, ladder, step });
}

/** Whether a chain was measured on all of these windows. */
export function isMeasured({ cells }: Tried, windows: readonly number[]): boolean {
  return windows.length > 0 && windows.every(window => cells.has(window));
}

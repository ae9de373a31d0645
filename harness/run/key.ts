/** Keys of what a run holds, for maps: two are equal where all is equal that identifies the thing. */
import type { Scope } from '../recordings/recording.js';
import type { CellRow } from './columns.js';

/** What identifies a cell, and when its result is out of date. */
export interface CellKey {
  readonly chain: string;
  readonly recording: string;
  readonly recordingSha256: string;
  /** `name@version` of everything behind the chain. */
  readonly versions: string;
  readonly scope: Scope;
}

/** Any fields as one text; different fields never give the same. */
export function keyOf(...fields: readonly (string | number)[]): string {
  return JSON.stringify(fields);
}

/** A chain as it was measured, whatever its names. */
export function chainKey({ chain, scope }: Pick<CellRow, 'chain' | 'scope'>): string {
  return keyOf(chain, scope);
}

/** A chain under one of its names: a row of totals.csv. */
export function namedChainKey({ chain, alias, scope }: NamedChain): string {
  return keyOf(chain, alias, scope);
}

type NamedChain = Pick<CellRow, 'chain' | 'alias' | 'scope'>;

/** As namedChainKey, for many rows of which neighbours are mostly of one chain: made anew where they are not. */
export function namedChainKeys(): (row: NamedChain) => string {
  let [chain, alias, scope, key]: string[] = [];
  return row => {
    if (row.chain !== chain || row.alias !== alias || row.scope !== scope) {
      ({ chain, alias, scope } = row);
      key = namedChainKey(row);
    }
    return key;
  };
}

/** A chain on a recording, whatever versions were behind it: of its results the last stands. */
export function cellKey({ chain, recording, recordingSha256, scope }: Omit<CellKey, 'versions'>): string {
  return keyOf(chain, recording, recordingSha256, scope);
}

/** A chain on a recording, measured with certain versions: what a line of the log is about. */
export function resultKey(cell: CellKey): string {
  return keyOf(cellKey(cell), cell.versions);
}

/** One process run of a cell. */
export function processRunKey(cell: CellKey, alias: string, round: number): string {
  return keyOf(resultKey(cell), alias, round);
}

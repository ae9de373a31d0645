/** What `ncb compare` has compared, as texts, CSV and JSON take it. */
import type { NamedComparison } from '../../../harness/compare/by-name.js';
import type { Comparison } from '../../../harness/compare/compare.js';

/** What the sides of a comparison are called. */
export interface NamedSides {
  readonly baseName: string;
  readonly otherName: string;
}

export interface Compared extends NamedSides {
  readonly comparison: Comparison;
}

/** Of results that share no more than names. */
export interface ComparedByName extends NamedSides {
  readonly named: NamedComparison;
  /** Why no more. */
  readonly reason: string;
  readonly remarks: readonly string[];
}

export type AnyCompared = Compared | ComparedByName;

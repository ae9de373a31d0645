/** What is fuzzed: something that reads bytes, and bytes that it reads well. */

/** Bytes, and whether their checksums are to be put right again before they are read, where they have some. */
export interface Mutant {
  readonly bytes: Uint8Array;
  readonly isResealed: boolean;
}

/**
 * Reads bytes.
 * @returns undefined if that went as it should: sound bytes are read, others refused in one line that says why; else what
 *   is wrong, in words whose first is the kind of the finding
 */
export type Attempt = (mutant: Mutant) => Promise<string | undefined>;

export interface Subject {
  /** Such as `stage rice`; unique, and kept by the corpus. */
  readonly name: string;
  /** Opens it afresh. May throw UnsupportedError. */
  readonly open: () => Promise<OpenSubject>;
}

export interface OpenSubject {
  /** At least one; small. */
  readonly bases: readonly Uint8Array[];
  readonly attempt: Attempt;
  /** Whether checksums can be put right. */
  readonly canReseal: boolean;
  /** Removes what it has written. */
  readonly close?: () => void;
}

/** Subjects that are open, each with streams of another beside its own. */

import { mutantOf } from './cases.js';
import type { Mutant, OpenSubject, Subject } from './subject.js';

/** What is kept open: kernels have memory each. */
const MOST_OPEN = 24;

interface OpenedCase {
  readonly mutant: Mutant;
  readonly attempt: OpenSubject['attempt'];
}

export interface Opener {
  /** @throws whatever opening throws: UnsupportedError where something is missing */
  readonly at: (index: number) => Promise<OpenSubject>;
  readonly caseOf: (index: number, seed: number, number: number) => Promise<OpenedCase>;
  readonly close: () => void;
}

export function openerOf(subjects: readonly Subject[]): Opener {
  const opened = new Map<number, OpenSubject>();
  const strangers = new Map<number, readonly Uint8Array[]>();
  const at = async (index: number) => {
    const known = opened.get(index);
    if (known !== undefined) return known;
    const subject = await subjects[index].open();
    for (const [other, { close }] of opened) {
      if (opened.size < MOST_OPEN) break;
      close?.();
      opened.delete(other);
    }
    opened.set(index, subject);
    return subject;
  };
  // the next that is there on this machine
  const strangersOf = async (index: number): Promise<readonly Uint8Array[]> => {
    const known = strangers.get(index);
    if (known !== undefined) return known;
    const bases = await at((index + 1) % subjects.length).then(
      ({ bases: others }) => others,
      () => [],
    );
    strangers.set(index, bases);
    return bases;
  };
  return {
    at,
    caseOf: async (index, seed, number) => {
      const others = await strangersOf(index);
      const subject = await at(index);
      return {
        mutant: mutantOf(subject, subjects[index].name, others, seed, number),
        attempt: subject.attempt,
      };
    },
    close: () => {
      for (const { close } of opened.values()) close?.();
      opened.clear();
    },
  };
}

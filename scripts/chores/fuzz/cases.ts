/** Cases by number: the same seed, subject and number give the same bytes on every machine. */
import { makeWords } from '../../../harness/common/random.js';
import { mutated } from './mutate.js';
import { mutatedJson } from './mutate-json.js';
import type { Mutant, OpenSubject } from './subject.js';

/** A number of a name. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}

/** @param strangers streams of another subject */
export function mutantOf(
  { bases, canReseal }: OpenSubject,
  name: string,
  strangers: readonly Uint8Array[],
  seed: number,
  number: number,
): Mutant {
  const random = makeWords(seed, hashOf(name), number);
  const base = bases[random() % bases.length];
  const isResealed = canReseal && (random() & 1) === 1;
  const isByValue = (random() & 1) === 1;
  const byValue = isByValue ? mutatedJson(base, random) : undefined;
  return { bytes: byValue ?? mutated(base, random, [...bases, ...strangers]), isResealed };
}

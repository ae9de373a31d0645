/** What one chain takes more than another over the same recordings, and in which stages. */
import type { ExplainFacts } from '../processes/tasks.js';
import { accountOf, type Reference, referenceOf } from './account.js';
import type { ExplainedChain } from './explain.js';
import { encodedBytesOf, sumOfFacts } from './sum.js';

/** Bits that a chain takes more than the other: of all, the sum of the rest. */
export interface Terms {
  readonly all: number;
  readonly side: number;
  /** What the coder's input takes by the reference, where both chains have the same; 0 if the transforms are the same. */
  readonly input: number;
  /** What the coder spends above that; all that it spends if the transforms are the same. */
  readonly coder: number;
  /** What the coder spends where transforms and references differ: then no stage of its own has it. */
  readonly together: number;
  readonly compressors: number;
}

/** Stages in one chain where the other has others; both empty where they are the same. */
export interface Changed {
  readonly own: readonly string[];
  readonly other: readonly string[];
}

/** A chain, with its sums over all recordings. */
export interface Side {
  readonly chain: string;
  readonly total: ExplainFacts;
  readonly reference: Reference;
}

export interface Difference {
  readonly own: Side;
  readonly other: Side;
  readonly terms: Terms;
  readonly transforms: Changed;
  readonly coder: Changed;
  readonly compressors: Changed;
  readonly recordings: readonly RecordingDifference[];
}

export interface RecordingDifference {
  readonly name: string;
  readonly samples: number;
  readonly ownBytes: number;
  readonly otherBytes: number;
}

/** @param other over the same recordings, at least one */
export function differenceOf(own: ExplainedChain, other: ExplainedChain): Difference {
  const [a, b] = [sideOf(own), sideOf(other)];
  const transforms = changedBetween(stagesIn(a.total.transforms), stagesIn(b.total.transforms));
  return {
    own: a,
    other: b,
    terms: termsOf(a, b, transforms),
    transforms,
    coder: changedBetween([a.total.coder.stage], [b.total.coder.stage]),
    compressors: changedBetween(stagesIn(a.total.compressors), stagesIn(b.total.compressors)),
    recordings: own.recordings.map(({ recording, facts }, k) => ({
      name: recording.name,
      samples: facts.samples,
      ownBytes: encodedBytesOf(facts),
      otherBytes: encodedBytesOf(other.recordings[k].facts),
    })),
  };
}

export function sideOf({ chain, recordings }: ExplainedChain): Side {
  const total = sumOfFacts(recordings.map(({ facts }) => facts));
  return { chain, total, reference: referenceOf(total) };
}

function stagesIn(stages: readonly { readonly stage: string }[]): string[] {
  return stages.map(({ stage }) => stage);
}

/** What is left once both have lost what they begin with alike, and end with alike. */
function changedBetween(own: readonly string[], other: readonly string[]): Changed {
  let start = 0;
  while (start < own.length && own[start] === other[start]) start++;
  let end = 0;
  const most = Math.min(own.length, other.length) - start;
  while (end < most && own[own.length - 1 - end] === other[other.length - 1 - end]) end++;
  return { own: own.slice(start, own.length - end), other: other.slice(start, other.length - end) };
}

export function isChanged({ own, other }: Changed): boolean {
  return own.length > 0 || other.length > 0;
}

function termsOf(own: Side, other: Side, transforms: Changed): Terms {
  const [a, b] = [own, other].map(({ total, reference }) => accountOf(total, reference));
  // whole numbers, so that what is equal is 0
  const coders = 8 * (own.total.coder.bytes - other.total.coder.bytes);
  const [all, side] = [a.all - b.all, a.side - b.side];
  const isSplit = isChanged(transforms) && own.reference === other.reference;
  const input = isSplit ? a.input - b.input : 0;
  const isJoint = isChanged(transforms) && !isSplit;
  return {
    all,
    side,
    input,
    coder: isJoint ? 0 : coders - input,
    together: isJoint ? coders : 0,
    compressors: all - side - coders,
  };
}

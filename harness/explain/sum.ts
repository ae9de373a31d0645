/** Facts of several recordings under one chain put together, and what follows from facts. */
import type { Entropies, ExplainFacts, Part } from '../processes/tasks.js';
import { sumOfEntropies } from './entropies.js';

/** Sums over recordings of one chain, at least one; pieces are left out. */
export function sumOfFacts(all: readonly ExplainFacts[]): ExplainFacts {
  const [first] = all;
  const sum = (pick: (facts: ExplainFacts) => number) => all.reduce((total, facts) => total + pick(facts), 0);
  return {
    samples: sum(facts => facts.samples),
    given: sumOfEntropies(all.map(facts => facts.given)),
    transforms: first.transforms.map(({ stage }, k) => ({
      stage,
      sideBytes: sum(facts => facts.transforms[k].sideBytes),
      leaves: sumOfEntropies(all.map(facts => facts.transforms[k].leaves)),
    })),
    coder: {
      stage: first.coder.stage,
      bytes: sum(facts => facts.coder.bytes),
      parts: sumOfParts(all.map(facts => facts.coder.parts)),
    },
    compressors: first.compressors.map(({ stage }, k) => ({
      stage,
      bytes: sum(facts => facts.compressors[k].bytes),
    })),
    pieces: null,
  };
}

function sumOfParts(all: readonly (readonly Part[] | null)[]): Part[] | null {
  const bits = new Map<string, number>();
  for (const parts of all) {
    if (parts === null) return null;
    for (const part of parts) bits.set(part.name, (bits.get(part.name) ?? 0) + part.bits);
  }
  return [...bits].map(([name, own]) => ({ name, bits: own }));
}

/** What the coder is given. */
export function inputOf({ transforms, given }: ExplainFacts): Entropies {
  return transforms.at(-1)?.leaves ?? given;
}

export function sideBytesOf({ transforms }: ExplainFacts): number {
  return transforms.reduce((sum, { sideBytes }) => sum + sideBytes, 0);
}

/** Bytes of the whole stream. */
export function encodedBytesOf(facts: ExplainFacts): number {
  return facts.compressors.at(-1)?.bytes ?? sideBytesOf(facts) + facts.coder.bytes;
}

/** What coder and compressors make of the coder's input, in bits. */
export function spentBitsOf(facts: ExplainFacts): number {
  return 8 * (encodedBytesOf(facts) - sideBytesOf(facts));
}

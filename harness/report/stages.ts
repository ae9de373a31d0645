/** What each stage of a chain is worth, by other chains that the same run holds. */
import { splitStage } from '../../codecs/chain-id.js';
import type { ReportChain } from './model.js';

interface StageStep {
  /** Stages that this step adds, as in a chain. */
  readonly adds: string;
  readonly chain: string;
  readonly bitsPerSample: number;
}

export interface StageSteps {
  readonly steps: readonly StageStep[];
  /** Chains that would have to be in the run for a step a stage. */
  readonly missing: readonly string[];
}

/**
 * The chain built up from its coder: then its compressors, first to last, then its transforms, one after the other, so
 * that each step is a chain that could stand alone: of those that the run holds, else the last transform first. What a
 * stage takes off depends on those that are there already.
 */
export function stageSteps(chain: ReportChain, others: readonly ReportChain[]): StageSteps {
  const known = new Map(others.filter(other => isLike(other, chain)).map(other => [other.chain, other]));
  const steps: StageStep[] = [];
  const missing: string[] = [];
  let pending: string[] = [];
  for (const { adds, name } of buildUp(chain, new Set(known.keys()))) {
    const bitsPerSample = known.get(name)?.bitsPerSample ?? null;
    pending.push(adds);
    if (bitsPerSample === null) missing.push(name);
    else {
      steps.push({ adds: pending.join(', '), chain: name, bitsPerSample });
      pending = [];
    }
  }
  return { steps, missing };
}

/** One stage more each. */
function buildUp({ chain, coderAt }: ReportChain, known: ReadonlySet<string>) {
  const stages = chain.split('+');
  const [transforms, coder, compressors] = [
    stages.slice(0, coderAt),
    stages[coderAt],
    stages.slice(coderAt + 1),
  ];
  const built = [coder, ...compressors].map((adds, index) => ({
    adds,
    name: [coder, ...compressors.slice(0, index)].join('+'),
  }));
  let left = transforms.map((_, index) => index);
  while (left.length > 0) {
    const without = left;
    const nameWith = (added: number) =>
      stages.filter((_, index) => index === added || !without.includes(index)).join('+');
    const backwards = without.toReversed();
    const next = backwards.find(index => known.has(nameWith(index))) ?? backwards[0];
    built.push({ adds: transforms[next], name: nameWith(next) });
    left = without.filter(index => index !== next);
  }
  return built;
}

/**
 * Chains that have another coder in the place of this one's, after the same transforms and before the same compressors:
 * of each coder the smallest, the smallest first.
 */
export function othersInPlace(chain: ReportChain, others: readonly ReportChain[]): ReportChain[] {
  const stages = chain.chain.split('+');
  const best = new Map<string, ReportChain>();
  for (const other of others.toSorted(byBits)) {
    const inPlace = stages.with(chain.coderAt, other.chain.split('+')[chain.coderAt] ?? '').join('+');
    const isRival = other.coderAt === chain.coderAt && other.chain === inPlace && isLike(other, chain);
    if (isRival && coderOf(other) !== coderOf(chain) && !best.has(coderOf(other)))
      best.set(coderOf(other), other);
  }
  return [...best.values()];
}

function coderOf({ chain, coderAt }: ReportChain): string {
  return splitStage(chain.split('+')[coderAt])[0];
}

function byBits(a: ReportChain, b: ReportChain): number {
  return (a.bitsPerSample ?? 0) - (b.bitsPerSample ?? 0);
}

/** Over the same samples, none failed. */
function isLike(other: ReportChain, chain: ReportChain): boolean {
  return other.scope === chain.scope && other.failed === 0 && other.rawBytes === chain.rawBytes;
}

/** What each stage of a chain takes off, by the shorter chains that the same run holds. */
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
 * The chain built up from its coder: then its compressors, first to last, then its transforms, last to first, so that
 * each step is a chain that could stand alone. What a stage takes off depends on those that are there already.
 */
export function stageSteps(chain: ReportChain, others: readonly ReportChain[]): StageSteps {
  const stages = chain.chain.split('+');
  const steps: StageStep[] = [];
  const missing: string[] = [];
  let pending: string[] = [];
  for (const { from, to, adds } of buildUp(stages, chain.coderAt)) {
    const name = stages.slice(from, to).join('+');
    const found = others.find(other => other.chain === name && isLike(other, chain));
    pending.push(adds);
    if (found === undefined || found.bitsPerSample === null) missing.push(name);
    else {
      steps.push({ adds: pending.join(', '), chain: name, bitsPerSample: found.bitsPerSample });
      pending = [];
    }
  }
  return { steps, missing };
}

function buildUp(stages: readonly string[], coderAt: number) {
  const compressors = stages.slice(coderAt + 1);
  const transforms = stages.slice(0, coderAt);
  return [
    { from: coderAt, to: coderAt + 1, adds: stages[coderAt] },
    ...compressors.map((adds, i) => ({ from: coderAt, to: coderAt + 2 + i, adds })),
    ...transforms.map((_, i) => {
      const from = coderAt - 1 - i;
      return { from, to: stages.length, adds: stages[from] };
    }),
  ];
}

/** Over the same samples, none failed. */
function isLike(other: ReportChain, chain: ReportChain): boolean {
  return other.scope === chain.scope && other.failed === 0 && other.rawBytes === chain.rawBytes;
}

/** Which chains make a curve of rate and distortion: the same but for how much they lose. */
import { splitStage } from '../../codecs/chain-id.js';
import type { Registry } from '../../codecs/codec.js';

/** Parameters by which a stage that loses something loses more or less. */
const OF_LOSS = [
  ...['step', 'error', 'finest', 'details', 'averages', 'bps', 'bits', 'kbps', 'quality', 'threshold'],
];

/**
 * The ids of chains without what their loss goes by, as `levels+quantize:step=…+rice`: chains of one curve have the same.
 * A default stands in no id, so that it shows by the others whether there is such a parameter. Of a stage of a plugin all
 * parameters count as such.
 */
export function curvesOf(chains: readonly string[], registry: Registry): Map<string, string> {
  const split = chains.map(chain => ({ chain, stages: chain.split('+').map(id => splitId(id, registry)) }));
  const keyOf = (stages: readonly SplitStage[]) => stages.map(({ kept }) => kept).join('+');
  const freeOf = new Map<string, Set<string>[]>();
  for (const { stages } of split) {
    const free = freeOf.get(keyOf(stages)) ?? stages.map(() => new Set<string>());
    for (const [k, stage] of stages.entries()) for (const name of stage.free) free[k].add(name);
    freeOf.set(keyOf(stages), free);
  }
  return new Map(
    split.map(({ chain, stages }) => {
      const free = freeOf.get(keyOf(stages)) ?? [];
      return [chain, stages.map(({ kept }, k) => withFree(kept, [...free[k]])).join('+')];
    }),
  );
}

interface SplitStage {
  /** The id without the parameters that its loss goes by. */
  readonly kept: string;
  readonly free: readonly string[];
}

function splitId(id: string, registry: Registry): SplitStage {
  const [name, rest] = splitStage(id);
  const stage = registry.get(name);
  const assignments = rest === undefined ? [] : rest.split(',');
  const isFree = (assignment: string) =>
    stage === undefined || (stage.loss !== undefined && OF_LOSS.includes(nameOf(assignment)));
  const kept = assignments.filter(assignment => !isFree(assignment));
  return {
    kept: kept.length === 0 ? name : `${name}:${kept.join(',')}`,
    free: assignments.filter(isFree).map(nameOf),
  };
}

function nameOf(assignment: string): string {
  return assignment.split('=')[0];
}

function withFree(kept: string, free: readonly string[]): string {
  if (free.length === 0) return kept;
  const list = free.map(name => `${name}=…`).join(',');
  return splitStage(kept)[1] === undefined ? `${kept}:${list}` : `${kept},${list}`;
}

/** The one list of every built-in stage. A new stage is a file and a line here. */
import type { Stage } from './codec.js';
import { raw } from './coders/raw.js';
import { noCompressor } from './compressors/none.js';
import { delta } from './transforms/delta.js';
import { levels } from './transforms/levels.js';
import { lpc } from './transforms/lpc.js';
import { noTransform } from './transforms/none.js';

export const builtInStages: readonly Stage[] = [noTransform, delta, levels, lpc, raw, noCompressor];

/** Stages by name. */
export type Registry = ReadonlyMap<string, Stage>;

/**
 * Puts stages under their names. `none` stands for both its transform and its compressor.
 * @throws Error if two stages share a name
 */
export function makeRegistry(stages: readonly Stage[]): Registry {
  const registry = new Map<string, Stage>();
  for (const stage of stages) {
    if (registry.has(stage.name) && stage !== noCompressor) {
      throw new Error(`two stages are named ${stage.name}; give one another name`);
    }
    registry.set(stage.name, stage);
  }
  return registry;
}

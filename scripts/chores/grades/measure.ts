/** What quantising does to a recording, measured in this process. */
import { openChain } from '../../../codecs/chain.js';
import { parseChain } from '../../../codecs/chain-id.js';
import type { Samples } from '../../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import {
  type Comparison,
  compareFlicker,
  compareSamples,
  makeReference,
} from '../../../harness/quality/quality.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { loadUnits } from '../../../harness/recordings/load-units.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import type { Graded } from './graded.js';

const STEPS = [3, 5, 7, 9, 11, 13, 17, 21, 25, 33, 65, 129, 193, 257];
/** Of the band error in sigma: coarser steps tell nothing more. */
const ENOUGH = 1;
const FLICKER_SEED = 1;
const registry = makeRegistry(builtInStages);

/** What comes back of samples that were quantised. */
export async function quantised({ data, channels }: Samples, step: number): Promise<Samples> {
  const codec = await openChain(parseChain(`levels+quantize:step=${step}+raw`, registry));
  return codec.decode(await codec.encode({ data: data.slice(), channels }));
}

/** A row for the floor, and one for each step until nothing is left of the noise. */
export async function measureRecording(set: string, recording: Recording): Promise<Graded[]> {
  const samples = await loadSamples(recording);
  const units = await loadUnits(recording);
  const reference = makeReference(samples, recording.sampleRateHz, undefined, units);
  const rowOf = (step: number, { quality, truth }: Comparison): Graded => ({
    ...{ set, recording: recording.name, step },
    ...quality,
    ...(truth?.all ?? {
      ...{ true_spikes: null, unit_recall_lossless: null, unit_recall: null },
      ...{ sorting_accuracy_lossless: null, sorting_accuracy: null },
    }),
  });
  const rows = [rowOf(0, compareFlicker(reference, FLICKER_SEED))];
  for (const step of STEPS) {
    const row = rowOf(step, compareSamples(reference, await quantised(samples, step)));
    rows.push(row);
    if ((row.band_rmse_sigma ?? 0) > ENOUGH) break;
  }
  return rows;
}

/** What a sorter that is a program makes of recordings: twice as they were recorded, then of what comes back. */
import { loadSamples } from '../../../harness/recordings/load.js';
import { loadUnits } from '../../../harness/recordings/load-units.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import type { Sorted } from './graded.js';
import { quantised } from './measure.js';
import { accuracyOf, runSorter } from './sorter.js';

const STEPS = [5, 7, 9, 11, 13, 21, 33];

export async function sortRecording(command: string, set: string, recording: Recording): Promise<Sorted[]> {
  const samples = await loadSamples(recording);
  const units = (await loadUnits(recording)) ?? [];
  const { sampleRateHz } = recording;
  const rows: Sorted[] = [];
  const add = (step: number, seed: number, sorted: typeof samples) => {
    const accuracy = accuracyOf(units, runSorter(command, sorted, sampleRateHz, seed), sampleRateHz);
    if (accuracy !== null) rows.push({ set, recording: recording.name, step, seed, accuracy });
  };
  add(0, 1, samples);
  add(0, 2, samples);
  for (const step of STEPS) add(step, 1, await quantised(samples, step));
  return rows;
}

/**
 * `npm run grades -- FOLDER.. [--implants N] [--seed N]`: does a grade of quality promise too much? Quantises recordings by
 * steps of 3 to 257 codes behind `levels`, and measures what becomes of spikes: of synthetic implants whose units are 6, 8,
 * 12, 16 and 24 standard deviations of the background in size, and of the recordings in each folder, by what lies beside
 * them of when units fire. Of long recordings the first 4 million samples are taken. Figures come to stand in
 * results/grades/grades.csv, and the guide's part is made of them. `npm run grades -- --readme` only makes that anew.
 * `npm run grades -- --sorter 'PROGRAM {input} {output} {seed}'` asks a sorter what it makes of some of these implants: of a
 * WAV file it writes a file of spikes (harness/recordings/spikes-file.ts). So results/grades/sorted.csv was made, with
 * `node dist/scripts/chores/grades/klustakwik-sorter.js` as the program and `--implants 8`.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { excerptOf } from '../../../harness/recordings/excerpt.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { wholeNumber } from '../../commands/shared/numbers.js';
import { runChore } from '../shared/chore.js';
import { writePart } from '../shared/guide-part.js';
import { recordingsIn } from '../shared/recordings.js';
import {
  formatGraded,
  formatSorted,
  GRADES_FILE,
  type Graded,
  readGraded,
  readSorted,
  SORTED_FILE,
  type Sorted,
} from './graded.js';
import { measureRecording } from './measure.js';
import { sortRecording } from './sorter-rows.js';
import { formatGrades, GRADES_PART } from './table.js';

const AMPLITUDES = [6, 8, 12, 16, 24];
/** What a sorter that knows of no unit can tell apart. */
const SORTED_AMPLITUDES = [16, 24];
const MOST_SAMPLES = 2 ** 22;

interface RecordingSet {
  readonly name: string;
  readonly recordings: readonly Recording[];
}

function syntheticSets(amplitudes: readonly number[], implant: number, seed: number): RecordingSet[] {
  return amplitudes.map(amplitude => ({
    name: `synthetic, ${amplitude}`,
    recordings: syntheticRecordings({ implant, probe: 0, seed, amplitude }),
  }));
}

async function setIn(path: string): Promise<RecordingSet> {
  return { name: basename(path), recordings: (await recordingsIn([path])).map(beginningOf) };
}

async function overSets<Row>(
  sets: readonly RecordingSet[],
  measure: (set: string, recording: Recording) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, recordings } of sets) {
    for (const recording of recordings) {
      rows.push(...(await measure(name, recording)));
      console.error(`${name}: ${recording.name}`);
    }
  }
  return rows;
}

function beginningOf(recording: Recording): Recording {
  const { channels } = recording;
  const frames = Math.min(recording.frames, Math.floor(MOST_SAMPLES / channels));
  return excerptOf(recording, { firstFrame: 0, frames, firstChannel: 0, channels });
}

const OPTIONS = {
  implants: { type: 'string', default: '16' },
  seed: { type: 'string', default: '1' },
  readme: { type: 'boolean', default: false },
  sorter: { type: 'string' },
} as const;

await runChore(
  'grades',
  { options: OPTIONS, mostPositionals: Number.POSITIVE_INFINITY },
  async ({ values, positionals }) => {
    const [graded, sorted] = [GRADES_FILE, SORTED_FILE].map(file => join(packageRoot, file));
    const implants = wholeNumber('implants', Number(values.implants), 1);
    const seed = wholeNumber('seed', Number(values.seed), 0);
    const write = (file: string, text: string) => {
      makeFolder(dirname(file));
      writeFileBeside(file, new TextEncoder().encode(text));
    };
    const { sorter } = values;
    if (sorter !== undefined) {
      const sets = syntheticSets(SORTED_AMPLITUDES, implants, seed);
      const rows = await overSets<Sorted>(sets, (set, recording) => sortRecording(sorter, set, recording));
      write(sorted, formatSorted(rows));
    } else if (!values.readme) {
      const given = await Promise.all(positionals.map(setIn));
      const sets = [...syntheticSets(AMPLITUDES, implants, seed), ...given];
      write(graded, formatGraded(await overSets<Graded>(sets, measureRecording)));
    }
    writePart(GRADES_PART, formatGrades(readGraded(graded), existsSync(sorted) ? readSorted(sorted) : []));
    console.log(GRADES_PART.file);
    return 0;
  },
);

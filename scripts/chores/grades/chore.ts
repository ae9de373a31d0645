/**
 * `npm run grades -- FOLDER.. [--implants N] [--seed N]`: does a grade of quality promise too much? Quantises recordings by
 * steps of 3 to 257 codes behind `levels`, and measures what becomes of spikes: of synthetic implants whose units are 6, 8,
 * 12, 16 and 24 standard deviations of the background in size, and of the recordings in each folder, by what lies beside
 * them of when units fire. Of long recordings the first 4 million samples are taken. Figures come to stand in
 * results/grades/grades.csv, and the guide's part is made of them. `npm run grades -- --readme` only makes that anew.
 */
import { basename, join } from 'node:path';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { excerptOf } from '../../../harness/recordings/excerpt.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { wholeNumber } from '../../commands/shared/numbers.js';
import { runChore } from '../shared/chore.js';
import { writePart } from '../shared/guide-part.js';
import { recordingsIn } from '../shared/recordings.js';
import { formatGraded, GRADES_FILE, type Graded, readGraded } from './graded.js';
import { measureRecording } from './measure.js';
import { formatGrades, GRADES_PART } from './table.js';

const AMPLITUDES = [6, 8, 12, 16, 24];
const MOST_SAMPLES = 2 ** 22;

interface RecordingSet {
  readonly name: string;
  readonly recordings: readonly Recording[];
}

async function setsOf(paths: readonly string[], implants: number, seed: number): Promise<RecordingSet[]> {
  const sets: RecordingSet[] = AMPLITUDES.map(amplitude => ({
    name: `synthetic, ${amplitude}`,
    recordings: syntheticRecordings({ implant: implants, probe: 0, seed, amplitude }),
  }));
  for (const path of paths) {
    sets.push({ name: basename(path), recordings: (await recordingsIn([path])).map(beginningOf) });
  }
  return sets;
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
} as const;

await runChore(
  'grades',
  { options: OPTIONS, mostPositionals: Number.POSITIVE_INFINITY },
  async ({ values, positionals }) => {
    const file = join(packageRoot, GRADES_FILE);
    if (!values.readme) {
      const implants = wholeNumber('implants', Number(values.implants), 1);
      const seed = wholeNumber('seed', Number(values.seed), 0);
      const rows: Graded[] = [];
      for (const { name, recordings } of await setsOf(positionals, implants, seed)) {
        for (const recording of recordings) {
          rows.push(...(await measureRecording(name, recording)));
          console.error(`${name}: ${recording.name}`);
        }
      }
      makeFolder(join(file, '..'));
      writeFileBeside(file, new TextEncoder().encode(formatGraded(rows)));
    }
    writePart(GRADES_PART, formatGrades(readGraded(file)));
    console.log(GRADES_PART.file);
    return 0;
  },
);

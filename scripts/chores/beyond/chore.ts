/**
 * `npm run beyond [-- FOLDER]`: chains of ours beside the programs flac and wavpack, over every recording of FOLDER's
 * multichannel/ and, for what references to other channels gain, over the simultaneous pairs of neuralink/ that no
 * model was trained on. FOLDER is ../shared/data unless given. A program that is missing is left out, and said.
 * `--only WORD` takes only the recordings whose name has it, and no pairs.
 * `--keep` puts the figures into results/beyond, and the guide's part is made of them.
 * `--readme` only makes the guide's part anew.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { askVersion } from '../../../codecs/programs/run.js';
import { sharedData } from '../../../codecs/shared-data.test.kit.js';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { findRecordings } from '../../../harness/recordings/find.js';
import { MANIFEST_NAME, readManifest } from '../../../harness/recordings/manifest.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { describeEnvironment, type Environment } from '../../../harness/run/environment.js';
import { ownVersion } from '../../../harness/run/versions.js';
import { formatMarkdown, formatTable } from '../../commands/shared/terminal.js';
import { runChore } from '../shared/chore.js';
import { writePart } from '../shared/guide-part.js';
import { heldOut } from '../shared/split.js';
import { OWN_CHAINS, PAIR_CHAINS, PROGRAMS, type Program } from './chains.js';
import { measurePair, measureRecording, type PairFigures, type RecordingFigures } from './measure.js';
import { whyMissing } from './programs.js';
import {
  BEYOND_FOLDER,
  BEYOND_PART,
  type BeyondFigures,
  FIGURES_NAME,
  formatBeyond,
  loadFigures,
} from './readme.js';

const KEPT = join(packageRoot, BEYOND_FOLDER);

async function measure(folder: string, only: string | undefined): Promise<BeyondFigures> {
  const { recordings } = await findRecordings([join(folder, 'multichannel')]);
  const chosen = recordings.filter(({ name }) => only === undefined || name.includes(only));
  if (chosen.length === 0) throw new Error(`${folder}/multichannel: no recording ${only ?? ''}`.trimEnd());
  const pairs = only === undefined ? await findPairs(join(folder, 'neuralink')) : [];
  const environment = environmentOf([...chosen, ...pairs.flat()]);
  const programs = PROGRAMS.filter(isThere).map(program => ({ ...program, version: versionOf(program) }));
  const recordingFigures: RecordingFigures[] = [];
  for (const recording of chosen) {
    console.error(recording.name);
    recordingFigures.push(await measureRecording(recording, programs, OWN_CHAINS));
  }
  const pairFigures: PairFigures[] = [];
  for (const pair of pairs) pairFigures.push(await measurePair(pair, PAIR_CHAINS));
  const chains = { chains: OWN_CHAINS, pairChains: PAIR_CHAINS };
  return { environment, programs, ...chains, recordings: recordingFigures, pairs: pairFigures };
}

/** Held-out recordings of the challenge that were made at the same time, each pair once. */
async function findPairs(folder: string): Promise<[Recording, Recording][]> {
  if (!existsSync(folder)) {
    console.error(`${folder} is not there: no simultaneous pairs`);
    return [];
  }
  const { recordings } = await findRecordings([folder]);
  const byName = new Map(heldOut(recordings).map(recording => [recording.name, recording]));
  return (readManifest(join(folder, MANIFEST_NAME)) ?? []).flatMap(({ file, simultaneousWith = '' }) => {
    const [first, second] = [byName.get(file), byName.get(simultaneousWith)];
    if (first === undefined || second === undefined || file > simultaneousWith) return [];
    return first.frames === second.frames ? [[first, second] as [Recording, Recording]] : [];
  });
}

function environmentOf(recordings: readonly Recording[]): Environment {
  const facts = recordings.map(({ source, ...known }) => known);
  return describeEnvironment({
    command_line: 'npm run beyond',
    settings: {},
    package_version: ownVersion(),
    recordings: recordings.length,
    recordings_sha256: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
    refused: [],
  });
}

function isThere(program: Program): boolean {
  const reason = whyMissing(program);
  if (reason !== undefined) console.error(`${program.title} is left out: ${reason}`);
  return reason === undefined;
}

function versionOf({ encode }: Program): string {
  return askVersion(encode[0], ['--version']);
}

const OPTIONS = {
  only: { type: 'string' },
  keep: { type: 'boolean', default: false },
  readme: { type: 'boolean', default: false },
} as const;

await runChore('beyond', { options: OPTIONS, mostPositionals: 1 }, async ({ values, positionals }) => {
  if (values.keep && values.only !== undefined) throw new Error('--keep wants all recordings, not --only');
  if (!values.readme) {
    const figures = await measure(resolve(positionals[0] ?? sharedData), values.only);
    console.log(formatBeyond(figures, formatTable));
    if (!values.keep) return 0;
    makeFolder(KEPT);
    writeFileBeside(join(KEPT, FIGURES_NAME), `${JSON.stringify(figures, null, 2)}\n`);
  }
  writePart(BEYOND_PART, formatBeyond(loadFigures(KEPT), formatMarkdown));
  return 0;
});

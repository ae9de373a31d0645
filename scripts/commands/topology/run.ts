/** What `ncb topology` does: relate, print, write. */
import { basename } from 'node:path';
import {
  formatTopologyFile,
  isTopologyName,
  NAME_WANTED,
  nameTopology,
} from '../../../codecs/coders/middle-out/topology-file.js';
import { messageOf, oneLine } from '../../../codecs/errors.js';
import { shippedTrained } from '../../../codecs/trained.js';
import { writeFileBeside } from '../../../harness/common/files.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { drawTopologyPicture } from '../../../harness/report/picture.js';
import { describeTopology } from '../../../harness/topology/describe.js';
import { MOST_DRAWN, pictureOf } from '../../../harness/topology/picture.js';
import { MOST_PEERS, type Related, relateRecording } from '../../../harness/topology/relate.js';
import { type ExcerptArguments, excerptWish, inExcerptsOf, takeExcerpts } from '../shared/excerpts.js';
import { checkOutput } from '../shared/files.js';
import { interruptible } from '../shared/interruptible.js';
import type { FormArguments } from '../shared/options.js';
import { chooseRecordings, type RecordingArguments } from '../shared/recordings.js';
import { quoted } from '../shared/shell.js';
import { topologyCsv, topologyJson } from './json.js';
import type { RelatedRecording } from './text.js';
import { formatTopology } from './text.js';

export interface TopologyArguments extends RecordingArguments, ExcerptArguments, FormArguments {
  paths: string[];
  all: boolean;
  svg: string | undefined;
  out: string | undefined;
}

const SEED = 1;

/**
 * Prints the topology of each recording; what is refused goes to stderr.
 * @returns exit status: 1 if something was refused
 * @throws Error in one line if a path is missing, an option is impossible, or a file is wanted of other than one recording
 */
export function runTopology(argv: TopologyArguments): Promise<number> {
  return interruptible(async running => {
    const { signal, bar } = running;
    const name = argv.out === undefined ? undefined : nameOfFile(argv.out);
    for (const path of [argv.svg, argv.out]) if (path !== undefined) checkOutput(path, true);
    // unless excerpts are asked for, what a coder would look at is read of any length
    const wish = excerptWish(argv, Number.POSITIVE_INFINITY, SEED);
    const inExcerpts = argv.excerpt === undefined ? () => true : inExcerptsOf(wish);
    const found = await chooseRecordings(argv, running, { inExcerpts, inPieces: true });
    const recordings = await takeExcerpts(found, wish);
    const refused = [...found.refused];
    checkFiles(argv, recordings);
    const related: RelatedRecording[] = [];
    let last: Related | undefined;
    for (const [done, recording] of recordings.entries()) {
      bar.show({ phase: 'relating', done, total: recordings.length, unit: 'recordings' });
      signal.throwIfAborted();
      try {
        last = await relateRecording(recording);
        related.push({ recording, figures: describeTopology(last), bits: last.bits });
      } catch (thrown) {
        refused.push({ name: recording.name, status: 'error', reason: oneLine(messageOf(thrown)) });
      }
    }
    bar.stop();
    if (argv.json) console.log(JSON.stringify(topologyJson(related), null, 2));
    else if (argv.csv) process.stdout.write(topologyCsv(related));
    else console.log(related.map(one => formatTopology(one, argv.all)).join('\n\n\n') || 'no recordings');
    for (const { name: which, status, reason } of refused) console.error(`${which}: ${status}: ${reason}`);
    if (last !== undefined && refused.length === 0) await writeFiles(argv, name, related[0], last);
    return refused.length > 0 ? 1 : 0;
  });
}

/** @throws Error in one line if the file's name cannot be that of a topology */
function nameOfFile(path: string): string {
  const name = basename(path).replace(/\.json$/, '');
  if (name === basename(path) || !isTopologyName(name)) {
    throw new Error(`--out ${path}: want NAME.json, NAME as chains call it: ${NAME_WANTED}`);
  }
  if (shippedTrained.some(shipped => shipped.name === name)) {
    throw new Error(`--out ${path}: name ${JSON.stringify(name)}: is that of one that ships, want another`);
  }
  return name;
}

/** @throws Error in one line unless there is just one recording, of several channels */
function checkFiles({ svg, out }: TopologyArguments, recordings: readonly Recording[]): void {
  for (const [option, path] of Object.entries({ svg, out })) {
    if (path === undefined) continue;
    if (recordings.length !== 1) {
      throw new Error(
        `--${option} is of one recording, here are ${recordings.length}: name one, or a stream by PATH#STREAM`,
      );
    }
    const [{ name, channels }] = recordings;
    if (channels === 1) throw new Error(`--${option}: ${name} has one channel, which is related to none`);
    if (option === 'svg' && channels > MOST_DRAWN) {
      throw new Error(
        `--svg: ${name} has ${channels} channels, of which no more than ${MOST_DRAWN} are drawn`,
      );
    }
  }
}

async function writeFiles(
  { svg, out }: TopologyArguments,
  name: string | undefined,
  { recording, figures }: RelatedRecording,
  related: Related,
): Promise<void> {
  if (svg !== undefined) write(svg, await drawTopologyPicture(pictureOf(related, figures), recording.name));
  if (out === undefined || name === undefined) return;
  const named = nameTopology(name, related.topology, MOST_PEERS);
  write(out, formatTopologyFile(named));
  const digest = Buffer.from(named.digest).toString('hex').slice(0, 16);
  console.error(`${named.modelBytes} model bytes, digest ${digest}`);
  console.error(
    `A chain uses it by --profile ${quoted(out)} and middle-out:topology=${name}, of recordings of ${related.channels} channels.`,
  );
}

function write(path: string, content: string): void {
  writeFileBeside(path, content);
  console.error(`written: ${path}`);
}

/** What is to be archived: files, the streams that lie in them, and how these are cut into chunks. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { DEFAULT_CHAIN } from '../container/default-chain.js';
import type { CopyLoss } from '../grid/typed.js';
import { excerptOf } from '../recordings/excerpt.js';
import { type FindOptions, findRecordings } from '../recordings/find.js';
import type { ChannelRun, Recording, Refusal } from '../recordings/recording.js';
import { framesOf } from './chunks.js';
import { isDense, isPlanar } from './covered.js';
import { ARCHIVE_VERSION, LOSSY_VERSION, type Plan, type PlannedRun, type PlannedStream } from './format.js';
import { evenChunks, lossyChannels } from './stretches.js';

export interface ArchiveInput {
  /** A file, with what belongs to it; or a folder, with all that lies below. */
  readonly path: string;
  readonly given: Pick<FindOptions, 'channels' | 'rate'>;
  /** Printable id. */
  readonly chain: string;
  /** Seconds of a chunk. */
  readonly chunkS: number;
  readonly writer: string;
  /** What the chain may lose, of a lossy copy; undefined of an archive that gives every byte back. */
  readonly loss?: CopyLoss | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A plan, and where what it names lies. */
export interface ArchivePlan {
  readonly plan: Plan;
  /** Absolute paths of its files. */
  readonly paths: readonly string[];
  /** Of its streams. */
  readonly recordings: readonly Recording[];
  /** Files that look like recordings and are none: they are kept as they are. */
  readonly refused: readonly Refusal[];
}

/** @throws Error if the path is missing, or a file has gone while it was looked at */
export async function planArchive(input: ArchiveInput): Promise<ArchivePlan> {
  const { path, given, chain, chunkS, writer, loss, signal } = input;
  const isFolder = statSync(path).isDirectory();
  const options = {
    ...given,
    allChannels: true,
    inExcerpts: () => true,
    ...(signal !== undefined && { signal }),
  };
  const found = await findRecordings([path], options);
  const root = isFolder ? path : dirname(path);
  const paths = isFolder ? filesBelow(path) : [path, ...companions(path, found.recordings)];
  const places = new Map(paths.map((file, k) => [file, k]));
  const recordings = found.recordings.filter(recording => isCovered(recording, places));
  const plan = {
    ...({ version: ARCHIVE_VERSION, writer, chain } as const),
    files: paths.map(file => ({ name: nameBelow(root, file), bytes: statSync(file).size })),
    streams: recordings.map(recording => plannedStream(recording, places, chunkS)),
  };
  return {
    plan: loss === undefined ? plan : lossyPlan(path, plan, recordings, loss),
    ...{ paths, recordings, refused: found.refused },
  };
}

/** Electrodes may lose something, and nothing else. */
function lossyPlan(
  path: string,
  plan: Omit<Plan, 'version'>,
  recordings: readonly Recording[],
  kind: CopyLoss,
): Plan {
  const streams = plan.streams.map((stream, s) => {
    const { noElectrodes: exact } = recordings[s];
    const { runs, ...facts } = stream;
    return { ...facts, ...(exact && { exact }), stretchChunks: evenChunks(stream), runs };
  });
  if (!streams.some(stream => lossyChannels(stream).length > 0)) {
    throw new Error(
      `${path}: no electrodes whose samples lie in it as they are, so that nothing may be lost`,
    );
  }
  return { ...plan, version: LOSSY_VERSION, streams, lossy: { kind, exactChain: DEFAULT_CHAIN } };
}

/** Regular files, sorted by their names below the folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(isRegular)
    .sort();
}

/** Neither a pipe, which would be waited for, nor a link to nothing or to itself. */
function isRegular(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Files of the recordings besides the one that was named. */
function companions(path: string, recordings: readonly Recording[]): string[] {
  const files = recordings.flatMap(({ source }) => {
    if (source.type !== 'file' || source.layout.type !== 'lattice') return [];
    return source.layout.runs.map(run => run.path);
  });
  const beside = readdirSync(dirname(path))
    .filter(name => isCompanion(basename(path), name))
    .map(name => join(dirname(path), name))
    .filter(isRegular);
  return [...new Set([...files, ...beside])].filter(file => file !== path).sort();
}

/** `a.meta`, `a.json`, `a.bin.json` and `a.ch` belong to `a.bin`. */
function isCompanion(name: string, other: string): boolean {
  const stem = name.replace(/\.[^.]*$/, '');
  return [`${stem}.meta`, `${stem}.ch`, `${stem}.json`, `${name}.json`].includes(other);
}

function nameBelow(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** Whether a recording's samples lie as they are in files of the archive, each block of them without gaps. */
function isCovered({ source, frames }: Recording, places: ReadonlyMap<string, number>): boolean {
  if (source.type !== 'file' || source.layout.type !== 'lattice') return false;
  return source.layout.runs.every(run => places.has(run.path) && isDense(run, frames));
}

function plannedStream(
  recording: Recording,
  places: ReadonlyMap<string, number>,
  chunkS: number,
): PlannedStream {
  const { name, channels, frames, sampleRateHz, microvolts } = recording;
  const runs = runsOf(recording);
  return {
    ...{ name, channels, frames, sampleRateHz },
    chunkFrames: Math.min(frames, chunkFrames(runs, sampleRateHz, chunkS)),
    ...(microvolts !== undefined && { microvolts }),
    runs: runs.map(({ path, ...run }): PlannedRun => ({ file: places.get(path) ?? 0, ...run })),
  };
}

function runsOf({ source }: Recording): readonly ChannelRun[] {
  return source.type === 'file' && source.layout.type === 'lattice' ? source.layout.runs : [];
}

/** Where one channel of a block lies behind the other, chunks are of whole blocks. */
function chunkFrames(runs: readonly ChannelRun[], sampleRateHz: number, chunkS: number): number {
  const wanted = Math.max(1, Math.round(sampleRateHz * chunkS));
  const [block = 1] = runs.filter(isPlanar).map(run => run.blockFrames);
  return block * Math.max(1, Math.round(wanted / block));
}

/** A chunk as a recording of its own. */
export function chunkRecording(recording: Recording, stream: PlannedStream, k: number): Recording {
  const [firstFrame, frames] = framesOf(stream, k);
  return excerptOf(recording, { firstFrame, frames, firstChannel: 0, channels: stream.channels });
}

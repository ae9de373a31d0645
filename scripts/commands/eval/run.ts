/** What `ncb eval` does: the steps of the challenge's eval.sh over a folder or a zip. */
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { printChain } from '../../../codecs/chain-id.js';
import { messageOf } from '../../../codecs/errors.js';
import { encodeArchive } from '../../../harness/archive/encode.js';
import { verifyArchive } from '../../../harness/archive/verify.js';
import { parseLosslessChain } from '../../../harness/grid/typed.js';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';
import { loadPlugged, pluginsBehind, registryWith } from '../../../harness/plugins/plugged.js';
import { inLanes } from '../../../harness/processes/lanes.js';
import type { Outcome } from '../../../harness/processes/outcome.js';
import { scratchFolder } from '../../../harness/processes/scratch.js';
import type { FileFacts } from '../../../harness/processes/tasks.js';
import { startWorkers } from '../../../harness/processes/workers.js';
import { zipMembers } from '../../../harness/recordings/fetch/members.js';
import { type Candidate, walk } from '../../../harness/recordings/walk.js';
import { ownVersion, versionsOf } from '../../../harness/run/versions.js';
import { CHUNK_LIMITS, isOnePiece } from '../shared/archives.js';
import { interruptible, type Running } from '../shared/interruptible.js';
import { wholeNumber } from '../shared/numbers.js';
import { formatFixed } from '../shared/terminal.js';

export interface EvalArguments {
  path: string;
  chain: string;
  plugin: string[];
  profile: string[];
  executables: string | undefined;
  jobs: number | undefined;
  json: boolean;
}

/** What the round trip of a file may take. */
const FILE_LIMITS = { timeoutMs: 600_000, memoryBytes: 2 ** 32 };

/** How a file fared. */
interface FileResult {
  readonly file: string;
  readonly outcome: Outcome<FileFacts>;
}

interface ExecutableSizes {
  readonly encoder: number;
  readonly decoder: number;
}

/**
 * Prints the score.
 * @returns exit status: 1 if a file did not come back
 * @throws Error in one line if the path, the chain or a plugin is wrong
 */
export function runEval(argv: EvalArguments): Promise<number> {
  const lanes = wholeNumber('jobs', argv.jobs ?? availableParallelism(), 1);
  return interruptible(async running => {
    const { signal } = running;
    const plugged = await loadPlugged(argv.plugin, { ...PLUGIN_LIMITS, signal }, argv.profile);
    const parsed = parseLosslessChain(argv.chain, registryWith(plugged));
    const chain = printChain(parsed);
    const plugins = pluginsBehind(parsed, plugged);
    const versions = versionsOf(parsed, ownVersion(), []);
    const sizes = findExecutables(
      argv.executables ?? join('challenge', chain),
      argv.executables !== undefined,
    );
    const { files, clear } = await findFiles(argv.path, signal);
    try {
      const results = await roundTrips(files, { chain, plugins, versions }, lanes, running);
      signal.throwIfAborted();
      report(argv.json, chain, results, sizes);
      return results.every(({ outcome }) => outcome.status === 'ok') ? 0 : 1;
    } finally {
      clear();
    }
  });
}

/** @returns undefined where they are not built, and nobody said that they were */
function findExecutables(folder: string, given: boolean): ExecutableSizes | undefined {
  const [encoder, decoder] = ['encode', 'decode'].map(name => {
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (given && stats?.isFile() !== true) throw new Error(`--executables ${folder}: no ${name} in it`);
    return stats?.size;
  });
  return encoder === undefined || decoder === undefined ? undefined : { encoder, decoder };
}

interface FoundFiles {
  readonly files: readonly Candidate[];
  /** Removes what was unpacked. */
  readonly clear: () => void;
}

async function findFiles(path: string, signal: AbortSignal): Promise<FoundFiles> {
  const isZip = path.toLowerCase().endsWith('.zip') && statSync(path, { throwIfNoEntry: false })?.isFile();
  const folder = isZip ? mkdtempSync(join(scratchFolder(), 'eval-')) : path;
  const clear = () => {
    if (isZip) rmSync(folder, { recursive: true, force: true });
  };
  try {
    if (isZip) await unzip(path, folder, signal);
    const { candidates, refused } = walk(folder);
    if (refused.length > 0) throw new Error(`${refused[0].name}: ${refused[0].reason}`);
    if (candidates.length === 0) throw new Error(`${path}: no files in it`);
    return { files: candidates, clear };
  } catch (thrown) {
    clear();
    throw thrown;
  }
}

/** Like `unzip`, but folders fall away; of two files of one name it would be unclear which is which. */
async function unzip(path: string, folder: string, signal: AbortSignal): Promise<void> {
  try {
    const members = await zipMembers(path);
    for await (const { name, open } of members.list) {
      await pipeline(await open(), createWriteStream(join(folder, name), { flags: 'wx' }), { signal });
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new Error(`${path}: cannot be unpacked: ${messageOf(cause)}`, { cause });
  }
}

interface ChainTask {
  readonly chain: string;
  readonly plugins: readonly string[];
  /** Of what stands behind the chain. */
  readonly versions: string;
}

async function roundTrips(
  files: readonly Candidate[],
  task: ChainTask,
  lanes: number,
  { signal, bar }: Running,
): Promise<FileResult[]> {
  const results: FileResult[] = [];
  const limits = { ...FILE_LIMITS, signal };
  const workers = startWorkers(Math.min(lanes, files.length), FILE_LIMITS.memoryBytes);
  try {
    const archived: Candidate[] = [];
    const add = (file: string, outcome: Outcome<FileFacts>) => {
      results.push({ file, outcome });
      bar.show({ phase: 'files', done: results.length, total: files.length, unit: 'files' });
    };
    await inLanes(files, lanes, signal, async file => {
      if (await isOnePiece(file.path)) {
        const { chain, plugins } = task;
        add(file.name, await workers.run('fileRoundTrip', { path: file.path, chain, plugins }, limits));
      } else archived.push(file);
    });
    for (const { path, name } of archived) {
      if (!signal.aborted) add(name, await archiveRoundTrip(path, task, lanes, signal));
    }
  } finally {
    bar.stop();
    await workers.close();
  }
  return results.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** What `encode` makes an archive of, made in a scratch folder, and compared with the file. */
async function archiveRoundTrip(
  path: string,
  { chain, plugins, versions }: ChainTask,
  jobs: number,
  signal: AbortSignal,
): Promise<Outcome<FileFacts>> {
  const folder = mkdtempSync(join(scratchFolder(), 'eval-'));
  const archive = join(folder, 'file.ncb');
  const shared = { plugins, jobs, limits: CHUNK_LIMITS, signal, onProgress: () => undefined };
  try {
    const { originalBytes, archiveBytes } = await encodeArchive({
      ...shared,
      ...{
        path: resolve(path),
        output: archive,
        chain,
        chunkS: 1,
        verify: false,
        given: {},
        writer: versions,
      },
    });
    // the chain was typed
    await verifyArchive({ ...shared, runPrograms: true, archive, original: path });
    return { status: 'ok', value: { originalBytes, compressedBytes: archiveBytes } };
  } catch (thrown) {
    return { status: 'error', error: messageOf(thrown) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(
  json: boolean,
  chain: string,
  results: readonly FileResult[],
  sizes: ExecutableSizes | undefined,
): void {
  const facts = results.flatMap(({ outcome }) => (outcome.status === 'ok' ? [outcome.value] : []));
  const original = facts.reduce((sum, { originalBytes }) => sum + originalBytes, 0);
  const compressed = facts.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0);
  const score: Score = { chain, results, original, compressed, sizes };
  console.log(json ? asJson(score) : asText(score));
}

/** Bytes are of the files that came back. */
interface Score {
  readonly chain: string;
  readonly results: readonly FileResult[];
  readonly original: number;
  readonly compressed: number;
  readonly sizes: ExecutableSizes | undefined;
}

function ratiosOf({ original, compressed, sizes }: Score) {
  const all = sizes === undefined ? undefined : compressed + sizes.encoder + sizes.decoder;
  const over = (bytes: number) => (bytes === 0 ? null : original / bytes);
  return { files: over(compressed), all: all === undefined ? null : over(all), total: all };
}

/** The challenge's `bc` cuts at two places. */
function cut(ratio: number | null): number | null {
  return ratio === null ? null : Math.floor(ratio * 100) / 100;
}

function asJson(score: Score): string {
  const { chain, results, original, compressed, sizes } = score;
  const ratios = ratiosOf(score);
  return JSON.stringify(
    {
      chain,
      files: results.length,
      failed: results.filter(({ outcome }) => outcome.status !== 'ok').length,
      original_bytes: original,
      compressed_bytes: compressed,
      encoder_bytes: sizes?.encoder ?? null,
      decoder_bytes: sizes?.decoder ?? null,
      ratio_files: ratios.files,
      ratio_with_executables: ratios.all,
      challenge_ratio: cut(ratios.all),
      results: results.map(({ file, outcome }) =>
        outcome.status === 'ok'
          ? {
              file,
              status: outcome.status,
              original_bytes: outcome.value.originalBytes,
              compressed_bytes: outcome.value.compressedBytes,
            }
          : { file, status: outcome.status, error: outcome.error },
      ),
    },
    null,
    2,
  );
}

function asText(score: Score): string {
  const { chain, results, original, compressed, sizes } = score;
  const failed = results.flatMap(({ file, outcome }) =>
    outcome.status === 'ok' ? [] : [`ERROR: ${file}: ${outcome.status}: ${outcome.error}`],
  );
  const ratios = ratiosOf(score);
  const verdict =
    failed.length === 0
      ? `All ${results.length} files losslessly compressed by ${chain}.`
      : `${failed.length} of ${results.length} files failed; the figures are of the others.`;
  const withExecutables =
    ratios.total === undefined
      ? [`Executables: not built; npm run challenge -- ${chain} builds them, and their sizes count.`]
      : [
          `Encoder and decoder (bytes): ${sizes?.encoder} and ${sizes?.decoder}`,
          `Compressed size with them (bytes): ${ratios.total}`,
          `Compression ratio: ${formatFixed(cut(ratios.all), 2)} (${formatFixed(ratios.all, 4)}; cut to two places)`,
        ];
  return [
    ...failed,
    verdict,
    `Original size (bytes): ${original}`,
    `Compressed size (bytes): ${compressed}`,
    `Compression ratio of the files alone: ${formatFixed(cut(ratios.files), 2)} (${formatFixed(ratios.files, 4)})`,
    ...withExecutables,
  ].join('\n');
}

/** What `ncb encode` does with recordings that are long, or lie in folders: an archive of chunks. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import process from 'node:process';
import { compareChains } from '../../../harness/archive/compare.js';
import { type EncodeSummary, encodeArchive } from '../../../harness/archive/encode.js';
import { partPath } from '../../../harness/archive/part.js';
import type { CopyLoss } from '../../../harness/grid/typed.js';
import { findPlugin } from '../../../harness/plugins/find.js';
import { findModels } from '../../../harness/plugins/models.js';
import type { Limits } from '../../../harness/processes/guard.js';
import { sayCertificate } from '../shared/certificate.js';
import { interruptible } from '../shared/interruptible.js';
import { printRefused } from '../shared/recordings.js';
import { plural } from '../shared/terminal.js';
import { terminalWidth, wrap } from '../shared/wrap.js';

export interface ArchiveArguments {
  readonly input: string;
  readonly output: string;
  /** Printable id. */
  readonly chain: string;
  /** What it may lose, of a lossy copy. */
  readonly loss: CopyLoss | undefined;
  /** Versions of what stands behind it. */
  readonly versions: string;
  readonly chunkS: number;
  readonly channels: number | Readonly<Record<string, number>> | undefined;
  readonly rate: number | undefined;
  readonly plugin: readonly string[];
  readonly profile: readonly string[];
  readonly verify: boolean;
  /** Whether to say what others would make of the samples. */
  readonly compare: boolean;
  /** Of each chunk. */
  readonly limits: Limits;
}

/**
 * Writes the archive, with progress.
 * @returns exit status
 * @throws Error in one line if anything is wrong; what is done by then stands, and the same command goes on from there
 */
export async function runArchive(argv: ArchiveArguments): Promise<number> {
  const { input, output, chain, loss, chunkS, channels, rate, verify } = argv;
  const sources = [...(await Promise.all(argv.plugin.map(findPlugin))), ...findModels(argv.profile)];
  return interruptible(async ({ signal, bar }) => {
    let begun = { phase: 'encoding', ms: performance.now() };
    signal.addEventListener('abort', () => {
      console.error(`\nstopped; the same command goes on from ${partPath(output)}`);
    });
    const summary = await encodeArchive({
      ...{ path: resolve(input), output: resolve(output), chain, loss, chunkS, verify, signal },
      given: { channels, rate },
      writer: argv.versions,
      plugins: sources.map(({ specifier }) => specifier),
      jobs: availableParallelism(),
      limits: argv.limits,
      onProgress: ({ phase, done, total }) => {
        if (phase !== begun.phase) begun = { phase, ms: performance.now() };
        const speed = done / 1e3 / (performance.now() - begun.ms);
        bar.show({
          phase,
          done: mb(done),
          total: mb(total),
          unit: `MB at ${speed.toFixed(1)} MB/s`,
        });
      },
    });
    bar.stop();
    printRefused(summary.refused);
    const width = terminalWidth(process.stderr);
    console.error(wrap(summaryOf(argv, summary), 2, width));
    const { certificate } = summary;
    if (certificate !== undefined) console.error(sayCertificate(certificate, width));
    if (argv.compare) console.error(wrap(await comparisonOf(argv, signal), 2, width));
    return 0;
  });
}

const OTHERS = [
  ['gzip', 'raw+gzip-native'],
  ['WavPack', 'exec:wavpack:level=very-high'],
] as const;

async function comparisonOf(
  { input, chunkS, channels, rate, versions, limits }: ArchiveArguments,
  signal: AbortSignal,
): Promise<string> {
  const compared = await compareChains(
    {
      ...{ path: resolve(input), chunkS, signal, given: { channels, rate }, writer: versions },
      ...{ jobs: availableParallelism(), limits },
    },
    OTHERS.map(([, chain]) => chain),
  );
  return compared
    .map(({ ratio, reason, chunks, of }, k) =>
      ratio === null
        ? `${OTHERS[k][0]}: ${reason === '' ? 'there are no samples' : reason}`
        : `${OTHERS[k][0]} would make ratio ${ratio.toFixed(3)} of the samples, by ${chunks} of ${plural(of, 'chunk')}`,
    )
    .join('\n');
}

function mb(bytes: number): number {
  return Math.round(bytes / 1e6);
}

function summaryOf({ input, chain, chunkS, verify }: ArchiveArguments, summary: EncodeSummary): string {
  const { originalBytes, archiveBytes, files, streams, durationS, wallMs, resumedBytes } = summary;
  const count = (bytes: number) => bytes.toLocaleString('en-US');
  const name = statSync(input).isDirectory() ? basename(resolve(input)) : basename(input);
  const coded = originalBytes - resumedBytes;
  const speed = (coded / 1e3 / wallMs).toFixed(1);
  const realTime =
    streams === 0
      ? ''
      : `, ${(((1e3 * durationS) / wallMs) * (coded / Math.max(1, originalBytes))).toFixed(1)} times real time`;
  return [
    `${name}: ${count(originalBytes)} -> ${count(archiveBytes)} bytes, ratio ${(originalBytes / archiveBytes).toFixed(3)}`,
    `${plural(files, 'file')}, ${plural(streams, 'stream')} in ${chunkS < durationS ? `chunks of ${chunkS} s` : 'one chunk'} by ${chain}${verify ? `, each decoded and ${summary.certificate ? 'held to what it may lose' : 'compared'}` : ''}`,
    `${(wallMs / 1000).toFixed(1)} s: ${speed} MB/s${realTime}`,
  ].join('\n');
}

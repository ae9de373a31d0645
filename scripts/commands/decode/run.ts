/** What `ncb decode` does. */
import { extname, resolve } from 'node:path';
import process from 'node:process';
import type { Certificate } from '../../../harness/archive/certificate.js';
import { extractArchive } from '../../../harness/archive/extract.js';
import { openRecords } from '../../../harness/archive/open.js';
import { streamNamed } from '../../../harness/archive/read.js';
import { runFresh } from '../../../harness/processes/workers.js';
import { beginsAsArchive, chunksRequest, type ReadArguments, readRequest } from '../shared/archives.js';
import { sayCopy } from '../shared/certificate.js';
import { decodedWithin, inputAtPlace, writtenBeside } from '../shared/decoded.js';
import { checkOutput, type FileArguments, named, nameOf } from '../shared/files.js';
import { interruptible } from '../shared/interruptible.js';
import { duration } from '../shared/numbers.js';
import { formatCount, plural } from '../shared/terminal.js';
import { terminalWidth, wrap } from '../shared/wrap.js';

export interface DecodeArguments extends FileArguments, ReadArguments {
  from: string | undefined;
  to: string | undefined;
  channels: string | undefined;
  stream: string | undefined;
}

const LONGEST_S = 1e9;

/**
 * @returns exit status
 * @throws Error in one line if anything is wrong; then nothing is written
 */
export async function runDecode(argv: DecodeArguments): Promise<number> {
  const { input, output, force } = argv;
  const isPart = [argv.from, argv.to, argv.channels, argv.stream].some(given => given !== undefined);
  if (input !== '-' && beginsAsArchive(input)) {
    return isPart ? decodePart(argv) : decodeArchive(argv);
  }
  if (isPart) throw new Error(`${nameOf(input)}: a part is read of an archive of chunks; this is none`);
  checkOutput(output, force);
  const { limits, ...request } = await readRequest(argv);
  return interruptible(async ({ signal }) => {
    const container = await inputAtPlace(input);
    const { bytes } = await writtenBeside(output, path =>
      decodedWithin(input, limits, signal, within =>
        runFresh('decodeWhole', { ...request, input: container.path, output: path }, within),
      ),
    );
    console.error(`${nameOf(input)}: ${formatCount(container.bytes)} -> ${formatCount(bytes)} bytes`);
    return 0;
  });
}

async function decodeArchive(argv: DecodeArguments): Promise<number> {
  const { input, output, force } = argv;
  if (output === '-')
    throw new Error(`${input}: an archive is decoded to places of files; name a file or folder`);
  const request = await chunksRequest(argv);
  return interruptible(async ({ signal, bar }) => {
    const startMs = performance.now();
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }) =>
      bar.show({ phase: 'decoding', done: mb(done), total: mb(total), unit: 'MB' });
    const summary = await named(input, () =>
      extractArchive({ ...request, output, force, signal, onProgress }),
    );
    bar.stop();
    const wallMs = performance.now() - startMs;
    const speed = `${(wallMs / 1000).toFixed(1)} s, ${(summary.bytes / 1e3 / wallMs).toFixed(1)} MB/s`;
    const what = `${plural(summary.files.length, 'file')}, ${summary.bytes.toLocaleString('en-US')} bytes`;
    const { certificate } = summary;
    const each = certificate === undefined ? 'each with its checksum' : 'each chunk with its checksum';
    console.error(wrap(`${input}: ${what}, ${each}: ${speed}`, 2, terminalWidth(process.stderr)));
    if (certificate !== undefined) tellCopy(certificate);
    return 0;
  });
}

function tellCopy(certificate: Certificate): void {
  console.error(wrap(sayCopy(certificate), 2, terminalWidth(process.stderr)));
}

function mb(count: number): number {
  return Math.round(count / 1e6);
}

async function decodePart(argv: DecodeArguments): Promise<number> {
  const { input, output, force, stream } = argv;
  checkOutput(output, force);
  const { limits, ...given } = await readRequest(argv);
  const { planned, certificate } = await named(input, async () => {
    const { plan, index, close } = openRecords(input);
    close();
    return { planned: streamNamed(plan, stream), certificate: index.certificate };
  });
  const { sampleRateHz, frames, channels } = planned;
  const end = Math.min(frames, frameAt('to', argv.to, sampleRateHz, frames));
  const fromFrame = frameAt('from', argv.from, sampleRateHz, 0);
  const [firstChannel, many] = channelRange(argv.channels, channels);
  const request = { stream, fromFrame, frames: end - fromFrame, firstChannel, channels: many };
  return interruptible(async ({ signal }) => {
    await writtenBeside(output, path => {
      const task = { ...given, input: resolve(input), output: path, request, form: formOf(output) };
      return decodedWithin(input, limits, signal, within => runFresh('decodeStretch', task, within));
    });
    console.error(
      `${planned.name}: frames ${fromFrame} to ${end} of ${frames}, ${plural(many, 'channel')}, ${sampleRateHz} Hz`,
    );
    if (certificate !== undefined) tellCopy(certificate);
    return 0;
  });
}

function frameAt(option: string, given: string | undefined, rateHz: number, otherwise: number): number {
  return given === undefined ? otherwise : Math.round(duration(option, given, 0, LONGEST_S) * rateHz);
}

/** `0-31` or `7`, from 0. */
function channelRange(given: string | undefined, channels: number): readonly [first: number, count: number] {
  if (given === undefined) return [0, channels];
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(given) ?? [];
  if (first === undefined || Number(last) < Number(first) || Number(last) >= channels) {
    throw new Error(`--channels ${given}: want a number, or two as in 0-31, up to ${channels - 1}`);
  }
  return [Number(first), Number(last) - Number(first) + 1];
}

/** By the ending of its name; without one that is known, interleaved int16. */
function formOf(output: string): 'wav' | 'npy' | 'raw' {
  const ending = extname(output).toLowerCase();
  if (ending === '.wav') return 'wav';
  return ending === '.npy' ? 'npy' : 'raw';
}

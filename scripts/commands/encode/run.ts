/** What `ncb encode` does. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { type Chain, printChain } from '../../../codecs/chain-id.js';
import type { Registry } from '../../../codecs/codec.js';
import { makeFolder } from '../../../harness/common/files.js';
import { decodeFile, type OpenById } from '../../../harness/container/decode.js';
import { DEFAULT_CHAIN, defaultChainFor } from '../../../harness/container/default-chain.js';
import { encodeFile } from '../../../harness/container/encode.js';
import { type CopyLoss, parseLosslessChain, parseLossyChain } from '../../../harness/grid/typed.js';
import { type FindOptions, findRecordings } from '../../../harness/recordings/find.js';
import { ownVersion, versionsOf } from '../../../harness/run/versions.js';
import { isOnePiece } from '../shared/archives.js';
import {
  bytes,
  checkOutput,
  type FileArguments,
  named,
  nameOf,
  readInput,
  withGiven,
  writeOutput,
} from '../shared/files.js';
import { chunkLimits } from '../shared/limits.js';
import { duration } from '../shared/numbers.js';
import { headerlessFacts } from '../shared/recordings.js';
import { runArchive } from './archive.js';

export interface EncodeArguments extends Omit<FileArguments, 'output'> {
  output: string | undefined;
  out: string | undefined;
  chain: string | undefined;
  chunk: string | undefined;
  channels: readonly string[] | undefined;
  rate: number | undefined;
  lossy: boolean;
  verify: boolean;
  compare: boolean;
}

const DEFAULT_CHUNK = '1s';
const LONGEST_CHUNK_S = 3600;
const STANDARD = '-';
const INSTEAD = '--lossy makes a copy by it, with a certificate of what was lost';

/**
 * @returns exit status
 * @throws Error in one line if anything is wrong
 */
export async function runEncode(argv: EncodeArguments): Promise<number> {
  return withGiven(argv, ({ registry, open }) => encodeWith(argv, registry, open));
}

async function encodeWith(argv: EncodeArguments, registry: Registry, open: OpenById): Promise<number> {
  const { input, force } = argv;
  const facts = headerlessFacts(argv);
  const chunkS = duration('chunk', argv.chunk ?? DEFAULT_CHUNK, 0.001, LONGEST_CHUNK_S);
  const limits = chunkLimits(argv);
  const { chain: given, kind: loss } = givenChain(argv, registry);
  if (input !== STANDARD && !existsSync(input)) throw new Error(`no such file or folder: ${input}`);
  const output = outputOf(argv);
  checkOutput(output, force);
  if (await isWhole(argv, output)) {
    await encodeWhole(argv, output, given ?? parseLosslessChain(DEFAULT_CHAIN, registry), open);
    return 0;
  }
  if (input === STANDARD || output === STANDARD) {
    throw new Error('an archive of chunks is read and written at places of files; name both');
  }
  const { plugin, profile, verify, compare } = argv;
  const chain = given ?? parseLosslessChain(await usualChain(input, facts), registry);
  // what would be one piece otherwise is one chunk: nobody looks for a stretch of it
  const isOneChunk = argv.chunk === undefined && loss !== undefined && (await isOnePiece(input));
  return runArchive({
    ...{ input, output, chain: printChain(chain), loss, plugin, profile, verify, compare, limits },
    versions: versionsOf(chain, ownVersion(), []),
    chunkS: isOneChunk ? LONGEST_CHUNK_S : chunkS,
    ...facts,
  });
}

/** @throws Error in one line if it does not go with --lossy, or with its absence */
function givenChain(
  { chain, lossy, verify }: EncodeArguments,
  registry: Registry,
): { readonly chain: Chain | undefined; readonly kind?: CopyLoss } {
  if (!lossy) {
    return {
      chain: chain === undefined ? undefined : parseLosslessChain(chain, registry, INSTEAD),
    };
  }
  if (chain === undefined)
    throw new Error('--lossy: say by which --chain, such as levels+quantize:step=7+lms-range');
  if (!verify) throw new Error('--lossy: its certificate is of what is decoded: leave --no-verify out');
  return parseLossyChain(chain, registry);
}

/** By the stream of the most channels. */
async function usualChain(path: string, given: Pick<FindOptions, 'channels' | 'rate'>): Promise<string> {
  const { recordings } = await findRecordings([path], { ...given, inExcerpts: () => true });
  return defaultChainFor(Math.max(0, ...recordings.map(({ channels }) => channels)));
}

/** @throws Error in one line if there is none */
function outputOf({ input, output, out }: EncodeArguments): string {
  if (output !== undefined && out !== undefined)
    throw new Error('an output and --out: one of them is enough');
  if (output !== undefined) return output;
  if (out === undefined) throw new Error('say where to: an output, or --out FOLDER');
  if (input === STANDARD) throw new Error('standard input has no name for a file in --out');
  makeFolder(resolve(out));
  return join(out, `${basename(resolve(input))}.ncb`);
}

/** Whether the input goes into a container as a whole: a pipe, a WAV file that is not long, or a file of no format. */
async function isWhole(
  { input, chunk, channels, rate, lossy, compare }: EncodeArguments,
  output: string,
): Promise<boolean> {
  if (lossy || compare || chunk !== undefined || channels !== undefined || rate !== undefined) return false;
  if (input === STANDARD || output === STANDARD) return true;
  return isOnePiece(input);
}

/** @throws Error in one line if anything is wrong; then nothing is written */
async function encodeWhole(
  { input, verify }: EncodeArguments,
  output: string,
  chain: Chain,
  open: OpenById,
): Promise<void> {
  const id = printChain(chain);
  const file = await readInput(input);
  const { container, reason } = await named(input, async () => encodeFile(file, id, await open(id)));
  if (verify) {
    const decoded = await named(`${input}: not written, since ${id} fails`, () =>
      decodeFile(container, open),
    );
    if (Buffer.compare(decoded, file) !== 0) throw new Error(`${input}: not written, since ${id} loses it`);
  }
  await writeOutput(output, container);
  const how = reason === '' ? id : `deflated whole, past the chain: ${reason}`;
  const ratio = (file.length / container.length).toFixed(3);
  process.stderr.write(
    `${nameOf(input)}: ${bytes(file)} -> ${bytes(container)} bytes, ratio ${ratio}, ${how}\n`,
  );
}

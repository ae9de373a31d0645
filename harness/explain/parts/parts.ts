/** How the streams of our own coders divide, each by its format; no entropy-coded word is decoded for it. */
import type { Part } from '../../processes/tasks.js';
import { readArithmetic } from './arithmetic.js';
import { readBitpack } from './bitpack.js';
import { readHuffman, readRans } from './block-frame.js';
import { readBrainwire } from './brainwire.js';
import { readGaussianRans } from './gaussian-rans.js';
import { readLmsRange } from './lms-range.js';
import { readLpcGaussian } from './lpc-gaussian.js';
import { readMiddleOut } from './middle-out.js';
import { readMixedGaussian } from './mixed-gaussian.js';
import { readBitshuffle, readPlain } from './plain.js';
import { type ReadFormat, readParts } from './reader.js';
import { partsOfRice } from './rice.js';
import { readRunLength } from './run-length.js';

type PartsOf = (bytes: Uint8Array) => Part[];

const by =
  (read: ReadFormat): PartsOf =>
  bytes =>
    readParts(bytes, read);

/** By the name of the coder. No plugin can have one of these names. */
const FORMATS: ReadonlyMap<string, PartsOf> = new Map([
  ['raw', by(readPlain)],
  ['shuffle', by(readPlain)],
  ['bitshuffle', by(readBitshuffle)],
  ['bitpack', by(readBitpack)],
  ['run-length', by(readRunLength)],
  ['rice', partsOfRice],
  ['huffman', by(readHuffman)],
  ['rans', by(readRans)],
  ['arithmetic', by(readArithmetic)],
  ['brainwire', by(readBrainwire)],
  ['gaussian-rans', by(readGaussianRans)],
  ['lpc-gaussian', by(readLpcGaussian)],
  ['lms-range', by(readLmsRange)],
  ['middle-out', by(readMiddleOut)],
  ['mixed-gaussian', by(readMixedGaussian)],
]);

/** What a coder's stream consists of; null of a format that is not known here. */
export function partsOf(coder: string, stream: Uint8Array): Part[] | null {
  return FORMATS.get(coder)?.(stream) ?? null;
}

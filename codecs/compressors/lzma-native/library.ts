/** What the stages `xz` and `lzma` share: liblzma's presets and its coders, run on a whole stream. */
import type lzmaNative from 'lzma-native';
import type { ChoiceParameter, IntegerParameter } from '../../codec.js';
import { asBuffer, importOptional, LARGEST_OUTPUT } from '../binding.js';

export type Liblzma = typeof lzmaNative;

type Coder = Parameters<Liblzma['createStream']>[0];
type CoderOptions = Parameters<Liblzma['createStream']>[1];

export const presets = {
  preset: {
    type: 'integer',
    minimum: 0,
    maximum: 9,
    default: 6,
    sweep: [0, 6, 9],
    meaning: 'effort; 9 takes 674 MiB to encode',
  },
  extreme: {
    type: 'choice',
    choices: ['no', 'yes'],
    default: 'no',
    sweep: ['no'],
    meaning: 'a slower search, as xz --extreme',
  },
} as const satisfies Record<string, IntegerParameter | ChoiceParameter>;

/** What preset 9 needs to decode is 65 MiB; a header that asks for a larger dictionary is forged. */
export const DECODER_MEMORY = 2 ** 27;

/** @throws UnsupportedError if the package is missing here */
export async function loadLiblzma(): Promise<Liblzma> {
  return importOptional('lzma-native', async () => (await import('lzma-native')).default);
}

/** A preset as liblzma numbers it. */
export function presetNumber(liblzma: Liblzma, preset: number, extreme: 'no' | 'yes'): number {
  return preset + (extreme === 'yes' ? liblzma.PRESET_EXTREME : 0);
}

/**
 * Runs a coder over a whole stream, on this thread: a pool's would do the same work, and the package's way of
 * cutting its input at each "YZ" then costs ten times as much. Where the content has a bound, the bytes are handed over
 * in pieces, since the package decodes a piece whole before anything of it can be looked at.
 * @param most bytes that may come
 * @throws Error if the bytes are damaged, cut short or followed by anything
 */
export async function runCoder(
  liblzma: Liblzma,
  coder: Coder,
  options: CoderOptions,
  bytes: Uint8Array,
  most = LARGEST_OUTPUT,
): Promise<Uint8Array> {
  const stream = liblzma.createStream(coder, { ...options, synchronous: true });
  const pieces: Uint8Array[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    stream.on('data', (piece: Uint8Array) => {
      pieces.push(piece);
      length += piece.length;
      if (length > most) reject(new Error(`content over ${most} bytes`));
    });
    stream.on('end', resolve);
    stream.on('error', reject);
    // at the end of the content the package ends its output and takes nothing more: it is not waited for
    feed(stream, asBuffer(bytes), most < LARGEST_OUTPUT ? PIECE_BYTES : bytes.length);
  }).finally(() => stream.destroy());
  const left = bytes.length - stream.totalIn();
  if (left !== 0) throw new Error(`${left} bytes behind the end of the stream`);
  return joinPieces(pieces, length);
}

/** Of which none becomes more than some 30 MB: LZMA makes 7,000 bytes of one at best. */
const PIECE_BYTES = 4096;

/** Hands bytes over, each piece when the one before is done. */
function feed(stream: ReturnType<Liblzma['createStream']>, bytes: Buffer, pieceBytes: number): void {
  if (stream.destroyed) return;
  if (bytes.length <= pieceBytes) stream.end(bytes);
  else {
    stream.write(bytes.subarray(0, pieceBytes), () => feed(stream, bytes.subarray(pieceBytes), pieceBytes));
  }
}

function joinPieces(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * Canonical Huffman coding of sample values, no code longer than a limit, a table a block. Frame:
 * block-frame.ts.
 *
 *   coded block   varint n | n bytes of table | 4 varints, bytes of each stream | 4 streams
 *   table         distinct values, then the length of each one's code (value-table.ts, adaptive-bits.ts)
 *   streams       a quarter of the samples each, rounded up; the last one has the rest
 *
 * Codes of a length are consecutive numbers in ascending order of value, and shorter ones come first. A code stands in
 * its stream with its first bit lowest, and a stream is filled up with zeros to a byte.
 *
 * Four streams because each code must be read before the next one's place is known: they are four such waits at a time.
 */

import { type BlockCoder, blockParameter, inBlocks } from '../../bytes/block-frame.js';
import { packNumbers } from '../../bytes/numbers.js';
import { type Cursor, readVarint } from '../../bytes/shape.js';
import { concatenate, take, takeWithLength, withLength } from '../../bytes/stream.js';
import { loadKernel, reserve } from '../../bytes/wasm.js';
import { defineCoder } from '../../codec.js';
import { makeBitDecoder, makeBitEncoder } from '../../models/adaptive-bits.js';
import {
  countValues,
  enoughBits,
  type HistogramKernel,
  type Layout,
  layOut,
  mayPay,
  reserveBlock,
} from '../../models/histogram.js';
import { codeMagnitudes, codeValues } from '../../models/value-table.js';
import { limitedCodeLengths } from './code-lengths.js';

interface Kernel extends HistogramKernel {
  readonly fillCodes: (values: number, lengths: number, distinct: number, codes: number) => void;
  readonly fillLookup: (
    values: number,
    lengths: number,
    distinct: number,
    longest: number,
    lookup: number,
  ) => void;
  readonly encode: (samples: number, length: number, codes: number, sizes: number, out: number) => void;
  /** 1 if every stream ended just where it had to. */
  readonly decode: (
    streams: number,
    sizes: number,
    lookup: number,
    longest: number,
    samples: number,
    length: number,
  ) => number;
}

const STREAMS = 4;
const LONGEST_CODE = 16;
// the coder's own tables in the kernel's memory: bytes of each stream, a length a value, a u32 an index or value
const SIZES_BYTES = 4 * STREAMS;
const LENGTHS_BYTES = 65536;
const LOOKUP_BYTES = 4 * 65536;

/** Distinct values and the lengths of their codes. */
interface CodeTable {
  readonly values: Int16Array;
  readonly lengths: Uint8Array;
}

function encodeTable({ values, lengths }: CodeTable): Uint8Array {
  const coder = makeBitEncoder();
  codeValues(coder, values);
  codeMagnitudes(coder, lengths.length, lengths);
  return coder.finish();
}

/** @throws Error unless the lengths are those of a complete prefix code */
function decodeTable(bytes: Uint8Array): CodeTable {
  const coder = makeBitDecoder(bytes);
  const values = codeValues(coder);
  const lengths = codeMagnitudes(coder, values.length);
  coder.finish();
  checkComplete(lengths);
  return { values, lengths };
}

function checkComplete(lengths: Uint8Array): void {
  let used = 0;
  for (const length of lengths) {
    if (length < 1 || length > LONGEST_CODE) throw new Error(`code of ${length} bits`);
    used += 2 ** (LONGEST_CODE - length);
  }
  const all = 2 ** LONGEST_CODE;
  if (used !== all)
    throw new Error(`${used > all ? 'over-subscribed' : 'incomplete'} code: ${used} of ${all} used`);
}

/**
 * A coder of single blocks, with a kernel of its own.
 * @param limit longest code in bits, 9 to 16
 */
export async function openBlockCoder(limit: number): Promise<BlockCoder> {
  const kernel = await loadKernel<Kernel>('huffman');
  const layout = layOut(kernel, SIZES_BYTES + LENGTHS_BYTES + LOOKUP_BYTES);
  reserve(kernel, layout.samples);
  return {
    encode: samples => encodeBlock(kernel, layout, limit, samples),
    decode: (cursor, samples) => decodeBlock(kernel, layout, cursor, samples),
  };
}

function partsOf(layout: Layout) {
  const sizes = layout.tables;
  return { sizes, lengths: sizes + SIZES_BYTES, lookup: sizes + SIZES_BYTES + LENGTHS_BYTES };
}

function encodeBlock(
  kernel: Kernel,
  layout: Layout,
  limit: number,
  samples: Int16Array,
): Uint8Array | undefined {
  const { sizes, lengths: lengthsAt, lookup } = partsOf(layout);
  // no code is longer than a sample, and four streams are rounded up to bytes
  const streams = reserveBlock(kernel, layout, samples.length, samples.byteLength + STREAMS);
  const { buffer } = kernel.memory;
  new Int16Array(buffer, layout.samples, samples.length).set(samples);
  const { values, counts } = countValues(kernel, layout, samples.length);
  if (!mayPay(counts, samples.length)) return undefined;

  const lengths = limitedCodeLengths(counts, enoughBits(limit, counts.length, LONGEST_CODE));
  new Uint8Array(buffer, lengthsAt, lengths.length).set(lengths);
  kernel.fillCodes(layout.values, lengthsAt, lengths.length, lookup);
  kernel.encode(layout.samples, samples.length, lookup, sizes, streams);
  const written = [...new Uint32Array(buffer, sizes, STREAMS)];
  const payload = new Uint8Array(buffer, streams, sumOf(written));
  const bytes = concatenate([withLength(encodeTable({ values, lengths })), packNumbers(written), payload]);
  return bytes.length < samples.byteLength ? bytes : undefined;
}

function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size);
}

function decodeBlock(kernel: Kernel, layout: Layout, cursor: Cursor, samples: Int16Array): void {
  const parts = partsOf(layout);
  const { values, lengths } = decodeTable(takeWithLength(cursor));
  const sizes = Array.from({ length: STREAMS }, () => readVarint(cursor));
  const size = sumOf(sizes);
  // no complete code of these lengths is longer than the samples, and each stream is rounded up to a byte
  if (size > samples.byteLength + STREAMS) throw new Error(`${size} bytes for ${samples.length} samples`);
  const payload = take(cursor, size);
  const streams = reserveBlock(kernel, layout, samples.length, payload.length);
  const { buffer } = kernel.memory;
  new Int16Array(buffer, layout.values, values.length).set(values);
  new Uint8Array(buffer, parts.lengths, lengths.length).set(lengths);
  new Uint32Array(buffer, parts.sizes, STREAMS).set(sizes);
  new Uint8Array(buffer, streams, payload.length).set(payload);

  const longest = lengths.reduce((most, length) => Math.max(most, length));
  kernel.fillLookup(layout.values, parts.lengths, values.length, longest, parts.lookup);
  if (!kernel.decode(streams, parts.sizes, parts.lookup, longest, layout.samples, samples.length)) {
    throw new Error(`streams of ${sizes.join(', ')} bytes do not hold ${samples.length} samples`);
  }
  samples.set(new Int16Array(buffer, layout.samples, samples.length));
}

export const huffman = defineCoder({
  name: 'huffman',
  family: 'entropy',
  summary: 'canonical Huffman code of sample values, length-limited, a table a block',
  parts: {
    predictor: 'none',
    distribution: 'counted, a table a block',
    entropyCoder: 'canonical Huffman',
  },
  parameters: {
    block: blockParameter,
    limit: {
      type: 'integer',
      minimum: 9,
      maximum: LONGEST_CODE,
      default: 13,
      sweep: [11, 13],
      meaning: 'longest code in bits; raised for a block of too many distinct values',
    },
  },
  open: async ({ block, limit }) => inBlocks(await openBlockCoder(limit), block),
});

/**
 * Range coding by asymmetric numeral systems (rANS: Duda, arXiv:1311.2540), a table a block, eight states. Frame:
 * block-frame.ts.
 *
 *   coded block   varint n | n bytes of table | varint w, words | varint e, escapes (only if the table escapes)
 *                 | 8 states, u32 | w words, u16 | e samples, int16; all little-endian
 *   table         whether it escapes, one bit, then the kept values and their frequencies, last that of an escape
 *                 (value-table.ts, adaptive-bits.ts); the frequencies sum to 2^bits
 *
 * A value owns as many of the 2^bits slots as its frequency says, in ascending order. State x codes a value of
 * frequency f and first slot s as
 *
 *   encode   x >= f << (32 - bits): shed the low 16 bits as a word; then x = (x / f << bits) + x % f + s
 *   decode   slot = x mod 2^bits gives the value; x = f * (x >> bits) + slot - s; x < 2^16: take in a word
 *
 * Sample i belongs to state i mod 8. Encode runs backwards, so that decode runs forwards, from the states in the
 * stream to 2^16 in each of them. Values too rare to be worth their slots stand for themselves behind the words, and
 * an escape, a code of its own, stands in their place; in a decoder's hands it is at first the least value not kept.
 */

import { type BlockCoder, blockParameter, inBlocks } from '../../bytes/block-frame.js';
import { packNumbers } from '../../bytes/numbers.js';
import { type Cursor, readVarint } from '../../bytes/shape.js';
import { concatenate, take, takeWithLength, withLength } from '../../bytes/stream.js';
import { loadKernel, reserve } from '../../bytes/wasm.js';
import { defineCoder } from '../../codec.js';
import {
  countValues,
  type HistogramKernel,
  type Layout,
  layOut,
  mayPay,
  reserveBlock,
} from '../../models/histogram.js';
import {
  decodeTable,
  encodeTable,
  escapesOf,
  type FrequencyTable,
  LEAST_BITS,
  leastMissing,
  MOST_BITS,
  type Plan,
  plan,
} from './frequency-table.js';

interface Kernel extends HistogramKernel {
  readonly fillSteps: (
    values: number,
    frequencies: number,
    distinct: number,
    bits: number,
    steps: number,
  ) => void;
  readonly fillEscapes: (
    values: number,
    distinct: number,
    frequency: number,
    slot: number,
    bits: number,
    steps: number,
  ) => void;
  readonly gatherEscapes: (
    samples: number,
    length: number,
    steps: number,
    slot: number,
    out: number,
  ) => number;
  /** First byte of the stream that ends at `end`. */
  readonly encode: (samples: number, length: number, steps: number, bits: number, end: number) => number;
  readonly fillSlots: (values: number, frequencies: number, distinct: number, slots: number) => void;
  /** 1 if words and states ended just as they had to. */
  readonly decode: (
    stream: number,
    end: number,
    slots: number,
    bits: number,
    samples: number,
    length: number,
  ) => number;
  /** How many of `count` escapes are left over; negative if there were too few. */
  readonly placeEscapes: (
    samples: number,
    length: number,
    mark: number,
    escapes: number,
    count: number,
  ) => number;
}

const STATE_BYTES = 8 * 4;
const WORD_BYTES = 2;
// the coder's own tables in the kernel's memory: a u16 a value and one for the escape, 16 bytes a value of int16
// (encode) or 8 a slot (decode)
const FREQUENCIES_BYTES = 2 * 65536 + 16;
const STEPS_BYTES = 16 * 65536;

function makeBlockCoder(kernel: Kernel, bits: number): BlockCoder {
  const layout = layOut(kernel, FREQUENCIES_BYTES + STEPS_BYTES);
  reserve(kernel, layout.samples);
  return {
    encode: samples => encodeBlock(kernel, layout, bits, samples),
    decode: (cursor, samples) => decodeBlock(kernel, layout, cursor, samples),
  };
}

function tablesOf({ tables }: Layout) {
  return { frequencies: tables, steps: tables + FREQUENCIES_BYTES, slots: tables + FREQUENCIES_BYTES };
}

function encodeBlock(
  kernel: Kernel,
  layout: Layout,
  askedBits: number,
  samples: Int16Array,
): Uint8Array | undefined {
  const { length, byteLength } = samples;
  // at most a word a sample; below the last one the kernel writes one more
  const room = reserveBlock(kernel, layout, length, WORD_BYTES + STATE_BYTES + byteLength);
  const end = room + WORD_BYTES + STATE_BYTES + byteLength;
  const { buffer } = kernel.memory;
  new Int16Array(buffer, layout.samples, length).set(samples);
  const counted = countValues(kernel, layout, length);
  if (!mayPay(counted.counts, length)) return undefined;
  const planned = plan(counted, length, askedBits);
  if (planned === undefined) return undefined;

  const { steps } = tablesOf(layout);
  fillSteps(kernel, layout, planned);
  const start = kernel.encode(layout.samples, length, steps, planned.bits, end);
  const words = (end - start - STATE_BYTES) / WORD_BYTES;
  const escapes = escapesOf(planned);
  const bytes = concatenate([
    withLength(encodeTable(planned)),
    packNumbers(escapes ? [words, planned.escapes] : [words]),
    new Uint8Array(buffer, start, end - start),
    ...(escapes ? [gatherEscapes(kernel, layout, planned, length)] : []),
  ]);
  return bytes.length < byteLength ? bytes : undefined;
}

function fillSteps(kernel: Kernel, layout: Layout, { values, frequencies, escaped, bits }: Plan): void {
  const { buffer } = kernel.memory;
  const tables = tablesOf(layout);
  const escapedAt = layout.values + values.byteLength;
  new Int16Array(buffer, layout.values, values.length).set(values);
  new Int16Array(buffer, escapedAt, escaped.length).set(escaped);
  new Uint16Array(buffer, tables.frequencies, frequencies.length).set(frequencies);
  kernel.fillSteps(layout.values, tables.frequencies, values.length, bits, tables.steps);
  if (escaped.length === 0) return;
  const frequency = frequencies[values.length];
  kernel.fillEscapes(escapedAt, escaped.length, frequency, 2 ** bits - frequency, bits, tables.steps);
}

/** The samples that escape, moved together where the block's samples stood. */
function gatherEscapes(kernel: Kernel, layout: Layout, planned: Plan, length: number): Uint8Array {
  const slot = 2 ** planned.bits - planned.frequencies[planned.values.length];
  kernel.gatherEscapes(layout.samples, length, tablesOf(layout).steps, slot, layout.samples);
  return new Uint8Array(kernel.memory.buffer, layout.samples, planned.escapes * 2);
}

function decodeBlock(kernel: Kernel, layout: Layout, cursor: Cursor, samples: Int16Array): void {
  const { length } = samples;
  const table = decodeTable(takeWithLength(cursor));
  const words = readVarint(cursor);
  if (words > length) throw new Error(`${words} words for ${length} samples`);
  const escapes = escapesOf(table) ? readVarint(cursor) : 0;
  if (escapes > length) throw new Error(`${escapes} escapes among ${length} samples`);
  const coded = take(cursor, STATE_BYTES + words * WORD_BYTES);
  const escaped = take(cursor, escapes * 2);

  const room = reserveBlock(kernel, layout, length, Math.max(coded.length, escaped.length));
  const slots = fillSlots(kernel, layout, table);
  const { buffer } = kernel.memory;
  new Uint8Array(buffer, room, coded.length).set(coded);
  if (!kernel.decode(room, room + coded.length, slots, table.bits, layout.samples, length)) {
    throw new Error(`${words} words do not hold ${length} samples`);
  }
  if (escapesOf(table)) {
    new Uint8Array(buffer, room, escaped.length).set(escaped);
    placeEscapes(kernel, layout, leastMissing(table.values), room, escapes, length);
  }
  samples.set(new Int16Array(buffer, layout.samples, length));
}

function fillSlots(kernel: Kernel, layout: Layout, { values, frequencies }: FrequencyTable): number {
  const { buffer } = kernel.memory;
  const tables = tablesOf(layout);
  const symbols = new Int16Array(buffer, layout.values, frequencies.length);
  symbols.set(values);
  if (frequencies.length > values.length) symbols[values.length] = leastMissing(values);
  new Uint16Array(buffer, tables.frequencies, frequencies.length).set(frequencies);
  kernel.fillSlots(layout.values, tables.frequencies, frequencies.length, tables.slots);
  return tables.slots;
}

function placeEscapes(
  kernel: Kernel,
  layout: Layout,
  mark: number,
  from: number,
  escapes: number,
  length: number,
): void {
  const left = kernel.placeEscapes(layout.samples, length, mark, from, escapes);
  if (left !== 0)
    throw new Error(`${escapes} escapes where the samples have ${left < 0 ? 'more' : escapes - left}`);
}

export const rans = defineCoder({
  name: 'rans',
  family: 'entropy',
  summary: 'rANS of sample values, eight states, a table a block, rare values escaped',
  parts: {
    predictor: 'none',
    distribution: 'counted, a table a block',
    entropyCoder: 'rANS, 8 states',
  },
  parameters: {
    block: blockParameter,
    bits: {
      type: 'integer',
      minimum: LEAST_BITS,
      maximum: MOST_BITS,
      default: 12,
      sweep: [12, 14],
      meaning: 'binary digits of a probability; raised for a block of too many distinct values',
    },
  },
  open: async ({ block, bits }) => inBlocks(makeBlockCoder(await loadKernel<Kernel>('rans'), bits), block),
});

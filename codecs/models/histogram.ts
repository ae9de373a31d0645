/** How often each value of a block occurs, out of a kernel's memory; the kernel's side is codecs/kernels/histogram.ts. */
import { type KernelExports, reserve } from '../bytes/wasm.js';

export interface HistogramKernel extends KernelExports {
  readonly histogram: (
    samples: number,
    length: number,
    banks: number,
    values: number,
    counts: number,
  ) => number;
}

/** Distinct values in ascending order, each with how often it occurs. */
export interface ValueCounts {
  readonly values: Int16Array;
  readonly counts: Uint32Array;
}

/** Where a kernel keeps what; byte offsets into its memory. */
export interface Layout {
  /** Two banks of 65536 u32, zero between calls. */
  readonly banks: number;
  /** 65536 i16. */
  readonly values: number;
  /** 65536 u32. */
  readonly counts: number;
  /** The coder's own tables. */
  readonly tables: number;
  /** Samples of a block, then the stream. */
  readonly samples: number;
}

const DISTINCT_VALUES = 65536;
/** Kernels read and write whole vectors: at most this far behind the end of a stream. */
const SLACK_BYTES = 64;

/** @param tableBytes for the coder's own tables, a multiple of 16 */
export function layOut(kernel: KernelExports, tableBytes: number): Layout {
  const banks = kernel.base();
  const values = banks + 2 * 4 * DISTINCT_VALUES;
  const counts = values + 2 * DISTINCT_VALUES;
  const tables = counts + 4 * DISTINCT_VALUES;
  return { banks, values, counts, tables, samples: tables + tableBytes };
}

/**
 * Makes room for a block and its stream.
 * @returns where the stream begins
 */
export function reserveBlock(
  kernel: KernelExports,
  layout: Layout,
  length: number,
  streamBytes: number,
): number {
  const stream = layout.samples + Math.ceil(length / 8) * 16;
  reserve(kernel, stream + streamBytes + SLACK_BYTES);
  return stream;
}

/** Counts the samples that stand in the kernel's memory at `layout.samples`. */
export function countValues(kernel: HistogramKernel, layout: Layout, length: number): ValueCounts {
  const distinct = kernel.histogram(layout.samples, length, layout.banks, layout.values, layout.counts);
  const { buffer } = kernel.memory;
  return {
    values: new Int16Array(buffer, layout.values, distinct).slice(),
    counts: new Uint32Array(buffer, layout.counts, distinct).slice(),
  };
}

/**
 * Whether a code could pay: the order-0 entropy, and a bit of table for each distinct value, against 16 bits a sample.
 * Spares the work on noise; which way a rounding of log2 falls is the encoder's affair alone.
 */
export function mayPay(counts: Uint32Array, length: number): boolean {
  let bits = counts.length;
  for (let k = 0; k < counts.length; k++) bits += counts[k] * Math.log2(length / counts[k]);
  return bits < 16 * length;
}

/**
 * Bits that leave a code some freedom: those asked for, and at least two more than codes of one length would take, as
 * far as `most` allows.
 */
export function enoughBits(asked: number, distinct: number, most: number): number {
  const flat = 32 - Math.clz32(distinct - 1);
  return Math.max(asked, Math.min(most, flat + 2));
}

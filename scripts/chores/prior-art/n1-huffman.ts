/**
 * What n1-codec's modes huff and delta_huff make of samples, to the byte, without running them.
 *
 *   file it counts    rate, 4 bytes | samples, 4 | first sample, 2 | codes, filled up to a byte
 *   table it leaves   JSON in a file beside it: {"-1": "011", "0": "00"}, each code spelt out in 0 and 1
 *
 * The bits of all codes are the same in every optimal code. The table's are not: they depend on which of equal
 * frequencies is merged first, so its heap (Python's heapq, values in order of first occurrence) is followed step by step.
 */
import { addNode, heapify, takeLeast } from '../../../codecs/models/python-heap.js';

export interface N1HuffmanSize {
  /** What its CSV counts: header and codes. */
  readonly payloadBytes: number;
  /** What it leaves out and its decoder needs. */
  readonly tableBytes: number;
}

interface Node {
  readonly frequency: number;
  /** Which values lie below. */
  readonly values: readonly number[];
}

const HEADER_BYTES = 10;
const BRACES = 2;
/** `"`, `": "` and `"`. */
const QUOTES = 6;
const COMMA = 2;

function countsOf(samples: Int16Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const sample of samples) counts.set(sample, (counts.get(sample) ?? 0) + 1);
  return counts;
}

/** Bits of each value's code; a lone value has one. */
function lengthsOf(counts: ReadonlyMap<number, number>): Map<number, number> {
  if (counts.size === 1) return new Map([...counts.keys()].map(value => [value, 1]));
  const lengths = new Map<number, number>();
  const heap: Node[] = [...counts].map(([value, frequency]) => ({ frequency, values: [value] }));
  heapify(heap);
  while (heap.length > 1) {
    const left = takeLeast(heap);
    const right = takeLeast(heap);
    const values = [...left.values, ...right.values];
    for (const value of values) lengths.set(value, (lengths.get(value) ?? 0) + 1);
    addNode(heap, { frequency: left.frequency + right.frequency, values });
  }
  return lengths;
}

/**
 * Sizes of mode huff.
 * @throws Error if there are no samples, as there it fails
 */
export function n1HuffmanSize(samples: Int16Array): N1HuffmanSize {
  const counts = countsOf(samples);
  if (counts.size === 0) throw new Error('no samples: n1-codec has no code for them');
  let bits = 0;
  let tableBytes = BRACES - COMMA;
  for (const [value, length] of lengthsOf(counts)) {
    bits += (counts.get(value) ?? 0) * length;
    tableBytes += String(value).length + QUOTES + length + COMMA;
  }
  return { payloadBytes: HEADER_BYTES + Math.ceil(bits / 8), tableBytes };
}

/** The differences that mode delta_huff codes: modulo 2^16, the first one 0, since the header has the first sample. */
export function n1Differences(samples: Int16Array): Int16Array {
  return samples.map((sample, i) => sample - samples[Math.max(0, i - 1)]);
}

/**
 * The prefix code of bytes that brainwire makes: Huffman's, of one table for all, its ties broken as its heap breaks
 * them. A code is spelt out in 0 and 1, as it stands in the stream; the table lists bytes as the leaves of the tree come.
 */
import { addNode, type Frequent, takeLeast } from '../../../models/python-heap.js';

/** A byte that occurs and its code. */
export interface CodeWord {
  readonly byte: number;
  /** Each 0 or 1. */
  readonly bits: Uint8Array;
}

interface Leaf extends Frequent {
  readonly byte: number;
}

interface Pair extends Frequent {
  readonly left: Node;
  readonly right: Node;
}

type Node = Leaf | Pair;

/** @returns no code words for less than two distinct bytes: there is no code then */
export function codeFor(data: Uint8Array): CodeWord[] {
  const heap: Node[] = [];
  for (const leaf of leavesOf(data)) addNode(heap, leaf);
  if (heap.length < 2) return [];
  while (heap.length > 1) {
    const left = takeLeast(heap);
    const right = takeLeast(heap);
    addNode(heap, { frequency: left.frequency + right.frequency, left, right });
  }
  return wordsBelow(heap[0], []);
}

/** The rarest first; of equal ones the one that occurs first. */
function leavesOf(data: Uint8Array): Leaf[] {
  const counts = new Uint32Array(256);
  const order: number[] = [];
  for (let i = 0; i < data.length; i++) if (counts[data[i]]++ === 0) order.push(data[i]);
  return order.map(byte => ({ byte, frequency: counts[byte] })).sort((a, b) => a.frequency - b.frequency);
}

function wordsBelow(node: Node, path: readonly number[]): CodeWord[] {
  if ('byte' in node) return [{ byte: node.byte, bits: Uint8Array.from(path) }];
  return [...wordsBelow(node.left, [...path, 0]), ...wordsBelow(node.right, [...path, 1])];
}

/** Bits filled up with zeros to bytes; where they end on one, with a byte more. */
export interface PaddedBits {
  readonly bytes: Uint8Array;
  /** Zeros at the end, 1 to 8. */
  readonly padding: number;
}

function paddedRoom(bits: number): PaddedBits {
  return { bytes: new Uint8Array((bits >> 3) + 1), padding: 8 - (bits & 7) };
}

/** All codes of the table, one behind the other, first bits highest. */
export function spellOut(words: readonly CodeWord[]): PaddedBits {
  return writeWords(
    words,
    Uint8Array.from(words, ({ byte }) => byte),
  );
}

/** @param data of bytes that have a word */
export function writeWords(words: readonly CodeWord[], data: Uint8Array): PaddedBits {
  const spelt = new Uint8Array(words.reduce((sum, { bits }) => sum + bits.length, 0));
  const starts = new Uint32Array(256);
  const lengths = new Uint8Array(256);
  let used = 0;
  for (const { byte, bits } of words) {
    spelt.set(bits, used);
    starts[byte] = used;
    lengths[byte] = bits.length;
    used += bits.length;
  }
  let size = 0;
  for (let i = 0; i < data.length; i++) size += lengths[data[i]];
  const room = paddedRoom(size);
  let at = 0;
  for (let i = 0; i < data.length; i++) {
    const start = starts[data[i]];
    const end = start + lengths[data[i]];
    for (let k = start; k < end; k++, at++) room.bytes[at >> 3] |= spelt[k] << (7 - (at & 7));
  }
  return room;
}

/** A bit of `bytes`, the first one highest. */
export function bitAt(bytes: Uint8Array, at: number): number {
  return (bytes[at >> 3] >> (7 - (at & 7))) & 1;
}

/** Where a node has no child yet; the root is 0 and no child. */
const NONE = 0;

/** A tree of codes: of node n the children are at 2n and 2n + 1, a leaf as -1 - byte. */
interface Tree {
  readonly children: Int32Array;
  readonly shortest: number;
}

/** @throws Error if a code begins with another */
function treeOf(words: readonly CodeWord[]): Tree {
  const most = 1 + words.reduce((sum, { bits }) => sum + bits.length, 0);
  const children = new Int32Array(2 * most);
  let nodes = 1;
  for (const { byte, bits } of words) {
    let node = 0;
    for (let k = 0; k < bits.length; k++) {
      const place = 2 * node + bits[k];
      const isLast = k === bits.length - 1;
      if (children[place] < 0 || (isLast && children[place] !== NONE))
        throw new Error('a code begins with another');
      if (children[place] === NONE) children[place] = isLast ? -1 - byte : nodes++;
      node = children[place];
    }
  }
  return { children, shortest: words.reduce((least, { bits }) => Math.min(least, bits.length), 255) };
}

/**
 * Inverse of `writeWords`.
 * @param words at least one, none of no bits
 * @throws Error unless the bits are whole words
 */
export function readWords(words: readonly CodeWord[], { bytes, padding }: PaddedBits): Uint8Array {
  const size = 8 * bytes.length - padding;
  const { children, shortest } = treeOf(words);
  const data = new Uint8Array(Math.floor(size / shortest));
  let written = 0;
  let node = 0;
  for (let at = 0; at < size; at++) {
    node = children[2 * node + bitAt(bytes, at)];
    if (node === NONE) throw new Error('bits that are no code');
    if (node < 0) {
      data[written++] = -1 - node;
      node = 0;
    }
  }
  if (node !== 0) throw new Error('bits end inside a code');
  return data.slice(0, written);
}

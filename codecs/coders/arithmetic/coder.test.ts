import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import {
  anySamples,
  entropyBits,
  int16Bytes,
  openSync,
  realDifferences,
  varintBytes,
  withLengthBytes,
  withoutRecordings,
} from '../shared/block-coder.test.kit.js';
import { arithmetic } from './coder.js';

interface Node {
  probability: number;
  met: number;
}

/** Nodes by name, made when they are first asked for. */
type Nodes = Map<string, Node>;

function nodeOf(nodes: Nodes, name: string, probability = 2 ** 21): Node {
  const node = nodes.get(name) ?? { probability, met: 0 };
  nodes.set(name, node);
  return node;
}

function learn(node: Node, bit: number, met: number): void {
  const error = bit * (2 ** 22 - 1) - node.probability;
  node.probability += Math.floor((error * Math.floor(65536 / (Math.min(node.met, 255) + met))) / 65536);
  node.met++;
}

interface Decision {
  readonly bit: number;
  /** All decisions of the sample before. */
  readonly path: string;
  readonly inContext: boolean;
}

function sizeOf(magnitude: number): number {
  return magnitude === 0 ? 0 : magnitude.toString(2).length;
}

function decisionsOf(sample: number): Decision[] {
  const magnitude = sample < 0 ? -1 - sample : sample;
  const size = sizeOf(magnitude).toString(2).padStart(4, '0');
  const bits = `${size}${sample < 0 ? 1 : 0}${magnitude.toString(2).slice(1)}`;
  // a magnitude of 0 has no bits at all, one of 1 only its leading one
  return [...bits].map((bit, k) => ({ bit: Number(bit), path: bits.slice(0, k), inContext: k < 7 }));
}

function contextOf(sample: number): string {
  return decisionsOf(sample)
    .slice(0, 6)
    .map(({ bit }) => bit)
    .join('');
}

/** The formulas of arithmetic.ts, one decision at a time, with names for nodes in place of addresses. */
function codeOf(samples: Int16Array, order: number): number[] {
  const nodes: Nodes = new Map();
  const bytes: number[] = [];
  let low = 0;
  let high = 2 ** 32 - 1;
  let context = contextOf(0);
  const code = ({ bit, path, inContext }: Decision) => {
    const node = nodeOf(nodes, path);
    const own = order === 1 && inContext ? nodeOf(nodes, `${context}|${path}`, node.probability) : undefined;
    const p = Math.max(32, Math.min(65536 - 32, Math.floor((own ?? node).probability / 64)));
    const middle = low + Math.floor(((high - low) * p) / 65536);
    if (bit === 1) high = middle;
    else low = middle + 1;
    learn(node, bit, 1.6);
    if (own !== undefined) learn(own, bit, 6);
    while (Math.floor(low / 2 ** 24) === Math.floor(high / 2 ** 24)) {
      bytes.push(Math.floor(low / 2 ** 24));
      low = (low * 256) % 2 ** 32;
      high = ((high * 256) % 2 ** 32) + 255;
    }
  };
  for (const sample of samples) {
    for (const decision of decisionsOf(sample)) code(decision);
    context = contextOf(sample);
  }
  return [...bytes, Math.floor(low / 2 ** 24) + 1];
}

function streamOf({ data, channels }: Samples, order: number): Uint8Array {
  const head = [...varintBytes(channels), ...varintBytes(data.length / channels)];
  const code = codeOf(data, order);
  return Uint8Array.from(
    code.length > data.byteLength
      ? [...head, 0, ...int16Bytes(data)]
      : [...head, order + 1, ...withLengthBytes(Uint8Array.from(code))],
  );
}

for (const order of [0, 1]) {
  test(`order ${order}: the kernel writes what the formulas say, and reads it`, async () => {
    const codec = await openSync(arithmetic, { order });
    const check = (samples: Samples) => {
      const stream = codec.encode(samples);
      assert.deepEqual(stream, streamOf(samples, order));
      assert.deepEqual(codec.decode(stream).data, samples.data);
    };
    for (const { name, value } of nastySamples()) if (name !== 'every value once') check(value);
    fc.assert(
      fc.property(anySamples, data => check({ data, channels: 1 })),
      { numRuns: 40 },
    );
  });
}

test('the format stays as it is', async () => {
  const sizes: Record<string, readonly number[]> = {
    zeros: [10, 19],
    'white noise at full scale': [8196, 8196],
    'quiet noise': [9309, 9443],
    '10-bit codes': [6418, 5985],
    '10-bit codes scaled to 16 bits': [15724, 13137],
    'clipped at both rails': [1423, 652],
  };
  const hash = createHash('sha256');
  for (const [k, order] of [0, 1].entries()) {
    const codec = await openSync(arithmetic, { order });
    for (const { name, value } of nastySamples()) {
      const stream = codec.encode(value);
      hash.update(stream);
      assert.equal((sizes[name] ?? [])[k] ?? stream.length, stream.length, `${name}, order ${order}`);
    }
  }
  assert.equal(hash.digest('hex'), '7741631f621ab5f93b14e0664397bf643c2c5073e7003b0d4fcc05f1718b3972');
});

test('order 0 within 1 % of the entropy, and order 1 below it', { skip: withoutRecordings }, async () => {
  const [alone, withContext] = [
    await openSync(arithmetic, { order: 0 }),
    await openSync(arithmetic, { order: 1 }),
  ];
  let bytes = 0;
  let bytesWithContext = 0;
  for (const data of realDifferences()) {
    const { length } = alone.encode({ data, channels: 1 });
    assert.ok(length * 8 < 1.01 * entropyBits(data), `${length * 8} bits, entropy ${entropyBits(data)}`);
    bytes += length;
    bytesWithContext += withContext.encode({ data, channels: 1 }).length;
  }
  assert.ok(bytesWithContext < bytes, `${bytesWithContext} bytes with contexts, ${bytes} without`);
});

test('forged streams are refused by name', async () => {
  const { decode, encode } = await openSync(arithmetic);
  const refuses = (bytes: readonly number[], message: RegExp) =>
    assert.throws(() => decode(Uint8Array.from(bytes)), message);
  const good = encode({ data: new Int16Array(100).fill(7), channels: 1 });
  assert.equal(good[2], 1);
  refuses([...good, 0], /1 bytes behind the code/);
  refuses([...good.slice(0, 2), 3, ...good.slice(3)], /code of kind 3/);
  refuses([1, 50, ...good.slice(2)], /does not hold 50 samples/);
  refuses([1, 0xff, 0x3f, ...good.slice(2)], /does not hold 8191 samples/);
  refuses([1, 2, 0, 0, 0, 0], /3 bytes of samples where the shape says 4/);
  refuses([1, 0x80, 0x80, 0x80, 0x80, 4, 1, 1, 0], /1 bytes cannot hold 1073741824 samples/);
  refuses([...good.slice(0, -1)], /stream ends early/);
});

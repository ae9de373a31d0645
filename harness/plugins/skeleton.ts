/** Skeletons of plugins. Each works as it stands, keeps the contract, and has a test. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StageKind } from '../../codecs/codec.js';
import { builtInStages } from '../../codecs/registry.js';
import { makeFolder } from '../common/files.js';

const TRANSFORM = `/**
 * NAME: flips the sign of every sample. Put your transform in its place.
 *
 * A transform takes samples to as many samples in the same shape. What its inverse needs besides goes into
 * \`side\`: it is stored in the stream and counted.
 */
import { defineTransform, NO_SIDE_INFORMATION, type Samples } from 'neural-codec-bench/codec';

function negate({ data, channels }: Samples): Samples {
  // -32768 has no opposite in 16 bits: it wraps to itself, so that this stays its own inverse
  return { data: data.map(sample => -sample), channels };
}

export const stage = defineTransform({
  name: 'NAME',
  family: 'prediction',
  summary: 'flips the sign of every sample',
  open: () => ({
    encode: samples => ({ samples: negate(samples), side: NO_SIDE_INFORMATION }),
    decode: ({ samples }) => negate(samples),
  }),
});
`;

const CODER = `/**
 * NAME: stores each sample in as many bytes as the largest needs. Put your coder in its place.
 *
 *   channels (uint32) | samples (uint32) | bytes a sample, 1 or 2 | samples, planar, little-endian
 *
 * A coder's bytes carry their own lengths; decode gets nothing else, in another process.
 */
import { defineCoder, type Samples } from 'neural-codec-bench/codec';

const HEADER_BYTES = 9;

function encode({ data, channels }: Samples): Uint8Array {
  const width = data.every(sample => sample >= -128 && sample < 128) ? 1 : 2;
  const bytes = new Uint8Array(HEADER_BYTES + width * data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, channels, true);
  view.setUint32(4, data.length, true);
  view.setUint8(8, width);
  for (let i = 0; i < data.length; i++) {
    if (width === 1) view.setInt8(HEADER_BYTES + i, data[i]);
    else view.setInt16(HEADER_BYTES + 2 * i, data[i], true);
  }
  return bytes;
}

function decode(bytes: Uint8Array): Samples {
  if (bytes.length < HEADER_BYTES) throw new Error(\`\${bytes.length} bytes are no header\`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = view.getUint32(0, true);
  const length = view.getUint32(4, true);
  const width = view.getUint8(8);
  // check every length against the bytes that are there before trusting it
  if (width !== 1 && width !== 2) throw new Error(\`\${width} bytes a sample\`);
  if (bytes.length !== HEADER_BYTES + width * length) throw new Error(\`\${bytes.length} bytes for \${length} samples\`);
  const data = new Int16Array(length);
  for (let i = 0; i < length; i++) {
    data[i] = width === 1 ? view.getInt8(HEADER_BYTES + i) : view.getInt16(HEADER_BYTES + 2 * i, true);
  }
  return { data, channels };
}

export const stage = defineCoder({
  name: 'NAME',
  family: 'packing',
  summary: 'one byte a sample if all fit, else two',
  open: () => ({ encode, decode }),
});
`;

const COMPRESSOR = `/**
 * NAME: run lengths of bytes. Put your compressor in its place.
 *
 *   length (uint32) | (count - 1, byte)*      runs of 1 to 256 equal bytes
 */
import { defineCompressor } from 'neural-codec-bench/codec';

function encode(bytes: Uint8Array): Uint8Array {
  const pairs: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let count = 1;
    while (count < 256 && at + count < bytes.length && bytes[at + count] === bytes[at]) count++;
    pairs.push(count - 1, bytes[at]);
    at += count;
  }
  const stream = new Uint8Array(4 + pairs.length);
  new DataView(stream.buffer).setUint32(0, bytes.length, true);
  stream.set(pairs, 4);
  return stream;
}

function decode(stream: Uint8Array): Uint8Array {
  if (stream.length < 4 || stream.length % 2 !== 0) throw new Error(\`\${stream.length} bytes are no stream\`);
  const length = new DataView(stream.buffer, stream.byteOffset).getUint32(0, true);
  // a pair gives at most 256 bytes: a length beyond that is wrong, and nothing is allocated for it
  if (length > 128 * (stream.length - 4)) throw new Error(\`\${length} bytes out of \${stream.length}\`);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (let i = 4; i < stream.length; i += 2) {
    if (at + stream[i] + 1 > length) throw new Error(\`runs over \${length} bytes\`);
    bytes.fill(stream[i + 1], at, at + stream[i] + 1);
    at += stream[i] + 1;
  }
  if (at !== length) throw new Error(\`runs of \${at} bytes, not \${length}\`);
  return bytes;
}

export const stage = defineCompressor({
  name: 'NAME',
  family: 'dictionary',
  summary: 'run lengths of bytes',
  open: () => ({ encode, decode }),
});
`;

const SKELETONS: Readonly<Record<StageKind, string>> = {
  transform: TRANSFORM,
  coder: CODER,
  compressor: COMPRESSOR,
};

const TEST = `// node --test NAME.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkPlugin } from 'neural-codec-bench';

test('NAME keeps the contract of a codec', async () => {
  const verdicts = await checkPlugin(fileURLToPath(new URL('./NAME.ts', import.meta.url)));
  assert.deepEqual(verdicts.flatMap(verdict => verdict.breaches), []);
});
`;

/**
 * Writes NAME.ts and NAME.test.mjs; never over a file that is there.
 * @throws Error if the name cannot be a stage's or a file exists
 */
export function writeSkeleton(
  name: string,
  kind: StageKind,
  folder: string,
): { stagePath: string; testPath: string } {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new Error(`name ${JSON.stringify(name)}: want lower-case letters, digits and dashes`);
  }
  if (builtInStages.some(stage => stage.name === name))
    throw new Error(`name ${name}: a built-in stage has it`);
  makeFolder(resolve(folder));
  const stagePath = join(folder, `${name}.ts`);
  const testPath = join(folder, `${name}.test.mjs`);
  writeNew(stagePath, SKELETONS[kind].replaceAll('NAME', name));
  writeNew(testPath, TEST.replaceAll('NAME', name));
  return { stagePath, testPath };
}

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (cause) {
    throw new Error(`${path}: ${existsAlready(cause) ? 'is there already' : 'cannot be written'}`, { cause });
  }
}

function existsAlready(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
}

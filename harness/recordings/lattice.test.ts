/** Samples at regular places of files, against the formula of recording.ts a sample at a time. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeRandom } from '../../codecs/random.js';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { endOfRun, readLattice, type Stretch, writeLattice } from './lattice.js';
import type { ChannelRun } from './recording.js';

type Shape = Omit<ChannelRun, 'path'>;

function byteOf(run: Shape, channel: number, frame: number): number {
  const block = Math.floor(frame / run.blockFrames) * run.blockBytes;
  return run.offset + block + (frame % run.blockFrames) * run.frameBytes + channel * run.channelBytes;
}

/** Oracle. */
function readSlowly(bytes: Uint8Array, run: Shape, stretch: Stretch): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { firstFrame, frames, firstChannel, channels } = stretch;
  return Int16Array.from({ length: channels * frames }, (_, i) => {
    const channel = firstChannel + Math.floor(i / frames);
    return view.getInt16(byteOf(run, channel, firstFrame + (i % frames)), true) - run.zero;
  });
}

/** Blocks of interleaved frames, of which some bytes may be another's; or one channel behind the other. */
const shapes: fc.Arbitrary<Shape> = fc
  .record({
    channels: fc.constantFrom(1, 2, 7, 8, 9, 16, 31, 40),
    offset: fc.integer({ min: 0, max: 3 }),
    blockFrames: fc.constantFrom(1, 5, 64, 77, 1000),
    isPlanar: fc.boolean(),
    further: fc.integer({ min: 0, max: 2 }),
    gap: fc.integer({ min: 0, max: 3 }),
    zero: fc.constantFrom(0, 32768) as fc.Arbitrary<0 | 32768>,
  })
  .map(({ channels, offset, blockFrames, isPlanar, further, gap, zero }) => {
    const frameBytes = isPlanar ? 2 : 2 * (channels + further);
    const channelBytes = isPlanar ? 2 * blockFrames : 2;
    const blockBytes = blockFrames * 2 * (isPlanar ? channels : channels + further) + gap;
    return { channels, offset, blockFrames, blockBytes, frameBytes, channelBytes, zero };
  });

function noise(bytes: number): Uint8Array {
  const random = makeRandom(5);
  return Uint8Array.from({ length: bytes }, () => random());
}

test('any stretch of any shape is read', t => {
  const path = join(temporaryFolder(t), 'a.bin');
  const places = fc.tuple(...[1, 2, 3, 4].map(() => fc.double({ min: 0, max: 0.999, noNaN: true })));
  fc.assert(
    fc.property(shapes, places, fc.constantFrom(1, 8, 70, 200), (shape, [a, b, c, d], all) => {
      const bytes = noise(endOfRun({ ...shape, path }, all));
      writeFileSync(path, bytes);
      const firstFrame = Math.floor(a * all);
      const firstChannel = Math.floor(b * shape.channels);
      const frames = 1 + Math.floor(c * (all - firstFrame));
      const channels = 1 + Math.floor(d * (shape.channels - firstChannel));
      const stretch = { firstFrame, frames, firstChannel, channels };
      const { data } = readLattice({ type: 'lattice', runs: [{ ...shape, path }] }, stretch);
      assert.deepEqual(data, readSlowly(bytes, shape, stretch));
    }),
    { numRuns: 300 },
  );
});

test('what is written is what was read', t => {
  const folder = temporaryFolder(t);
  const [from, to] = ['from.bin', 'to.bin'].map(name => join(folder, name));
  const whole = shapes.filter(
    ({ channels, frameBytes, channelBytes }) => channelBytes !== 2 || frameBytes === 2 * channels,
  );
  fc.assert(
    fc.property(whole, fc.constantFrom(1, 3), (shape, blocks) => {
      const frames = blocks * shape.blockFrames;
      const bytes = noise(endOfRun({ ...shape, path: from }, frames));
      writeFileSync(from, bytes);
      writeFileSync(to, new Uint8Array(0));
      const stretch = { firstFrame: 0, frames, firstChannel: 0, channels: shape.channels };
      const samples = readLattice({ type: 'lattice', runs: [{ ...shape, path: from }] }, stretch);
      const written = { ...shape, path: to };
      writeLattice({ type: 'lattice', runs: [written] }, 0, samples);
      assert.deepEqual(readSlowly(readFileSync(to), shape, stretch), samples.data);
    }),
    { numRuns: 100 },
  );
});

test('of more frames than a piece holds', t => {
  const folder = temporaryFolder(t);
  const [from, to] = ['from.bin', 'to.bin'].map(name => join(folder, name));
  const [channels, frames] = [385, 6001];
  const bytes = noise(2 * channels * frames);
  writeFileSync(from, bytes);
  writeFileSync(to, new Uint8Array(0));
  const shape = { channels, offset: 0, blockFrames: frames, blockBytes: bytes.length, zero: 0 } as const;
  const lattice = (path: string) => ({
    type: 'lattice' as const,
    runs: [{ ...shape, path, frameBytes: 2 * channels, channelBytes: 2 }],
  });
  const samples = readLattice(lattice(from), { firstFrame: 0, frames, firstChannel: 0, channels });
  writeLattice(lattice(to), 0, samples);
  assert.equal(Buffer.compare(readFileSync(to), bytes), 0);
});

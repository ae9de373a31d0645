/** Streams of mixed-gaussian that no encoder writes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBitEncoder } from '../../models/adaptive-bits.js';
import { codeNumber } from '../../models/value-table.js';
import { varintBytes, withLengthBytes } from '../shared/block-coder.test.kit.js';
import { makeHeadCoder } from './head.js';
import { noise, open, takeApart } from './samples.test.kit.js';

/** One channel of one frame: numbers of a head, each with its set of contexts. */
const HEAD: readonly (readonly [name: string, set: number, value: number])[] = [
  ['step', 0, 0],
  ['pace', 0, 6],
  ['history', 0, 0],
  ['mean', 1, 0],
  ['mean, low', 0, 0],
  ['start', 1, 0],
  ['start, low', 0, 0],
  ['magnitude', 2, 0],
  ['magnitude, low', 0, 20],
  ['references', 0, 0],
  ['block', 4, 0],
  ['order', 5, 0],
  ['shift', 0, 1],
];
const COEFFICIENTS = 6;

function forgedHead(
  changed: Readonly<Record<string, number>>,
  coefficients: readonly number[] = [],
  profile = 0,
): Uint8Array {
  const bits = makeBitEncoder();
  const { flags, numbers } = makeHeadCoder(bits);
  bits.code(flags, 0, 0);
  bits.code(flags, 1, profile);
  const given: Readonly<Record<string, number>> = { order: coefficients.length, ...changed };
  for (const [name, set, value] of HEAD) codeNumber(bits, numbers, set, given[name] ?? value);
  for (const [a, folded] of coefficients.entries()) codeNumber(bits, numbers, COEFFICIENTS + a, folded);
  return bits.finish();
}

function forged(head: Uint8Array, segments: Uint8Array, shape = [1, 1]): Uint8Array {
  return Uint8Array.from([
    ...shape.flatMap(varintBytes),
    0,
    ...withLengthBytes(head),
    ...withLengthBytes(segments),
  ]);
}

test('forged heads are refused by name', async () => {
  const codec = await open();
  const segment = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0);
  const refuses = (message: RegExp, ...given: Parameters<typeof forgedHead>) =>
    assert.throws(() => codec.decode(forged(forgedHead(...given), segment)), message);
  // this one is in order, and its segment is not
  refuses(/segments? (end|does)/, {});
  refuses(/needs a profile where the stream has none/, {}, [], 1);
  refuses(/holds 13 where at most 12/, { step: 13 });
  refuses(/holds 16 where at most 15/, { pace: 16 });
  refuses(/holds 6 where at most 5/, { history: 6 });
  refuses(/holds 2097280 where 2097152 is the largest/, { mean: 16385 });
  refuses(/holds 256 where at most 255/, { 'mean, low': 256 });
  refuses(/holds 8388608 where 4194304 is the largest/, { start: 65536 });
  refuses(/holds 131210 where 131072 is the largest/, { magnitude: 1025 });
  refuses(/magnitude -1/, { 'magnitude, low': 1 });
  refuses(/holds 1 where at most 0/, { references: 1 });
  refuses(/holds 37 where at most 36/, { order: 37 });
  refuses(/holds 10 where at most 9/, { shift: 10 });
  refuses(/coefficient -32768/, {}, [65535]);
  refuses(/coefficients of magnitude 65536/, {}, [65534, 65533, 3]);
  assert.throws(
    () => codec.decode(forged(Uint8Array.of(...forgedHead({}), 0), segment)),
    /table of \d+ bytes where \d+ are used/,
  );
  assert.throws(() => codec.decode(forged(forgedHead({}).subarray(1), segment)), Error);
});

test('forged shapes and lengths are refused by name', async () => {
  const codec = await open();
  const samples = { data: noise(3, 17), channels: 1 };
  const { segments } = takeApart(codec.encode(samples));
  const head = codec.encode(samples).subarray(4, -1 - segments.length);
  const refuses = (bytes: Uint8Array, message: RegExp) => assert.throws(() => codec.decode(bytes), message);
  assert.deepEqual(codec.decode(forged(head, segments, [1, 3])), samples);
  refuses(forged(head, segments, [0, 3]), /shape of 0 channels/);
  refuses(forged(head, segments, [2 ** 20, 2 ** 11]), /shape of 1048576 channels of 2048 frames/);
  refuses(forged(head, segments, [1, 2 ** 30]), /bytes cannot hold 1 channels of 1073741824 frames/);
  refuses(forged(head, segments, [2 ** 16, 1]), /bytes cannot hold 65536 channels of 1 frames/);
  refuses(forged(head, segments, [1, 4]), /segments? (end|does)/);
  refuses(forged(head, segments, [1, 2]), /segment does not end where it should|behind the last segment/);
  refuses(forged(head, segments, [2, 3]), /segments end or go astray in channel 1|table ends early/);
  refuses(forged(head, segments, [1, 0]), /bytes behind the last piece/);
  refuses(forged(head, new Uint8Array(0), [1, 3]), /no segment where one should begin/);
  refuses(forged(head, segments.subarray(0, 8), [1, 3]), /segments end or go astray in channel 0/);
  refuses(forged(head, Uint8Array.of(...segments, 1), [1, 3]), /1 bytes behind the last segment/);
  refuses(
    forged(
      head,
      segments.map((byte, k) => (k === 7 ? 128 : byte)),
      [1, 3],
    ),
    /no segment where one should begin/,
  );
  refuses(Uint8Array.of(...forged(head, segments, [1, 3]), 9), /1 bytes behind the last piece/);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readShape, readVarint, shapeOf, varintSize, writeVarint } from './shape.js';

describe('varint', () => {
  test('reads back every value at its announced size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), value => {
        const bytes = new Uint8Array(8);
        const end = writeVarint(bytes, 1, value);
        assert.equal(end - 1, varintSize(value));
        const cursor = { bytes: bytes.subarray(0, end), at: 1 };
        assert.equal(readVarint(cursor), value);
        assert.equal(cursor.at, end);
      }),
    );
  });

  const bad: Record<string, number[]> = {
    'no byte': [],
    'a byte that promises another': [0x80],
    'over 2^31 - 1': [0xff, 0xff, 0xff, 0xff, 0x08],
    'six bytes': [0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  };
  for (const [name, bytes] of Object.entries(bad)) {
    test(`throws on ${name}`, () =>
      assert.throws(() => readVarint({ bytes: Uint8Array.from(bytes), at: 0 })));
  }
});

describe('shape', () => {
  test('no channels, or more samples than 2^30, throw', () => {
    assert.throws(() => readShape({ bytes: Uint8Array.of(0, 5), at: 0 }), /shape of 0 channels of 5 frames/);
    assert.throws(
      () => readShape({ bytes: Uint8Array.of(2, 0xff, 0xff, 0xff, 0xff, 7), at: 0 }),
      /shape of 2 channels/,
    );
  });

  test('more than 65,536 channels throw, of no frames too', () => {
    assert.deepEqual(readShape({ bytes: Uint8Array.of(0x80, 0x80, 4, 0), at: 0 }), {
      channels: 65_536,
      frames: 0,
    });
    const more = { bytes: Uint8Array.of(0x81, 0x80, 4, 0), at: 0 };
    assert.throws(() => readShape(more), /shape of 65537 channels of 0 frames/);
    assert.throws(
      () => shapeOf({ data: new Int16Array(0), channels: 65_537 }),
      /shape of 65537 channels of 0 frames/,
    );
  });

  test('channels that do not divide the samples throw', () => {
    for (const channels of [0, 2, 1.5, -1]) {
      assert.throws(() => shapeOf({ data: new Int16Array(3), channels }), /do not divide 3 samples/);
    }
  });
});

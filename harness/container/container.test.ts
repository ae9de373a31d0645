/** Files through containers: whatever they hold, and whatever happens to them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { encodeWav } from '../recordings/write.js';
import { decodeFile } from './decode.js';
import { encodeFile } from './encode.js';
import { CANONICAL, DEFLATED, ENVELOPED, WHOLE } from './format.js';
import { openerOf } from './open.js';
import { writeContainer } from './write.js';

const open = openerOf(makeRegistry(builtInStages), { runPrograms: false });
const CHAIN = 'delta+rice';
const FORM_AT = 4;

async function encoded(file: Uint8Array, chain = CHAIN): Promise<Uint8Array> {
  return (await encodeFile(file, chain, await open(chain))).container;
}

/** Encodes, decodes and compares. */
async function roundTrip(file: Uint8Array): Promise<Uint8Array> {
  const container = await encoded(file);
  assert.deepEqual(Buffer.from(await decodeFile(container, open)), Buffer.from(file));
  return container;
}

function wave(frames: number, channels = 1): Uint8Array {
  const data = Int16Array.from({ length: frames * channels }, (_, i) => ((i * 37) % 101) - 50);
  return encodeWav({ data, channels }, 19531);
}

/** `file` with other bytes at a place. */
function patched(file: Uint8Array, at: number, ...bytes: number[]): Uint8Array {
  const copy = file.slice();
  copy.set(bytes, at);
  return copy;
}

function joined(...parts: (string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map(part => Buffer.from(part))));
}

/** A container with its last checksum made right again. */
function resealed(container: Uint8Array): Uint8Array {
  const copy = container.slice();
  const end = copy.length - 4;
  new DataView(copy.buffer).setUint32(end, crc32(copy.subarray(0, end)), true);
  return copy;
}

describe('any file comes back byte for byte', () => {
  const sound = wave(500);
  const stereo = wave(300, 2);
  const files: Record<string, { file: Uint8Array; form: number }> = {
    'a usual WAV': { file: sound, form: CANONICAL },
    'two channels': { file: stereo, form: CANONICAL },
    'three channels, extensible': { file: wave(100, 3), form: ENVELOPED },
    'a chunk behind the data': {
      file: joined(sound, 'LIST', Uint8Array.of(200, 0, 0, 0), new Uint8Array(200)),
      form: ENVELOPED + DEFLATED,
    },
    'an odd byte at the end': { file: joined(sound, 'x'), form: ENVELOPED },
    'a torn WAV': { file: sound.subarray(0, 301), form: ENVELOPED },
    'two channels, torn in a frame': { file: stereo.subarray(0, 44 + 4 * 100 + 3), form: ENVELOPED },
    'sizes of a pipe': { file: patched(sound, 40, 255, 255, 255, 255), form: ENVELOPED },
    'a wrong RIFF size': { file: patched(sound, 4, 1, 2, 3, 4), form: ENVELOPED },
    'a wrong byte rate': { file: patched(sound, 28, 1), form: ENVELOPED },
    'a rate of 4 GHz': { file: patched(sound, 24, 255, 255, 255, 255), form: ENVELOPED },
    'a chunk before the format': {
      file: joined(sound.subarray(0, 12), 'JUNK', Uint8Array.of(1, 0, 0, 0, 7, 0), sound.subarray(12)),
      form: ENVELOPED,
    },
    '24 bits': { file: patched(sound, 34, 24), form: WHOLE + DEFLATED },
    float: { file: patched(sound, 20, 3), form: WHOLE + DEFLATED },
    RF64: { file: joined('RF64', sound.subarray(4)), form: WHOLE + DEFLATED },
    'a head alone': { file: sound.subarray(0, 44), form: WHOLE },
    text: { file: joined('some text'), form: WHOLE },
    nothing: { file: new Uint8Array(0), form: WHOLE },
  };
  for (const [name, { file, form }] of Object.entries(files)) {
    test(name, async () => {
      const container = await roundTrip(file);
      assert.equal(container[FORM_AT] & ~DEFLATED, form & ~DEFLATED);
    });
  }

  test('random bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async file => void (await roundTrip(file))),
      { numRuns: 100 },
    ));

  test('WAV files with bytes changed, cut off and added', () => {
    const mutations = fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 });
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      mutations,
      fc.nat(20),
      fc.uint8Array({ maxLength: 20 }),
      async (channels, changes, less, more) => {
        const mutated = wave(20, channels);
        for (const [at, byte] of changes) mutated[at] = byte;
        await roundTrip(joined(mutated.subarray(0, mutated.length - less), more));
      },
    );
    return fc.assert(property, { numRuns: 300 });
  });

  test('a view into a larger buffer, at an odd place', async () => {
    const larger = new Uint8Array(sound.length + 9).fill(255);
    larger.set(sound, 3);
    await roundTrip(larger.subarray(3, 3 + sound.length));
  });
});

test('a usual WAV costs 24 bytes and the name of its chain', async () => {
  const data = Int16Array.from({ length: 98000 }, (_, i) => i % 7);
  const container = await encoded(encodeWav({ data, channels: 1 }, 19531), 'raw');
  // raw's stream: its own shape, 4 bytes, and the samples
  assert.equal(container.length, 24 + 'raw'.length + 4 + data.byteLength);
});

describe('the format stays as it is', () => {
  const file = wave(4);
  const GOLDEN = '4e43420101037261770104cb98010a74b8b37b0104cefff3ff1800d8ff06c8fe67';
  test('a usual WAV', async () => {
    assert.equal(Buffer.from(await encoded(file, 'raw')).toString('hex'), GOLDEN);
    assert.deepEqual(await decodeFile(Buffer.from(GOLDEN, 'hex'), open), file);
  });

  test('a deflated envelope', async () => {
    const golden = Buffer.from(
      '4e434201060372617701042c40350a3f4c68260bf27473d361606008770c734dcb2d511060606060646064f0f6616098368381818941802125b12491838181c1c7333884810200000104cefff3ff1800d8ff887a3761',
      'hex',
    );
    assert.deepEqual(await decodeFile(golden, open), joined(file, 'LIST', new Uint8Array(60)));
  });

  test('a file kept whole', async () => {
    const golden = '4e434201000606b1ac98e16e657572616ce4f48d40';
    assert.equal(Buffer.from(await encoded(joined('neural'))).toString('hex'), golden);
    assert.deepEqual(await decodeFile(Buffer.from(golden, 'hex'), open), joined('neural'));
  });
});

describe('what is no sound container is refused', () => {
  const refused = async (bytes: Uint8Array, message: RegExp) =>
    assert.rejects(async () => decodeFile(bytes, open), message);

  test('every truncation, every flipped bit, and a byte too many', async () => {
    for (const file of [wave(40), joined(wave(40), 'LIST', new Uint8Array(60)), joined('text')]) {
      const container = await encoded(file);
      for (let end = 0; end < container.length; end++) {
        await refused(container.subarray(0, end), /^Error: (empty file|torn)/);
      }
      for (let bit = 0; bit < container.length * 8; bit++) {
        await refused(patched(container, bit >> 3, container[bit >> 3] ^ (1 << (bit & 7))), /./);
      }
      await refused(joined(container, 'x'), /1 bytes behind its end/);
    }
  });

  test('other files, and versions to come', async () => {
    const container = await encoded(wave(4));
    await refused(wave(4), /^Error: no file of ncb encode: begins with "RIFF"/);
    await refused(patched(container, 3, 2), /format version 2, and this ncb knows 1: a newer ncb/);
    await refused(patched(container, 3, 0), /format version 0, which never was/);
    await refused(resealed(patched(container, FORM_AT, 9)), /form 9 unknown/);
  });

  test('a stage that nobody knows, and a chain that is no text', async () => {
    const container = await encoded(wave(4));
    await refused(
      resealed(patched(container, 6, 0x7a)),
      /no stage "zelta".*a stage of a plugin needs --plugin/,
    );
    await refused(resealed(patched(container, 6, 10)), /the chain is no text/);
  });

  test('forged lengths', async () => {
    const text = await encoded(new Uint8Array(1000));
    // file bytes 1000 as a varint of two bytes: 2^14 - 1 instead
    await refused(
      resealed(patched(text, 5, 0xff, 0x7f)),
      /envelope of \d+ bytes (cannot hold|does not inflate|of)/,
    );
    const one = await encoded(wave(4), 'raw');
    // frames 4: 5 instead, which the payload does not hold
    await refused(resealed(patched(one, 10, 5)), /decoded 1 channels, 4 samples, where the header says/);
    await refused(
      patched(one, 9, 0xff, 0xff, 0xff, 0xff, 0xff),
      /torn or damaged in its header: length at byte/,
    );
  });

  /** A container of this chain and payload, in order otherwise. */
  function forged(chain: string, frames: number, payload: Uint8Array): Uint8Array {
    const head = wave(4).subarray(0, 44);
    const coded = { chain, channels: 1, frames, payload };
    return writeContainer({ checksum: 0, head, tail: new Uint8Array(0), coded });
  }

  test('few bytes that would become many', async () => {
    const bomb =
      '425a68393141592653590e09e2df015f8e4000c0000008200030804d4642a025a90a80971772453850900e09e2df';
    await refused(forged('raw+bzip2', 4, Buffer.from(bomb, 'hex')), /^Error: bzip2: content over \d+ bytes/);
    const huffman = await (await open('huffman')).encode({ data: new Int16Array(1e6), channels: 1 });
    assert.ok(huffman.length < 50);
    await refused(forged('huffman', 4, huffman), /huffman: shape of 1 channels of 1000000 frames/);
  });

  test('a chain of many words', async () => {
    const id = `raw${'+gzip'.repeat(300)}`;
    assert.throws(() => forged(id, 4, new Uint8Array(9)), /a chain of 1503 bytes, over 1000/);
    const container = await encoded(wave(4), 'raw');
    const longer = joined(container.subarray(0, 5), Uint8Array.of(0xdf, 0x0b), id, container.subarray(9));
    await refused(resealed(longer), /header: a chain of 1503 bytes, over 1000/);
  });

  test('a chain that starts a program, unless that was allowed', async () => {
    const container = forged('exec:xz', 4, new Uint8Array(9));
    await refused(container, /"exec:xz": exec:xz starts a program .*--run-programs/);
    await refused(forged('delta+ exec:nonesuch', 4, new Uint8Array(9)), /starts a program/);
    const allowed = openerOf(makeRegistry(builtInStages), { runPrograms: true });
    await assert.rejects(decodeFile(container, allowed), /exec:xz: stream is damaged|no such program/);
  });

  test('a right container of a wrong checksum', async () => {
    const container = await encoded(joined('text'));
    await refused(resealed(patched(container, 7, 1, 2, 3, 4)), /the checksum of the decoded file is wrong/);
  });
});

/** Lossy copies: what they promise is held, what they lose is measured, and their certificates are held against it. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { openChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { makeWords } from '../common/random.js';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { type EncodeStreamOptions, encodeStream, openArchive } from '../library/archive.js';
import { decodeFile, encodeFile } from '../library/files.js';
import { flickerFloor, makeReference, measureQuality } from '../quality/quality.js';
import { encodeWav } from '../recordings/write.js';
import { rounded } from './certificate.js';
import { FLICKER_SEED } from './certifier.js';
import { decodeCopy, encodeCopy, heldErrors } from './copy.js';
import { readDamaged, readFrames } from './damaged.test.kit.js';
import { type EncodeRequest, encodeArchive } from './encode.js';
import { extractArchive } from './extract.js';
import { forgeCertificate } from './forged.test.kit.js';
import { stretchesOf } from './stretches.js';
import { verifyArchive } from './verify.js';
import { verifyCopy } from './verify-copy.js';

const CHAIN = 'quantize:step=7+rice';
const RATE_HZ = 1000;
const QUIET = { runPrograms: false, onProgress: () => undefined };
const LIMITS = { timeoutMs: 60_000, memoryBytes: 2 ** 31 };
const registry = makeRegistry(builtInStages);

/** Noise with a spike now and then, interleaved. */
function recorded(channels: number, frames: number): Int16Array {
  const words = makeWords(9, channels, frames);
  return Int16Array.from({ length: channels * frames }, (_, i) => {
    const noise = (words() % 64) + (words() % 64) + (words() % 64) - 94;
    return Math.floor(i / channels) % 211 === 100 ? noise - 700 : noise;
  });
}

function encode(path: string, output: string, changes: Partial<EncodeRequest> = {}) {
  return encodeArchive({
    ...{ path, output, chain: CHAIN, chunkS: 5, writer: 'a test', plugins: [], verify: true, jobs: 1 },
    ...{ given: { channels: 3, rate: RATE_HZ }, loss: 'bounded', limits: LIMITS },
    ...{ signal: new AbortController().signal, onProgress: () => undefined },
    ...changes,
  });
}

function request(archive: string, original: string) {
  const signal = new AbortController().signal;
  return { archive, original, plugins: [], jobs: 1, limits: LIMITS, signal, ...QUIET };
}

/** A probe as SpikeGLX saves it: two electrodes and a word of sync. */
function probe(t: TestContext, frames: number): { folder: string; path: string; samples: Int16Array } {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.ap.bin');
  const samples = recorded(3, frames).map((sample, i) => (i % 3 === 2 ? (i >> 9) & 64 : sample));
  writeFileSync(path, new Uint8Array(samples.buffer));
  const meta = ['typeThis=imec', 'nSavedChans=3', 'snsApLfSy=2,0,1', `imSampRate=${RATE_HZ}`];
  writeFileSync(join(folder, 'a.ap.meta'), meta.join('\n'));
  return { folder, path, samples };
}

describe('a lossy copy', () => {
  test('keeps its bound and all that is no electrode, and certifies what a sweep would measure', async t => {
    const { folder, path, samples } = probe(t, 9_200);
    const archive = join(folder, 'a.ncb');
    const { certificate } = await encode(path, archive, { given: {} });
    assert.equal(readFileSync(archive)[3], 3, 'a version that readers of lossless archives refuse');
    assert.ok(certificate);
    assert.deepEqual([certificate.promisedError, certificate.greatestError], [3, 3]);
    assert.deepEqual([certificate.measured, certificate.stretches], [1, 1]);

    const out = join(folder, 'back');
    const extracted = await extractArchive({ ...request(archive, path), output: `${out}/`, force: false });
    assert.deepEqual(extracted.certificate, certificate);
    assert.deepEqual(readFileSync(join(out, 'a.ap.meta')), readFileSync(join(folder, 'a.ap.meta')));
    const back = new Int16Array(new Uint8Array(readFileSync(join(out, 'a.ap.bin'))).buffer);
    assert.equal(back.length, samples.length);
    const plane = (from: Int16Array, channel: number) => from.filter((_, i) => i % 3 === channel);
    assert.deepEqual(plane(back, 2), plane(samples, 2));
    const electrodes = (from: Int16Array) => ({
      data: Int16Array.of(...plane(from, 0), ...plane(from, 1)),
      channels: 2,
    });
    const reference = makeReference(electrodes(samples), RATE_HZ, undefined);
    assert.deepEqual(certificate.quality, rounded(measureQuality(reference, electrodes(back))));
    assert.deepEqual(certificate.flickerFloor, rounded(flickerFloor(reference, FLICKER_SEED)));
    assert.ok((certificate.quality.strong_spikes ?? 0) > 50);

    const { flaw, figures } = await verifyCopy(request(archive, path));
    assert.equal(flaw, undefined);
    assert.ok(figures.length > 40 && figures.every(({ holds }) => holds));
    const { original: _, ...alone } = request(archive, path);
    assert.deepEqual((await verifyArchive(alone)).certificate, certificate);

    forgeCertificate(archive, ({ quality }) => ({ quality: { ...quality, strong_precision: 0.25 } }));
    const forged = await verifyCopy(request(archive, path));
    assert.equal(forged.flaw, 'strong_precision is not what was computed anew');
    forgeCertificate(archive, () => ({ qualityVersion: 999 }));
    assert.match((await verifyCopy(request(archive, path))).flaw ?? '', /by version 999 of the definitions/);

    samples[5]++;
    writeFileSync(path, new Uint8Array(samples.buffer));
    await assert.rejects(
      verifyCopy(request(archive, path)),
      /is not the a\.ap\.bin that it is a copy of: SHA/,
    );
  });

  test('that was stopped while it was measured ends with the certificate that it would have had', async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'a.i16');
    writeFileSync(path, new Uint8Array(recorded(1, 150_000).buffer));
    const given = { channels: 1, rate: RATE_HZ };
    const whole = await encode(path, join(folder, 'whole.ncb'), { given });
    assert.equal(whole.certificate?.stretches, 3);
    const archive = join(folder, 'a.ncb');
    for (const phase of ['encoding', 'measuring'] as const) {
      const controller = new AbortController();
      const onProgress: EncodeRequest['onProgress'] = step => {
        if (step.phase === phase && step.done > step.total / 4) controller.abort();
      };
      await assert.rejects(encode(path, archive, { given, onProgress, signal: controller.signal }));
      assert.ok(!existsSync(archive));
    }
    const phases: string[] = [];
    const onProgress: EncodeRequest['onProgress'] = ({ phase }) => void phases.push(phase);
    const { certificate } = await encode(path, archive, { given, onProgress, jobs: 2 });
    assert.deepEqual(certificate, whole.certificate);
    assert.ok(!phases.includes('encoding'), 'chunks stand');
    assert.deepEqual(readdirSync(folder).sort(), ['a.i16', 'a.ncb', 'whole.ncb']);
  });

  test('that arrives as a stream has the same certificate', async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'a.i16');
    const bytes = new Uint8Array(recorded(3, 9_000).buffer);
    writeFileSync(path, bytes);
    const { certificate } = await encode(path, join(folder, 'a.ncb'));
    const options = { channels: 3, sampleRateHz: RATE_HZ, chain: CHAIN, chunkS: 5 };
    const archive = join(folder, 'stream.ncb');
    const write = async (samples: Uint8Array, changes: Partial<EncodeStreamOptions>) => {
      const encoder = await encodeStream({ ...options, ...changes });
      const coded = new Response(new Blob([samples]).stream().pipeThrough(encoder));
      writeFileSync(archive, new Uint8Array(await coded.arrayBuffer()));
    };
    await write(bytes, { lossy: true });
    const opened = await openArchive(archive);
    t.after(opened.close);
    assert.deepEqual(opened.certificate, certificate);

    const long = new Uint8Array(recorded(1, 70_000).buffer);
    await write(long, { lossy: true, channels: 1, chain: 'delta+quantize+rice' });
    writeFileSync(path, long);
    const held = await verifyCopy(request(archive, path));
    assert.equal(held.flaw, undefined);
    assert.equal(held.certificate.stretches, 2);
    assert.ok(held.certificate.promisedError === null && held.certificate.greatestError > 1);
    await assert.rejects(encodeStream(options), /may lose samples, .*; lossy: true makes a copy by it$/);
    await assert.rejects(encodeStream({ ...options, lossy: true, chain: 'rice' }), /keeps every sample/);
    await assert.rejects(encodeFile(bytes, { chain: CHAIN }), /encodeStream makes a lossy copy by it$/);
    await assert.rejects(decodeFile(new Uint8Array(readFileSync(archive))), /of format version 3/);
  });

  test('is not made by a chain that loses more than it promises, and nothing is left', async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'a.wav');
    writeFileSync(path, encodeWav({ data: recorded(1, 900), channels: 1 }, RATE_HZ));
    const plugin = join(folder, 'more.mjs');
    writeFileSync(plugin, MORE);
    await assert.rejects(
      encode(path, join(folder, 'a.ncb'), { chain: 'more+raw', plugins: [plugin], given: {} }),
      /a\.wav from 0\.000 s on: frame 50 of channel 0 decoded as .*, where the chain promises 3 at most/,
    );
    assert.deepEqual(readdirSync(folder).sort(), ['a.wav', 'more.mjs']);
  });

  test('is not made of what has no electrodes', async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'a.nidq.bin');
    writeFileSync(path, new Uint8Array(recorded(2, 50).buffer));
    const meta = ['typeThis=nidq', 'nSavedChans=2', 'snsMnMaXaDw=0,0,1,1', `niSampRate=${RATE_HZ}`];
    writeFileSync(join(folder, 'a.nidq.meta'), meta.join('\n'));
    await assert.rejects(
      encode(path, join(folder, 'a.ncb'), { given: {} }),
      /no electrodes whose samples lie/,
    );
  });

  test('that is damaged gives nothing but errors in a line', async t => {
    const { folder, path } = probe(t, 60);
    const archive = join(folder, 'a.ncb');
    await encode(path, archive, { given: {}, chunkS: 0.03 });
    const broken = join(folder, 'broken.ncb');
    const whole = readFileSync(archive);
    const expected = { registry, samples: await readFrames(archive, registry, 60), frames: 60 };
    const words = makeWords(5, 0, 0);
    for (let trial = 0; trial < 150; trial++) {
      if (trial % 3 > 0) await readDamaged(broken, whole, words() % (8 * whole.length), expected);
      else {
        writeFileSync(broken, whole.subarray(0, words() % whole.length));
        await assert.rejects(
          readFrames(broken, registry, 60),
          error => error instanceof Error && !(error instanceof TypeError) && !error.message.includes('\n'),
        );
      }
    }
  });
});

/** A transform that says it may be off by 3, and is off by 4. */
const MORE = `import { defineTransform } from 'neural-codec-bench/codec';
export default defineTransform({
  name: 'more', family: 'grid', summary: 'adds to samples', loss: { kind: 'bounded', greatestError: () => 3 },
  open: () => ({
    encode: ({ data, channels }) => ({ samples: { data: data.slice(), channels }, side: new Uint8Array(0) }),
    decode: ({ samples: { data, channels } }) => ({ data: data.map((x, i) => (i === 50 ? x + 4 : x)), channels }),
  }),
});
`;

describe('a chunk', () => {
  const planned = { channels: 3, exact: [1] };
  const samples = { data: Int16Array.of(10, 11, 12, 700, 701, 700, -5, -6, 20), channels: 3 };

  test('has both streams one behind the other', async () => {
    const [chain, exact] = await Promise.all(
      ['quantize:step=7+raw', 'raw'].map(async id => openChain(parseChain(id, registry))),
    );
    const bytes = await encodeCopy(samples, planned, chain, exact);
    assert.equal(Buffer.from(bytes).toString('hex'), GOLDEN);
    const decoded = await decodeCopy(bytes, planned, 3, chain, exact);
    assert.deepEqual([...decoded.data], [10, 12, 12, 700, 701, 700, -6, -6, 20]);
    assert.deepEqual(heldErrors(decoded, samples, planned, 3), { greatestError: 1 });
    assert.match(
      heldErrors(decoded, samples, planned, 0).breach ?? '',
      /frame 1 of channel 0 .*nothing may be/,
    );
    const other = { ...decoded, data: decoded.data.with(4, 702) };
    assert.match(
      heldErrors(other, samples, planned, 3).breach ?? '',
      /channel 1 decoded as 702, recorded as 701/,
    );
    for (let length = 0; length < bytes.length; length++) {
      await assert.rejects(decodeCopy(bytes.subarray(0, length), planned, 3, chain, exact), `${length}`);
    }
  });
});

const GOLDEN = '1300000004030201010203010002000200ffffffff03000103bc02bd02bc02';

describe('stretches', () => {
  const stream = (channels: number, frames: number) => ({
    ...{ name: 'a', channels, frames, sampleRateHz: 30_000, chunkFrames: 30_000, runs: [] },
  });

  test('are of whole chunks, a minute or less, and of so many samples', () => {
    const of = (channels: number, frames: number) =>
      stretchesOf({ streams: [stream(channels, frames)] }).map(({ firstChunk, chunks, frames: count }) => [
        ...[firstChunk, chunks, count],
      ]);
    assert.deepEqual(of(1, 100), [[0, 1, 100]]);
    assert.deepEqual(of(2, 61 * 30_000), [
      [0, 31, 31 * 30_000],
      [31, 30, 30 * 30_000],
    ]);
    assert.deepEqual(of(384, 12 * 30_000 + 7), [
      [0, 5, 150_000],
      [5, 5, 150_000],
      [10, 3, 60_007],
    ]);
  });

  test('of a long recording that have figures are spread evenly', () => {
    const all = stretchesOf({ streams: [stream(384, 30_000 * 200)] });
    const measured = all.flatMap(({ hasFigures }, k) => (hasFigures ? [k] : []));
    assert.equal(all.length, 40);
    assert.equal(measured.length, 10);
    const gaps = measured.slice(1).map((k, i) => k - measured[i]);
    assert.deepEqual([...new Set(gaps)], [4]);
    const again = stretchesOf({ streams: [stream(384, 30_000 * 200)] }, measured.length);
    assert.deepEqual(again, all);
  });
});

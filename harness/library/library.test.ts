/** The library's functions: what they do with nothing but what is required, and what they say of a wrong option. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { loadSamples } from '../recordings/load.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { encodeWav } from '../recordings/write.js';
import { decodeFile, encodeFile } from './files.js';
import { type ImplantOptions, implant } from './implant.js';
import { type LossyOptions, lossy } from './lossy.js';
import { runSweep, type SweepOptions } from './sweep.js';

const recordings = syntheticRecordings({ implant: 1, probe: 0 });

describe('runSweep', () => {
  test('takes recordings and chains, and leaves a run', async t => {
    const out = join(temporaryFolder(t), 'run');
    const swept = await runSweep({ recordings, chains: ['delta+rice'], out, rounds: 0 });
    assert.deepEqual(
      swept.totals.map(({ chain, ok, given }) => [chain, ok, given]),
      [
        ['delta+rice', 1, true],
        ['raw', 1, false],
      ],
    );
    assert.equal(swept.out, out);
    assert.ok(existsSync(join(out, 'totals.csv')));
  });

  test('adds the chains of a preset', async t => {
    const out = join(temporaryFolder(t), 'run');
    const { totals } = await runSweep({ recordings, chains: [], preset: 'best', out, rounds: 0 });
    assert.ok(totals.some(({ chain, given }) => chain === 'levels+lpc-gaussian' && !given));
  });

  const wrong: readonly [string, object, RegExp][] = [
    ['an option of another name', { round: 3 }, /^runSweep: unknown option round; there are recordings, /],
    ['no round', { rounds: -1 }, /^runSweep: rounds -1: want a whole number of at least 0$/],
    ['half a round', { rounds: 1.5 }, /^runSweep: rounds 1\.5: want a whole number/],
    ['a text for a number', { jobs: '2' }, /^runSweep: jobs "2": want a whole number of at least 1$/],
    ['no such preset', { preset: 'quickest' }, /^runSweep: preset "quickest": want quick, full, /],
    [
      'a path for a list of plugins',
      { plugins: './x.js' },
      /^runSweep: plugins ".\/x.js": want a list of texts$/,
    ],
    ['no such chain', { chains: ['nonesuch'] }, /nonesuch/],
    ['no chains', { chains: undefined }, /^runSweep: chains: want a list of texts$/],
    ['a path that is not there', { recordings: ['nowhere'] }, /nowhere/],
  ];
  for (const [name, given, message] of wrong) {
    test(`names what is wrong: ${name}`, async t => {
      const out = join(temporaryFolder(t), 'run');
      const options: SweepOptions = { recordings, chains: ['rice'], out, rounds: 0, ...given };
      await assert.rejects(runSweep(options), { message });
      assert.ok(!existsSync(out), 'and nothing is written');
    });
  }
});

describe('lossy', () => {
  for (const [name, given, message] of [
    ['no such grade', { grade: 'perfect' }, /^lossy: grade "perfect": want transparent, sorting-safe, /],
    ['no time', { budgetS: 0 }, /^lossy: budgetS 0: want a number over 0$/],
    ['no such chain', { chains: ['nonesuch'] }, /nonesuch/],
  ] as const) {
    test(`names what is wrong: ${name}`, async () => {
      const options: object = { recordings, ...given };
      await assert.rejects(lossy(options as LossyOptions), { message });
    });
  }
});

describe('implant', () => {
  test('measures chains against terms, those of the challenge unless others are given', async () => {
    const options = { recordings, chains: ['levels+delta+rice'], seconds: 0.1, channels: 8, jobs: 1 };
    const { terms, rows, failures } = await implant(options);
    assert.deepEqual(failures, []);
    assert.deepEqual([terms.channels, terms.rateHz, terms.radios.length], [8, 19_531, 2]);
    assert.deepEqual(
      rows.map(({ chain }) => chain),
      [null, 'levels+delta+rice'],
    );
  });

  for (const [name, given, message] of [
    ['17 bits', { bits: 17 }, /^implant: bits 17: want a whole number from 1 to 16$/],
    ['no radio', { radios: [] }, /^implant: radios \[\]: want a list of radios, each with a name and /],
    ['a radio without energy', { radios: [{ name: 'a' }] }, /^implant: radios .*: want a list of radios/],
    ['headers of less than nothing', { overhead: -1 }, /^implant: overhead -1: want a number of at least 0$/],
    ['no such chain', { chains: ['nonesuch'] }, /nonesuch/],
  ] as const) {
    test(`names what is wrong: ${name}`, async () => {
      const options: object = { recordings, ...given };
      await assert.rejects(implant(options as ImplantOptions), { message });
    });
  }
});

describe('whole files', () => {
  test('come back byte for byte, with the chain named or not', async () => {
    const file = new Uint8Array(encodeWav(await loadSamples(recordings[0]), 19531));
    for (const options of [{}, { chain: 'delta+rice' }]) {
      const { container, reason } = await encodeFile(file, options);
      assert.equal(reason, '');
      assert.ok(container.length < file.length / 1.2);
      assert.deepEqual(await decodeFile(container), file);
    }
  });

  test('a wrong chain or option is named', async () => {
    await assert.rejects(encodeFile(new Uint8Array(9), { chain: 'nonesuch' }), /nonesuch/);
    const options: object = { plugin: 'x' };
    await assert.rejects(decodeFile(new Uint8Array(9), options), /^Error: decodeFile: unknown option plugin/);
  });
});

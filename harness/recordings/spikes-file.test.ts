/** When units fire: files beside recordings, and what the generators know. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { chunkedRecording } from './chunked.js';
import { describeRecordings } from './description/describe.js';
import { excerptOf } from './excerpt.js';
import { findRecordings } from './find.js';
import { loadSamples } from './load.js';
import { loadUnits } from './load-units.js';
import { solidRecording } from './solid.js';
import { formatSpikes, parseSpikes, spikesFileOf } from './spikes-file.js';
import { syntheticRecordings } from './synthetic/synthetic.js';
import { writeRecordings } from './write.js';

const SHAPE = { frames: 100, channels: 4 };

describe('a file of spikes', () => {
  const read = (text: string) => parseSpikes('a.spikes.csv', text, SHAPE);

  test('has units in their order, spikes by time, and the channel that most of them have', () => {
    assert.deepEqual(read('unit,sample,channel\nb,50,1\na,7,\nb,3,2\nb,20,2\n'), [
      { name: 'b', channel: 2, spikes: [3, 20, 50] },
      { name: 'a', channel: null, spikes: [7] },
    ]);
  });

  test('may have a mark of byte order, CRLF, blanks, other columns, and numbers as pandas writes them', () => {
    const text = '\ufeffdepth,sample, unit\r\n12,5.0,3\r\n\r\n13,6,3\r\n';
    assert.deepEqual(read(text), [{ name: '3', channel: null, spikes: [5, 6] }]);
  });

  test('without spikes has no units', () => assert.deepEqual(read('unit,sample'), []));

  const refused: readonly [string, string, RegExp][] = [
    ['nothing', '', /^a\.spikes\.csv is empty, want columns unit and sample$/],
    ['no column sample', 'unit,time\n1,2\n', /^a\.spikes\.csv: no column sample; its header is "unit,time"$/],
    ['two columns of it', 'unit,sample,sample\n1,2,3\n', /^a\.spikes\.csv has 2 columns sample, want one$/],
    [
      'a negative sample',
      'unit,sample\n1,4\n1,-3\n',
      /: row 2, sample "-3": want a whole number from 0 to 99$/,
    ],
    ['a fraction', 'unit,sample\n1,4.5\n', /: row 1, sample "4\.5": want a whole/],
    ['no sample', 'unit,sample\n1,\n', /: row 1, sample "": want a whole/],
    [
      'one behind the end',
      'unit,sample\n1,100\n',
      /: row 1, sample "100": want a whole number from 0 to 99$/,
    ],
    ['no unit', 'unit,sample\n,4\n', /: row 1, unit is empty$/],
    ['a spike twice', 'unit,sample\n1,4\n2,4\n1,4\n', /: row 3, sample 4: unit "1" has it in row 1 already$/],
    [
      'no such channel',
      'unit,sample,channel\n1,4,4\n',
      /: row 1, channel "4": want a whole number from 0 to 3$/,
    ],
    ['torn rows', 'unit,sample\n1\n', /^a\.spikes\.csv: Invalid Record Length/],
  ];
  for (const [name, text, message] of refused) {
    test(`with ${name} is refused in a line`, () => {
      assert.throws(
        () => read(text),
        thrown => thrown instanceof Error && message.test(thrown.message) && !thrown.message.includes('\n'),
      );
    });
  }

  test('is read as it was written', () => {
    const units = [
      { name: 'a, "b"', channel: 3, spikes: [1, 50] },
      { name: '2', channel: null, spikes: [40] },
    ];
    assert.deepEqual(read(new TextDecoder().decode(formatSpikes(units))), units);
  });
});

/** A recording of 2 channels and 60 frames with what is given beside it. */
function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a.i16'), new Uint8Array(new Int16Array(120).buffer));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const FORM = { channels: 2, rate: 1000 };

describe('beside a recording', () => {
  test('it is found, kept, and cut with it', async t => {
    const text = 'unit,sample,channel\n1,5,0\n1,45,0\n2,30,1\n3,50,\n';
    const folder = folderWith(t, { 'a.spikes.csv': text });
    const { recordings, refused } = await findRecordings([folder], FORM);
    assert.deepEqual(refused, []);
    const [recording] = recordings;
    assert.deepEqual((await loadUnits(recording))?.length, 3);
    assert.deepEqual(await loadUnits(chunkedRecording(recording, 1)), await loadUnits(recording));
    const later = { firstFrame: 40, frames: 20, firstChannel: 0, channels: 2 };
    assert.deepEqual(await loadUnits(excerptOf(recording, later)), [
      { name: '1', channel: 0, spikes: [5] },
      { name: '3', channel: null, spikes: [10] },
    ]);
    const second = { firstFrame: 20, frames: 20, firstChannel: 1, channels: 1 };
    assert.deepEqual(await loadUnits(excerptOf(recording, second)), [
      { name: '2', channel: 0, spikes: [10] },
    ]);
    assert.equal(await loadUnits(solidRecording([recording])), null);
    const { rows, all } = (await describeRecordings([recording], true)).info;
    assert.deepEqual(
      [...rows, all].map(row => [row?.units, row?.spikes]),
      [
        [1, 2],
        [1, 1],
        [3, 4],
      ],
    );
    writeFileSync(join(folder, 'a.spikes.csv'), text.replace('5,0', '6,0'));
    const [again] = (await findRecordings([folder], FORM)).recordings;
    assert.notEqual(again.spikesSha256, recording.spikesSha256);
    await assert.rejects(loadUnits({ ...again, spikesSha256: 'aa' }), /a\.spikes\.csv has changed since/);
  });

  test('one that is wrong refuses the recording', async t => {
    const folder = folderWith(t, { 'a.i16.spikes.csv': 'unit,sample\n1,60\n', 'a.spikes.csv': '' });
    const { recordings, refused } = await findRecordings([folder], FORM);
    assert.deepEqual(recordings, []);
    assert.deepEqual(refused, [
      {
        name: 'a.i16',
        status: 'error',
        reason: 'a.i16.spikes.csv: row 1, sample "60": want a whole number from 0 to 59',
      },
    ]);
  });

  test('of one of several streams it is called by the stream', t => {
    const folder = folderWith(t, {
      'a.spikes.csv': '',
      'b#segment 1.spikes.csv': '',
      'b#x_y.spikes.csv': '',
    });
    assert.equal(spikesFileOf(join(folder, 'a.ns2'), undefined, false), join(folder, 'a.spikes.csv'));
    assert.throws(
      () => spikesFileOf(join(folder, 'a.ns2'), 'segment 2', true),
      /^Error: a\.spikes\.csv beside it is of which stream\? call it "a#segment 2\.spikes\.csv"$/,
    );
    assert.equal(
      spikesFileOf(join(folder, 'b.ns2'), 'segment 1', true),
      join(folder, 'b#segment 1.spikes.csv'),
    );
    assert.equal(spikesFileOf(join(folder, 'b.ns2'), 'x/y', true), join(folder, 'b#x_y.spikes.csv'));
    assert.equal(spikesFileOf(join(folder, 'c.ns2'), 'x', true), undefined);
  });
});

test('synthetic recordings say when their units fire, and so do the files that they are written to', async t => {
  const folder = join(temporaryFolder(t), 'set');
  const made = syntheticRecordings({ implant: 1, probe: 1, amplitude: 30 });
  await writeRecordings(folder, made);
  const { recordings, refused } = await findRecordings([folder]);
  assert.deepEqual(refused, []);
  for (const [k, recording] of recordings.entries()) {
    const known = await loadUnits(made[k]);
    const byName = (list: typeof known) => list?.toSorted((a, b) => Number(a.name) - Number(b.name));
    assert.deepEqual(byName(await loadUnits(recording)), byName(known));
  }
  // of 30 standard deviations, each is the least sample of its surroundings
  const { data } = await loadSamples(made[0]);
  const spikes = (await loadUnits(made[0]))?.flatMap(unit => unit.spikes) ?? [];
  assert.ok(spikes.length > 30);
  const isTrough = (frame: number) =>
    data
      .subarray(frame - 2, frame + 3)
      .some(value => value <= Math.min(...data.subarray(frame - 12, frame + 12)));
  const share = spikes.filter(frame => frame > 12 && isTrough(frame)).length / spikes.length;
  assert.ok(share > 0.9, `${share}`);
});

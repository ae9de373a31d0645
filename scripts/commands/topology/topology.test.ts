import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { relatedLeads } from '../../../codecs/coders/middle-out/samples.test.kit.js';
import { parseTopologyFile } from '../../../codecs/coders/middle-out/topology-file.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { describeTopology } from '../../../harness/topology/describe.js';
import { relateLeads } from '../../../harness/topology/relate.js';
import { ncb } from '../shared/cli.test.kit.js';
import { topologyCsv, topologyJson } from './json.js';
import { formatTopology, type RelatedRecording } from './text.js';

async function related(channels: number): Promise<RelatedRecording> {
  const recording: Recording = {
    ...{ name: 'probe.bin', sha256: '', channels, frames: 4000, sampleRateHz: 1000 },
    source: { type: 'stacked', parts: [] },
  };
  const found = await relateLeads(relatedLeads(400, channels));
  return { recording, figures: describeTopology(found), bits: found.bits };
}

test('text: what it means first, then leads in coding order, of many some', async () => {
  const text = formatTopology(await related(7), false);
  const lines = text.split('\n');
  assert.equal(lines[0], 'probe.bin: 7 channels at 1000 Hz, the first 0.400 s');
  assert.match(lines[2], /^Other leads save /);
  assert.match(text, /^no peer worth it {4}\d of 7: .*3.* \(\|r\| under 0\.1\)$/m);
  assert.match(text, /^do not move {9}1 of 7: 3$/m);
  assert.match(text, /^order +lead +parent +r +depth +other peers$/m);
  assert.equal(text.match(/^ +\d+ +\d+ +(-|\d+) /gm)?.length, 7);
  const many = await related(41);
  assert.match(formatTopology(many, false), /^25 leads more of 41, in coding order: --all/m);
  assert.equal(formatTopology(many, true).match(/^ +\d+ +\d+ +(-|\d+) /gm)?.length, 41);
  assert.match(formatTopology(await related(1), false), /\nOne channel: there is nothing/);
});

test('JSON and CSV have every lead', async () => {
  const two = [await related(3), await related(2)];
  const rows = topologyCsv(two).trim().split('\n');
  assert.equal(rows[0], 'recording,start_s,place,lead,depth,parent,parent_r,peer2,peer2_r,peer3,peer3_r');
  assert.equal(rows.length, 6);
  assert.equal(rows[1], 'probe.bin,,0,0,0,,,,,,');
  const { recordings } = JSON.parse(JSON.stringify(topologyJson(two)));
  assert.deepEqual(
    recordings.map((one: { leads: object[] }) => one.leads.length),
    [3, 2],
  );
  assert.equal(recordings[0].leads[1].peers[0].lead, Number(rows[2].split(',')[5]));
});

test('files of one recording of several channels; what else is wanted is refused', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a.wav'), encodeWav(relatedLeads(500, 4), 1000));
  writeFileSync(join(folder, 'one.wav'), encodeWav(relatedLeads(500, 1), 1000));
  const made = await ncb(['topology', 'a.wav', '--json', '--svg', 'a.svg', '--out', 'my-array.json'], folder);
  assert.equal(made.status, 0, made.stderr);
  assert.equal(JSON.parse(made.stdout).recordings[0].channels, 4);
  assert.match(made.stderr, /^\d+ model bytes, digest [0-9a-f]{16}$/m);
  assert.match(
    made.stderr,
    /^A chain uses it by --profile my-array\.json and middle-out:topology=my-array, of recordings of 4 channels\.$/m,
  );
  const file = parseTopologyFile(readFileSync(join(folder, 'my-array.json'), 'utf8'), 'my-array.json');
  assert.deepEqual([file.name, file.topology.length], ['my-array', 4]);
  assert.match(readFileSync(join(folder, 'a.svg'), 'utf8'), /^<svg /);
  const cases: [string[], RegExp][] = [
    [['.', '--svg', 'b.svg'], /^ncb: --svg is of one recording, here are 2: name one/],
    [['one.wav', '--out', 'b.json'], /^ncb: --out: one\.wav has one channel/],
    [['a.wav', '--out', 'B.txt'], /^ncb: --out B\.txt: want NAME\.json/],
    [['a.wav', '--out', 'own.json'], /^ncb: --out own\.json: want NAME\.json, .* and not own or none$/m],
    [['a.wav', '--out', 'leads.json'], /^ncb: --out leads\.json: name "leads": is that of one that ships/],
  ];
  for (const [args, said] of cases) {
    const { status, stdout, stderr } = await ncb(['topology', ...args], folder);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, said);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relatedLeads } from './samples.test.kit.js';
import { computeTopology, loadTopologyKernel } from './topology.js';
import { formatTopologyFile, nameTopology, parseTopologyFile } from './topology-file.js';

async function fileOf(channels: number, peers: number): Promise<string> {
  const topology = computeTopology(await loadTopologyKernel(), relatedLeads(300, channels), peers, 'tree');
  return formatTopologyFile(nameTopology('probe', topology, peers));
}

test('a file is read as it was written', async () => {
  for (const [channels, peers] of [
    [2, 1],
    [7, 3],
    [40, 2],
  ]) {
    const text = await fileOf(channels, peers);
    const read = parseTopologyFile(text, 'probe.json');
    assert.deepEqual([read.name, read.peers, read.topology.length], ['probe', peers, channels]);
    assert.equal(formatTopologyFile(read), text);
    assert.ok(read.modelBytes < 11 * channels, `${read.modelBytes} bytes`);
  }
});

test('what is no topology is refused in one line that says where', async () => {
  const good = JSON.parse(await fileOf(4, 2));
  const { leads } = good;
  const row = (k: number, replaced: unknown) =>
    leads.map((one: unknown, at: number) => (at === k ? replaced : one));
  const cases: [object | string, RegExp][] = [
    ['{', /^Error: a\.json: not JSON$/],
    ['3', /no topology/],
    [{ ...good, topology: 2 }, /topology 2: want version 1/],
    [{ ...good, name: 'own' }, /name "own": want lower-case letters/],
    [{ ...good, peers: 4 }, /peers 4: want 1 to 3/],
    [{ ...good, leads: [[0]] }, /leads: want a list of two or more/],
    [{ ...good, leads: row(2, [1]) }, /leads\[2\]: want a lead and 2 peers/],
    [
      { ...good, leads: row(1, [leads[0][0], leads[0][0], 3]) },
      /leads\[1\]: lead 0: want each of 0 to 3 once/,
    ],
    [{ ...good, leads: row(1, [leads[1][0], 9, 3]) }, /leads\[1\]: peer 9: want a lead of a row before/],
    [{ ...good, leads: row(1, [leads[1][0], 0, 32]) }, /weight 32: want -31 to 31/],
    [{ ...good, leads: row(2, [leads[2][0], 0, 3, 0, 2]) }, /leads\[2\]: a peer stands there twice/],
    [{ ...good, leads: row(2, [leads[2][0], 0, 3, leads[1][0], -4]) }, /leads\[2\]: weights grow/],
    [{ ...good, leads: row(1, [leads[1][0], 0, 1]) }, /sha256 is of another topology/],
  ];
  for (const [given, said] of cases) {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    assert.throws(() => parseTopologyFile(text, 'a.json'), said);
  }
  assert.throws(() => nameTopology('A', [], 3), /want lower-case letters/);
  assert.throws(() => nameTopology('a', [{ lead: 0, peers: [] }], 3), /1 leads, want two or more/);
});

/** Kinds of machine: their names, and rows of several in one run. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { compareChains, compareRuns } from '../compare/compare.js';
import { cellRows } from './cells.js';
import { SAME_AGAIN } from './columns.js';
import { machinesOfRun, onMachine, type Run } from './load.js';
import type { LogLine } from './log.js';
import { nameOfMachine, thisMachine } from './machine.js';
import { cellsOn, machinesOf } from './machines.js';
import { totalsOf } from './pareto.js';

test('a name is of the processor, how many, and the platform', () => {
  const names: readonly [string, number, string][] = [
    ['Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz', 48, 'intel-xeon-gold-6248r-48c-linux-x64'],
    ['AMD EPYC 7763 64-Core Processor', 128, 'amd-epyc-7763-128c-linux-x64'],
    ['Apple M2', 8, 'apple-m2-8c-linux-x64'],
    ['', 4, 'unknown-4c-linux-x64'],
  ];
  for (const [model, cores, name] of names) assert.equal(nameOfMachine(model, cores, 'linux-x64'), name);
  assert.match(thisMachine().machine, /^[a-z0-9.-]+-\d+c-\w+-\w+$/);
});

function session(machine?: string): LogLine {
  return {
    type: 'session',
    startedAt: '',
    commandLine: '',
    ...(machine !== undefined && { machine, host: 'h' }),
  };
}

/** Two chains on two recordings; the first recording is timed on each machine, `slow` times as long. */
function linesOn(...machines: readonly (readonly [string | undefined, number])[]): LogLine[] {
  const exact = ['rice', 'huffman'].flatMap((chain, k) =>
    ['a.wav', 'b.wav'].map(recording =>
      exactLine({ chain, recording, recordingSha256: recording, encodedBytes: 800 + k }),
    ),
  );
  const timed = machines.flatMap(([machine, slow]) => [
    session(machine),
    ...['rice', 'huffman'].flatMap(chain =>
      Array.from({ length: 8 }, (_, round) => {
        const given = {
          chain,
          recordingSha256: 'a.wav',
          round,
          encodeNs: [1e6 * slow * (1 + round / 1000)],
          decodeNs: [4e6],
        };
        return chain === 'rice'
          ? [timingLine(given), timingLine({ ...given, alias: SAME_AGAIN })]
          : [timingLine(given)];
      }).flat(),
    ),
  ]);
  return [session(machines[0]?.[0]), ...exact, ...timed];
}

function runOf(lines: readonly LogLine[], name = 'x'): Run {
  const cells = cellRows(lines);
  const environment = { cpu_model: 'A', platform: 'linux-x64', node: '20.19.0' };
  return { path: name, name, cells, totals: totalsOf(cells), quality: [], limits: [], environment };
}

describe('a run that several machines have timed', () => {
  const run = runOf(linesOn(['one', 1], ['two', 3]));

  test('has a row for each, and one for what was not timed', () => {
    const rice = run.cells.filter(({ chain, alias }) => chain === 'rice' && alias === '');
    assert.deepEqual(
      rice.map(({ recording, machine, timing_runs }) => [recording, machine, timing_runs]),
      [
        ['a.wav', 'one', 8],
        ['a.wav', 'two', 8],
        ['b.wav', '', 0],
      ],
    );
    assert.deepEqual(machinesOf(run.cells), ['one', 'two']);
  });

  test('has totals by machine, each over all recordings and on a front of its own', () => {
    const rows = run.totals.filter(({ alias }) => alias === '');
    assert.deepEqual(
      rows.map(({ chain, machine, recordings, timed_recordings, on_pareto_front }) => [
        ...[chain, machine, recordings, timed_recordings, on_pareto_front],
      ]),
      [
        ['huffman', 'one', 2, 1, false],
        ['rice', 'one', 2, 1, true],
        ['huffman', 'two', 2, 1, false],
        ['rice', 'two', 2, 1, true],
      ],
    );
    const [one, two] = ['one', 'two'].map(name =>
      rows.find(row => row.chain === 'rice' && row.machine === name),
    );
    assert.ok(one?.encode_s && two?.encode_s && Math.abs(two.encode_s / one.encode_s - 3) < 1e-9);
    assert.equal(one.encoded_bytes, 1600);
  });

  test('is read as one of them', () => {
    assert.deepEqual(machinesOfRun(run), ['one', 'two']);
    const two = onMachine(run, 'two');
    assert.deepEqual(new Set(two.cells.map(({ machine }) => machine)), new Set(['two', '']));
    assert.equal(two.cells.length, cellsOn(run.cells, 'two').length);
    assert.ok(two.totals.length > 0 && two.totals.every(({ machine }) => machine === 'two'));
    assert.throws(() => onMachine(run, 'three'), {
      message: /^--machine three: x was not timed there; it was on one, two$/,
    });
  });

  test('is compared on what both were timed on, and says what is left out', () => {
    const settings = { force: false, seed: 1 };
    const other = runOf(linesOn(['two', 3], ['three', 9]));
    const { machine, leftOut, chains } = compareRuns(run, other, settings);
    assert.deepEqual([machine, leftOut], ['two', { base: ['one'], other: ['three'] }]);
    const rice = chains.find(({ chain }) => chain === 'rice');
    assert.equal(rice?.pairs.length, 2);
    assert.equal(rice.times.encode.verdict, 'same');
    const chosen = compareRuns(run, run, { ...settings, machine: 'one' });
    assert.deepEqual(chosen.leftOut, { base: ['two'], other: ['two'] });
    assert.equal(compareChains(run, 'rice', ['huffman'], { seed: 1, machine: 'two' }).machine, 'two');
    const none = compareRuns(run, runOf(linesOn(['four', 1], ['five', 1])), settings);
    assert.equal(none.machine, '');
    assert.throws(() => compareRuns(run, other, { ...settings, machine: 'one' }), /--machine one/);
  });
});

test('one machine has rows as ever, also where the first sessions did not say', () => {
  for (const machines of [
    [['one', 1]],
    [[undefined, 1]],
    [
      [undefined, 1],
      ['one', 1],
    ],
  ] as const) {
    const cells = cellRows(linesOn(...machines));
    assert.equal(cells.length, 5, JSON.stringify(machines));
    const name = machines.at(-1)?.[0] ?? '';
    assert.deepEqual(new Set(totalsOf(cells).map(({ machine }) => machine)), new Set([name]));
  }
});

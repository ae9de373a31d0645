/** Two runs on a page: the verdicts of `ncb compare`, no more and no less. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { compareRuns } from '../compare/compare.js';
import type { Environment } from '../run/environment.js';
import type { LogLine } from '../run/log.js';
import { compareForPage } from './compared.js';
import { runOf } from './report.test.kit.js';

const MACHINE: Partial<Environment> = { cpu_model: 'A', platform: 'linux-x64', node: '20.19.0' };
const ROUNDS = 12;

/** Rounds that lie a few tenths of a percent apart. */
function timed(chain: string, encodeMs: number): LogLine[] {
  return Array.from({ length: ROUNDS }, (_, round) => {
    const factor = 1 + 0.002 * (((round * 7) % ROUNDS) / ROUNDS);
    return timingLine({ chain, round, encodeNs: [1e6 * encodeMs * factor], decodeNs: [4e6 * factor] });
  });
}

function run(
  chains: Readonly<Record<string, readonly [bytes: number, encodeMs: number]>>,
  machine = MACHINE,
) {
  const lines = Object.entries(chains).flatMap(([chain, [encodedBytes, encodeMs]]) => [
    exactLine({ chain, encodedBytes }),
    ...timed(chain, encodeMs),
  ]);
  return runOf(lines, machine);
}

const BASE = run({ rice: [800, 2], rans: [700, 3], gone: [900, 1] });

test('verdicts, intervals and what is in one only are those of compare', () => {
  const other = run({ rice: [790, 2], rans: [700, 6], come: [900, 1] });
  const { chains, onlyInBase, onlyInOther, remarks } = compareForPage(BASE, other);
  const compared = compareRuns(BASE, other, { force: false, seed: 1 });
  assert.deepEqual(
    chains.map(({ chain, size, encode, decode }) => [chain, size, encode?.verdict, decode?.verdict]),
    [
      ['rans', 'same', 'slower', 'same'],
      ['rice', 'smaller', 'same', 'same'],
    ],
  );
  for (const [index, { times, exact }] of compared.chains.entries()) {
    const { encode, baseBytes, otherBytes } = chains[index];
    assert.deepEqual([encode?.ratio, encode?.low, encode?.high], Object.values(times.encode.ratio ?? {}));
    assert.deepEqual([baseBytes, otherBytes], [exact.encodedBytes?.base, exact.encodedBytes?.other]);
  }
  assert.ok(Math.abs((chains[0].encode?.baseXrt ?? 0) - 1000 / 3) < 1);
  assert.ok(Math.abs((chains[0].encode?.otherXrt ?? 0) - 1000 / 6) < 1);
  assert.deepEqual([onlyInBase, onlyInOther], [['gone'], ['come']]);
  assert.match(remarks[0], /outside the noise floor, here 3\.0 % of encode time/);
});

test('on another machine no time is judged, sizes are', () => {
  const other = run({ rice: [790, 9], rans: [700, 9], gone: [900, 9] }, { ...MACHINE, cpu_model: 'B' });
  const { chains, remarks } = compareForPage(BASE, other);
  assert.deepEqual(
    chains.map(({ size, encode }) => [size, encode?.verdict]),
    [
      ['same', 'withheld'],
      ['same', 'withheld'],
      ['smaller', 'withheld'],
    ],
  );
  assert.deepEqual(remarks, [
    'Times are not judged, since they would differ by the machines: CPU (A, then B).',
  ]);
});

test('failures are told, and too few rounds', () => {
  const [ok, failed] = [exactLine(), exactLine({ status: 'error', error: 'why' })];
  const twice = [timingLine(), timingLine({ round: 1 })];
  const { chains } = compareForPage(runOf([ok, ...twice], MACHINE), runOf([failed], MACHINE));
  assert.deepEqual([chains[0].size, chains[0].newlyFailed, chains[0].encode], [null, 1, null]);
  const again = compareForPage(runOf([ok, ...twice], MACHINE), runOf([ok, ...twice], MACHINE));
  assert.match(again.remarks.join(' '), /Too few rounds .*: 2 a side, where 5 are the least/);
  assert.equal(again.chains[0].encode?.verdict, 'unclear');
});

test('a chain of two names is one', () => {
  const lines: LogLine[] = [
    exactLine(),
    { type: 'alias', chain: 'delta+rice', alias: 'one' },
    { type: 'alias', chain: 'delta+rice', alias: 'two' },
  ];
  assert.equal(compareForPage(runOf(lines), runOf(lines)).chains.length, 1);
});

test('of runs that have totals only, sizes over equally many bytes are compared', () => {
  const totals = (of: typeof BASE) => ({ ...of, cells: [] });
  const other = run({ rice: [790, 9], rans: [700, 3], come: [1, 1] });
  const { chains, onlyInBase, onlyInOther, remarks } = compareForPage(totals(BASE), totals(other));
  assert.deepEqual(
    chains.map(({ chain, size, baseBytes, otherBytes, encode }) => [
      chain,
      size,
      baseBytes,
      otherBytes,
      encode,
    ]),
    [
      ['rans', 'same', 700, 700, null],
      ['rice', 'smaller', 800, 790, null],
    ],
  );
  assert.deepEqual([onlyInBase, onlyInOther], [['gone'], ['come']]);
  assert.match(remarks.join(), /only totals are left/);
  const more = runOf([exactLine({ chain: 'rice' }), exactLine({ chain: 'rice', recordingSha256: 'bb' })]);
  assert.equal(compareForPage(totals(BASE), totals(more)).chains[0].size, null);
});

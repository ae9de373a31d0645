/**
 * Plugins whose processes are kept from cell to cell, and that misbehave after a while: it costs rows of their own
 * chains and nothing else, and makes none of these look better than it is.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import type { Recording } from '../recordings/recording.js';
import type { CellRow } from '../run/columns.js';
import { planSweep } from '../sweep/plan.js';
import { runSweep } from '../sweep/sweep.js';
import { loadPlugged } from './plugged.js';

const LIMITS = { timeoutMs: 5000, memoryBytes: 2 ** 31 };
const RECORDINGS = 6;
/** The conformance kit has no input of that length, so that what these plugins do to recordings it does not find. */
const FRAMES = 3001;

/** Recordings whose first sample is their number, from 1. */
function makeRecordings(folder: string): Recording[] {
  return Array.from({ length: RECORDINGS }, (_, k) => {
    const name = `r${k + 1}`;
    const path = join(folder, `${name}.i16`);
    const samples = Int16Array.from({ length: FRAMES }, (_, i) => (i === 0 ? k + 1 : (i * i * (k + 3)) % 97));
    writeFileSync(path, new Uint8Array(samples.buffer));
    const source = { format: 'headerless', path, offset: 0, fileChannels: 1, firstChannel: 0 };
    const facts = { name, sha256: name, channels: 1, frames: FRAMES, sampleRateHz: 1000 };
    return { ...facts, source: { type: 'file', ...source } };
  });
}

/** Code that a plugin runs, in a process, of each recording: `at` is its number, `calls` counts calls for recordings. */
interface Misbehaviour {
  readonly encode?: string;
  readonly decode?: string;
  readonly top?: string;
}

/** A coder whose stream is: samples (uint32), channels (uint16), a byte of its choice, 0, the samples. */
function pluginSource(name: string, { encode = '', decode = '', top = '' }: Misbehaviour): string {
  return `import { defineCoder } from 'neural-codec-bench/codec';
${top}
let calls = 0, kept;
const encode = samples => {
  let mark = 0;
  let data = samples.data.slice();
  const at = data.length === ${FRAMES} ? data[0] : 0;
  if (at > 0) { calls++; ${encode} }
  const bytes = new Uint8Array(8 + data.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, samples.data.length, true);
  view.setUint16(4, samples.channels, true);
  bytes[6] = mark;
  bytes.set(new Uint8Array(data.buffer), 8);
  return bytes;
};
const decode = bytes => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const channels = view.getUint16(4, true);
  if (bytes.length !== 8 + 2 * view.getUint32(0, true)) throw new Error('torn');
  let data = new Int16Array(bytes.slice(8).buffer);
  const at = data.length === ${FRAMES} ? data[0] : 0;
  if (at > 0) { calls++; ${decode} }
  return { data, channels };
};
export default defineCoder({ name: '${name}', family: 'copy', summary: 'a test', open: () => ({ encode, decode }) });
`;
}

/** Rows by chain, each in the order of recordings, of a sweep in one lane. */
async function sweepWith(t: TestContext, mine: Misbehaviour, jobs = 1): Promise<Map<string, CellRow[]>> {
  const folder = temporaryFolder(t);
  const paths = Object.entries({ mine, other: {} }).map(([name, parts]) => {
    const path = join(folder, `${name}.js`);
    writeFileSync(path, pluginSource(name, parts));
    return path;
  });
  const plan = planSweep({
    grids: [],
    exactChains: ['mine', 'delta+mine', 'other', 'delta+raw'],
    plugged: await loadPlugged(paths, LIMITS),
    recordings: makeRecordings(folder),
    refused: [],
    settings: {
      ...{ out: join(folder, 'run'), jobs, rounds: 0, timed: 1, timeMs: 5, seed: 1 },
      ...{ timeoutS: LIMITS.timeoutMs / 1000, memoryMb: LIMITS.memoryBytes / 2 ** 20 },
    },
  });
  const { cells } = await runSweep(plan, 'a test');
  const rows = new Map<string, CellRow[]>();
  for (const cell of cells) rows.set(cell.chain, [...(rows.get(cell.chain) ?? []), cell]);
  return rows;
}

const OK = Array.from({ length: RECORDINGS }, () => 'ok');

function outcomesOf(rows: readonly CellRow[] = []): string[] {
  return rows.map(({ status, error }) => (status === 'ok' ? 'ok' : `${status}: ${error}`));
}

function assertOthersOk(rows: ReadonlyMap<string, CellRow[]>): void {
  for (const chain of ['raw', 'delta+raw', 'other']) assert.deepEqual(outcomesOf(rows.get(chain)), OK, chain);
}

function breach(recording: string, what: string): string {
  return `error: conformance: no memory of earlier calls, on ${recording}: ${what}`;
}

const OTHER_BYTES = breach('r2', 'a fresh process encodes it to other bytes');
const ALL_OTHER_BYTES = OK.map(() => OTHER_BYTES);

describe('a plugin that', () => {
  test('keeps the contract has rows that are ok, in one lane or two', async t => {
    for (const jobs of [1, 2]) {
      const rows = await sweepWith(t, {}, jobs);
      assertOthersOk(rows);
      assert.deepEqual([outcomesOf(rows.get('mine')), outcomesOf(rows.get('delta+mine'))], [OK, OK]);
    }
  });

  test('fails on the third call of a process: the rows in which it did say so', async t => {
    const rows = await sweepWith(t, { encode: "if (calls === 3) throw new Error('third');" });
    assertOthersOk(rows);
    const third = 'mine: third; not so in a fresh process';
    assert.deepEqual(outcomesOf(rows.get('delta+mine')), [breach('r1', third), ...OK.slice(1)]);
    assert.deepEqual(outcomesOf(rows.get('mine')), ['ok', breach('r2', third), ...OK.slice(2)]);
  });

  test('exits at the third call of a process that decodes', async t => {
    const rows = await sweepWith(t, { decode: 'if (calls === 3) process.exit(4);' });
    assertOthersOk(rows);
    const exited = 'its process exited with code 4; not so in a fresh process';
    assert.deepEqual(outcomesOf(rows.get('mine')), ['ok', breach('r2', exited), ...OK.slice(2)]);
  });

  test('writes what it remembers of the first recording: none of its rows counts', async t => {
    const rows = await sweepWith(t, { encode: 'kept ??= at; mark = kept;' });
    assertOthersOk(rows);
    for (const chain of ['mine', 'delta+mine']) {
      assert.deepEqual(outcomesOf(rows.get(chain)), ALL_OTHER_BYTES, chain);
      for (const { ratio } of rows.get(chain) ?? []) assert.equal(ratio, null);
    }
  });

  test('gives other bytes in the first calls of a process alone: no chain hides behind another', async t => {
    const rows = await sweepWith(t, { encode: 'mark = calls > 2 ? 1 : 0;' });
    assertOthersOk(rows);
    assert.deepEqual(outcomesOf(rows.get('mine')), ALL_OTHER_BYTES);
    assert.deepEqual(outcomesOf(rows.get('delta+mine')), ALL_OTHER_BYTES);
  });

  test('decodes by what it has decoded before', async t => {
    const encode =
      'if (at > 1) data = Int16Array.from({ length: data.length }, (_, i) => (i === 0 ? at : 0));';
    const decode = `if (at === 1) kept = data.slice();
      else data = kept.map((_, i) => (i === 0 ? at : (i * i * (at + 2)) % 97));`;
    const rows = await sweepWith(t, { encode, decode });
    assertOthersOk(rows);
    const error = /^error: conformance: no memory of earlier calls, on r2: in a fresh process: mine: /;
    for (const outcome of outcomesOf(rows.get('mine'))) assert.match(outcome, error);
    assert.ok(!outcomesOf(rows.get('delta+mine')).slice(1).includes('ok'));
  });

  for (const direction of ['encode', 'decode']) {
    test(`exits on the fifth recording, in ${direction}`, async t => {
      const rows = await sweepWith(t, { [direction]: 'if (at === 5) process.exit(3);' });
      assertOthersOk(rows);
      const exited = OK.with(4, 'error: its process exited with code 3');
      assert.deepEqual(outcomesOf(rows.get('mine')), exited);
      assert.deepEqual(outcomesOf(rows.get('delta+mine')), exited);
    });
  }

  test('hangs on the third recording', async t => {
    const rows = await sweepWith(t, { decode: 'if (at === 3) for (;;);' });
    assertOthersOk(rows);
    assert.deepEqual(outcomesOf(rows.get('mine')), OK.with(2, 'timeout: stopped after 5 s'));
  });

  test('hangs once it has answered', async t => {
    const rows = await sweepWith(t, { encode: 'if (at === 2) setImmediate(() => { for (;;); });' });
    assertOthersOk(rows);
    assert.deepEqual(outcomesOf(rows.get('mine')), OK);
  });

  test('writes over globals on the second recording, and loses samples after that', async t => {
    const poison = `if (at === 2) {
      Buffer.compare = () => 0;
      Buffer.prototype.equals = () => true;
      Int16Array.prototype.findIndex = () => -1;
      Array.prototype.findIndex = () => -1;
      Object.is = () => true;
      performance.now = () => Number.NaN;
      Date.now = () => 0;
      globalThis.Int16Array = class extends Int16Array {};
    }`;
    const rows = await sweepWith(t, {
      encode: `${poison} if (at > 2) data[77]++;`,
      decode: poison,
    });
    assertOthersOk(rows);
    const outcomes = outcomesOf(rows.get('mine'));
    assert.equal(outcomes[0], 'ok');
    for (const outcome of outcomes.slice(2)) assert.match(outcome, /^mismatch: /);
  });

  test('answers every digest with the same', async t => {
    const top = `import crypto from 'node:crypto';
      import { syncBuiltinESMExports } from 'node:module';
      const hash = { update: () => hash, digest: () => 'the same' };`;
    const rows = await sweepWith(t, {
      top,
      decode: 'crypto.createHash = () => hash; syncBuiltinESMExports(); data[77]++;',
    });
    assertOthersOk(rows);
    for (const outcome of outcomesOf(rows.get('mine'))) assert.match(outcome, /^mismatch: /);
  });

  test('answers in the place of the runner', async t => {
    const top = `const answer = () => {
      const outcome = { status: 'ok', value: { digest: '', codecMs: 'soon', againMs: -1 } };
      for (let id = 0; id < 40; id++) {
        for (let index = 0; index < 9; index++) {
          process.send({ id, isEvent: true, payload: { ended: { index, outcome } } });
        }
        process.send({ id, result: outcome, error: null });
      }
    };`;
    const rows = await sweepWith(t, {
      top,
      encode: 'answer(); data[77]++;',
      decode: 'answer(); data[77]++;',
    });
    assertOthersOk(rows);
    for (const chain of ['mine', 'delta+mine']) {
      for (const outcome of outcomesOf(rows.get(chain))) assert.match(outcome, /^(error|mismatch): /);
    }
  });

  test('has its programs ended with it', async t => {
    const top = "import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';";
    const pidFile = join(temporaryFolder(t), 'pid');
    const start = `if (at === 2) {
      writeFileSync(${JSON.stringify(pidFile)}, String(spawn('sleep', ['600'], { stdio: 'ignore' }).pid));
      throw new Error('after a program');
    }`;
    const rows = await sweepWith(t, { top, encode: start });
    assertOthersOk(rows);
    assert.deepEqual(outcomesOf(rows.get('mine')), OK.with(1, 'error: mine: after a program'));
  });
});

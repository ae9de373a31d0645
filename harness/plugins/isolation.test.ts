/**
 * Plugins whose processes are kept from cell to cell, and that misbehave after a while: it costs rows of their own
 * chains and nothing else, and makes none of these look better than it is.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { groupBy } from '../common/group-by.js';
import { sourceIn } from '../common/testing.test.kit.js';
import { HAS_GROUPS } from '../processes/guard.js';
import type { Recording } from '../recordings/recording.js';
import type { JudgedCell } from '../run/judged.js';
import { pluginName, sweepPlugged, withoutNumber, writePlugins } from './plugged-sweep.test.kit.js';

const LIMITS = { timeoutMs: 4000, memoryBytes: 2 ** 31 };
const RECORDINGS = 4;
/** The conformance kit has no input of that length, so that what these plugins do to recordings it does not find. */
const FRAMES = 3001;

/** Recordings whose first sample is their number, from 1. */
function makeRecordings(folder: string): Recording[] {
  return Array.from({ length: RECORDINGS }, (_, k) => {
    const name = `r${k + 1}`;
    const path = join(folder, `${name}.i16`);
    const samples = Int16Array.from({ length: FRAMES }, (_, i) => (i === 0 ? k + 1 : (i * i * (k + 3)) % 97));
    writeFileSync(path, new Uint8Array(samples.buffer));
    const facts = { name, sha256: name, channels: 1, frames: FRAMES, sampleRateHz: 1000 };
    return { ...facts, source: sourceIn(path, 1, FRAMES) };
  });
}

/** Code that a plugin runs, in a process, of each recording: `at` is its number, `calls` counts calls for recordings. */
interface Misbehaviour {
  readonly encode?: string;
  readonly decode?: string;
  readonly top?: string;
}

/** A coder whose stream is: samples (uint32), channels (uint16), a byte of its choice, 0, the samples. */
function pluginSource(
  name: string,
  { encode = '', decode = '', top = '' }: Misbehaviour,
  folder: string,
): string {
  return `import { defineCoder } from 'neural-codec-bench/codec';
const folder = ${JSON.stringify(folder)};
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

const REMEMBERS = 'conformance: no memory of earlier calls, on';
const OTHER_BYTES = `error: ${REMEMBERS} r2: a fresh process encodes it to other bytes`;
const OK = Array.from({ length: RECORDINGS }, () => 'ok');
const ALL_OTHER_BYTES = OK.map(() => OTHER_BYTES);

/** What the rows of a plugin's chain come to, in the order of recordings. */
type Outcomes = readonly string[];

interface Case extends Misbehaviour {
  readonly name: string;
  readonly check: (alone: Outcomes, afterDelta: Outcomes) => void;
}

const POISON = `if (at === 2) {
  Buffer.compare = () => 0;
  Buffer.prototype.equals = () => true;
  Int16Array.prototype.findIndex = () => -1;
  Array.prototype.findIndex = () => -1;
  Object.is = () => true;
  performance.now = () => Number.NaN;
  Date.now = () => 0;
  globalThis.Int16Array = class extends Int16Array {};
}`;

/** In the place of the runner, to anything that it may have been asked. */
const ANSWER = `let id = 0;
process.on('message', asked => { id = asked.id; });
const answer = () => {
  const outcome = { status: 'ok', value: { digest: '', codecMs: 'soon', againMs: -1 } };
  {
    for (let index = 0; index < 9; index++) {
      process.send({ id, type: 'ended', index, outcome });
    }
    process.send({ id, type: 'answer', answer: outcome });
  }
};`;

const PID_FILE = 'program.pid';
const LEFT_PID_FILE = 'left.pid';
const STARTS = "import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';";

function startSleep(file: string): string {
  return `writeFileSync(folder + '/${file}', String(spawn('sleep', ['600'], { stdio: 'ignore' }).pid));`;
}

const FOREIGN = 'error: its process sent a message that no codec has to send';

const CASES: readonly Case[] = [
  {
    name: 'fails on the third call of a process: the rows in which it did say so',
    encode: "if (calls === 3) throw new Error('third');",
    check: (alone, afterDelta) => {
      const third = (recording: string) =>
        `error: ${REMEMBERS} ${recording}: mine: third; not so in a fresh process`;
      assert.deepEqual(afterDelta, [third('r1'), ...OK.slice(1)]);
      assert.deepEqual(alone, ['ok', third('r2'), ...OK.slice(2)]);
    },
  },
  {
    name: 'writes what it remembers of the first recording: none of its rows counts',
    encode: 'kept ??= at; mark = kept;',
    check: (alone, afterDelta) => assert.deepEqual([alone, afterDelta], [ALL_OTHER_BYTES, ALL_OTHER_BYTES]),
  },
  {
    name: 'decodes by what it has decoded before',
    encode: 'if (at > 1) data = Int16Array.from({ length: data.length }, (_, i) => (i === 0 ? at : 0));',
    decode: `if (at === 1) kept = data.slice();
      else data = kept.map((_, i) => (i === 0 ? at : (i * i * (at + 2)) % 97));`,
    check: (alone, afterDelta) => {
      const error = new RegExp(`^error: ${REMEMBERS} r2: in a fresh process: mine: `);
      for (const outcome of alone) assert.match(outcome, error);
      assert.ok(!afterDelta.slice(1).includes('ok'));
    },
  },
  {
    name: 'exits on the third recording',
    decode: 'if (at === 3) process.exit(3);',
    check: (alone, afterDelta) => {
      const exited = OK.with(2, 'error: its process exited with code 3');
      assert.deepEqual([alone, afterDelta], [exited, exited]);
    },
  },
  {
    name: 'hangs on the third recording',
    decode: 'if (at === 3) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
    check: alone => {
      assert.deepEqual(alone, OK.with(2, 'timeout: stopped after 4 s; raise --timeout (now 4 s)'));
    },
  },
  {
    name: 'writes over globals on the second recording, and loses samples after that',
    encode: `${POISON} if (at > 2) data[77]++;`,
    decode: POISON,
    check: alone => {
      assert.equal(alone[0], 'ok');
      for (const outcome of alone.slice(2)) assert.match(outcome, /^mismatch: /);
    },
  },
  {
    name: 'answers in the place of the runner',
    top: ANSWER,
    encode: 'answer(); data[77]++;',
    decode: 'answer(); data[77]++;',
    check: (alone, afterDelta) => {
      for (const outcome of [...alone, ...afterDelta]) assert.match(outcome, /^(error|mismatch): /);
    },
  },
  {
    name: 'starts a program, which is ended with it',
    top: STARTS,
    encode: `if (at === 2) { ${startSleep(PID_FILE)} throw new Error('after a program'); }`,
    check: alone => assert.deepEqual(alone, OK.with(1, 'error: mine: after a program')),
  },
  {
    name: 'leaves a program in the background, and sends what is nothing, or none of the runner’s',
    top: STARTS,
    encode: `if (at === 1) { ${startSleep(LEFT_PID_FILE)} }
      if (at === 2) process.send(null);
      if (at === 3) process.send({ id: 1, isEvent: true });`,
    check: alone =>
      assert.deepEqual(alone, ['ok', `${FOREIGN}: null`, `${FOREIGN}: { id: 1, isEvent: true }`, 'ok']),
  },
];

/** Rows by chain of one sweep with all of them, in two lanes. */
async function sweepAll(folder: string, cases: readonly Case[]) {
  const names = cases.map((_, k) => pluginName(k));
  // behind delta only where that is looked at: a cell takes several processes
  const chains = cases.flatMap(({ check }, k) =>
    check.length > 1 ? [names[k], `delta+${names[k]}`] : [names[k]],
  );
  const { cells } = await sweepPlugged({
    out: join(folder, 'run'),
    paths: writePlugins(
      folder,
      cases.map(parts => name => pluginSource(name, parts, folder)),
    ),
    chains: [...chains, 'delta+raw'],
    recordings: makeRecordings(folder),
    limits: LIMITS,
    settings: { jobs: 2 },
  });
  return groupBy(cells, cell => cell.chain);
}

/** Messages name the place in the plugin, which is in a folder of the test's, and the stage. */
function outcomesOf(rows: readonly JudgedCell[] = []): Outcomes {
  return rows.map(({ status, error }) => {
    const said = withoutNumber(error.replace(/ \([^()]*\.js:\d+:\d+\)/, ''));
    return status === 'ok' ? 'ok' : `${status}: ${said}`;
  });
}

describe('of plugins in kept processes, one that', () => {
  let folder = '';
  let rows: ReadonlyMap<string, JudgedCell[]> = new Map();
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
    rows = await sweepAll(folder, CASES);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [k, { name, check }] of CASES.entries()) {
    test(name, () =>
      check(outcomesOf(rows.get(pluginName(k))), outcomesOf(rows.get(`delta+${pluginName(k)}`))),
    );
  }

  test('starts a program: that has gone, also if it was left in the background', {
    skip: !HAS_GROUPS,
  }, () => {
    for (const file of [PID_FILE, LEFT_PID_FILE]) {
      const pid = Number(readFileSync(join(folder, file), 'utf8'));
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    }
  });

  test('misbehaves costs no row of chains without it', () => {
    for (const chain of ['raw', 'delta+raw']) assert.deepEqual(outcomesOf(rows.get(chain)), OK, chain);
  });
});

/** Several tasks on one message: what one of them does costs its own outcome. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { HAS_GROUPS, type Limits } from './guard.js';
import type { Outcome } from './outcome.js';
import { runToEnd, type SeriesEnd } from './series.js';
import type { Death } from './supervise.js';
import type { ExactFacts } from './tasks.js';
import { startWorkers } from './workers.js';

const LIMITS: Limits = { timeoutMs: 5000, memoryBytes: 2 ** 31 };
const [recording] = syntheticRecordings({ implant: 1, probe: 0 });

/** Codes with built-in chains, of which one calls a program that misbehaves, all on one message. */
async function code(t: TestContext, chains: readonly string[], program: string, limits = LIMITS) {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'wavpack'), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
  const workers = startWorkers(1, limits.memoryBytes, {
    environment: { PATH: `${folder}:${process.env.PATH}` },
  });
  t.after(() => workers.close());
  const told: [number, Outcome<ExactFacts>][] = [];
  const tasks = chains.map(chain => ({ chain, recording, plugins: [] }));
  await workers.runAll('exact', tasks, limits, (index, outcome) => told.push([index, outcome]));
  assert.deepEqual(
    told.map(([index]) => index),
    [...chains.keys()],
  );
  return told.map(([, outcome]) => (outcome.status === 'ok' ? 'ok' : `${outcome.status}: ${outcome.error}`));
}

const CHAINS = ['raw', 'delta+rice', 'exec:wavpack', 'levels+rice', 'huffman'];

describe('of built-in chains on one message', { skip: !HAS_GROUPS }, () => {
  test('one that overruns its time loses no answer of another', async t => {
    const outcomes = await code(t, CHAINS, 'exec sleep 600');
    assert.deepEqual(outcomes, ['ok', 'ok', 'timeout: stopped after 5 s', 'ok', 'ok']);
  });

  test('one whose process dies loses no answer of another, wherever it stands', async t => {
    const died = 'error: its process died of SIGSEGV';
    for (const [chains, wanted] of [
      [CHAINS, ['ok', 'ok', died, 'ok', 'ok']],
      [CHAINS.slice(2), [died, 'ok', 'ok']],
      [CHAINS.slice(0, 3), ['ok', 'ok', died]],
      [
        ['exec:wavpack', 'exec:wavpack'],
        [died, died],
      ],
    ]) {
      assert.deepEqual(await code(t, chains, 'kill -SEGV $PPID; exec sleep 600'), wanted);
    }
  });

  test('one that throws, or cannot run here, costs its own', async t => {
    const chains = ['raw', 'nope', 'exec:zpaq', 'rice'];
    const [raw, unknown, , rice] = await code(t, chains, 'exit 1');
    assert.deepEqual([raw, rice], ['ok', 'ok']);
    assert.match(unknown, /^error: .*nope/);
  });

  test('each has the time for itself', async t => {
    const outcomes = await code(t, ['exec:wavpack', 'exec:wavpack', 'raw'], 'sleep 3; exit 7');
    const failed = 'error: exec:wavpack: wavpack exited with status 7';
    assert.deepEqual(outcomes, [failed, failed, 'ok']);
  });
});

test('once the signal has fired, nothing is begun', async t => {
  const workers = startWorkers(1, LIMITS.memoryBytes);
  t.after(() => workers.close());
  const limits = { ...LIMITS, signal: AbortSignal.abort() };
  const told: number[] = [];
  await workers.runAll('exact', [{ chain: 'raw', recording, plugins: [] }], limits, k => told.push(k));
  assert.deepEqual(told, []);
});

test('what onOutcome throws comes out', async t => {
  const workers = startWorkers(1, LIMITS.memoryBytes);
  t.after(() => workers.close());
  const tasks = ['raw', 'rice'].map(chain => ({ chain, recording, plugins: [] }));
  const full = () => {
    throw new Error('disk full');
  };
  await assert.rejects(workers.runAll('exact', tasks, LIMITS, full), /^Error: disk full$/);
});

describe('after a death', () => {
  const DEATH: Death = { cause: 'crash', failure: { status: 'error', error: 'died' } };

  /** @param ends what each child comes to, in order */
  async function run(count: number, ends: readonly [reached: number, cause?: Death['cause']][]) {
    const tried: string[] = [];
    const outcomes = new Map<number, string>();
    const left = [...ends];
    const tryTasks = async (
      from: number,
      to: number,
      onOutcome: (index: number, outcome: Outcome<object>) => void,
    ): Promise<SeriesEnd> => {
      tried.push(`${from}-${to}`);
      const [reached, cause] = left.shift() ?? [to - from];
      for (let k = 0; k < reached; k++) onOutcome(k, { status: 'ok', value: {} });
      return { reached, death: cause === undefined ? undefined : { ...DEATH, cause }, pid: 1 };
    };
    await runToEnd<object>(count, undefined, tryTasks, (index, { status }) => {
      assert.ok(!outcomes.has(index));
      outcomes.set(index, status);
    });
    return [tried.join(' '), [...outcomes.values()].join(' ')];
  }

  test('the task that broke a limit is to blame', async () => {
    assert.deepEqual(await run(4, [[2, 'breach']]), ['0-4 3-4', 'ok ok error ok']);
  });

  test('the task that seems to have crashed its child is tried alone', async () => {
    assert.deepEqual(await run(3, [[1, 'crash'], [1]]), ['0-3 1-2 2-3', 'ok ok ok']);
    assert.deepEqual(
      await run(3, [
        [1, 'crash'],
        [0, 'crash'],
      ]),
      ['0-3 1-2 2-3', 'ok error ok'],
    );
    assert.deepEqual(await run(1, [[0, 'crash']]), ['0-1', 'error']);
  });

  test('a task that was not begun is given to another child, once', async () => {
    assert.deepEqual(await run(2, [[1, 'bystander']]), ['0-2 1-2', 'ok ok']);
    assert.deepEqual(
      await run(2, [
        [0, 'bystander'],
        [0, 'bystander'],
      ]),
      ['0-2 0-1 1-2', 'error ok'],
    );
  });

  test('a death after the last task is no matter', async () => {
    assert.deepEqual(await run(2, [[2, 'crash']]), ['0-2', 'ok ok']);
  });
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { guardChild, HAS_GROUPS, type Limits, outOfHeap, raisedByOptions } from './guard.js';

const WIDE: Limits = { timeoutMs: 2 ** 40, memoryBytes: 2 ** 40 };

/** Guards a child that does nothing, until it ends. */
async function guardToEnd(limits: Limits, meanwhile: () => void = () => undefined) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], {
    detached: HAS_GROUPS,
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const guard = guardChild(child.pid ?? assert.fail('no child'), limits);
  meanwhile();
  const [, signal] = await ended;
  guard.stop();
  assert.equal(signal, 'SIGKILL');
  return guard;
}

async function verdictOn(limits: Limits, meanwhile?: () => void) {
  return (await guardToEnd(limits, meanwhile)).verdict();
}

describe('a child is killed', () => {
  test('that takes too long', async () => {
    assert.deepEqual(await verdictOn({ ...WIDE, timeoutMs: 50 }), {
      status: 'timeout',
      error: 'stopped after 0.05 s',
    });
  });

  test('that takes too much memory', async () => {
    const verdict = await verdictOn({ ...WIDE, memoryBytes: 2 ** 20 });
    assert.equal(verdict?.status, 'oom');
    assert.match(verdict.error, /^stopped at \d+ MiB of memory, the limit is 1$/);
  });

  test('and the option that raises its limit is named, if there is one', async () => {
    const raisedBy = raisedByOptions(60);
    assert.deepEqual(await verdictOn({ ...WIDE, timeoutMs: 50, raisedBy }), {
      status: 'timeout',
      error: 'stopped after 0.05 s; raise --timeout (now 60 s)',
    });
    const verdict = await verdictOn({ ...WIDE, memoryBytes: 2 ** 20, raisedBy });
    assert.match(verdict?.error ?? '', /^stopped at \d+ MiB of memory, the limit is 1; raise --memory-mb$/);
    const aborted = await verdictOn({ ...WIDE, raisedBy, signal: AbortSignal.abort() });
    assert.deepEqual(aborted, { status: 'error', error: 'interrupted' });
  });

  test('when the signal fires, or has fired', async () => {
    const controller = new AbortController();
    const interrupted = { status: 'error', error: 'interrupted' };
    const { signal } = controller;
    assert.deepEqual(await verdictOn({ ...WIDE, signal }, () => controller.abort()), interrupted);
    assert.deepEqual(await verdictOn({ ...WIDE, signal }), interrupted);
  });
});

test('a heap that is full', () => {
  const error = 'its process ran out of memory, the limit is 300';
  const limits = { timeoutMs: 1, memoryBytes: 300 * 2 ** 20 };
  assert.deepEqual(outOfHeap(limits), { status: 'oom', error });
  const raised = outOfHeap({ ...limits, raisedBy: raisedByOptions(1) });
  assert.deepEqual(raised, { status: 'oom', error: `${error}; raise --memory-mb` });
});

test('what a child was killed for is not held against its next task', async () => {
  const guard = await guardToEnd({ ...WIDE, timeoutMs: 50 });
  assert.deepEqual([guard.verdict()?.status, guard.isBystander()], ['timeout', false]);
  guard.restart();
  assert.deepEqual([guard.verdict(), guard.isBystander()], [undefined, true]);
  guard.stop();
});

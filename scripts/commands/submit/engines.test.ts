/** Shares of a plan started by engines that are there: a Slurm of this test's own, and GNU parallel. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { exactColumns } from '../../../harness/shards/exact-columns.test.kit.js';
import { openPlan } from '../../../harness/shards/plan-file.js';
import { statusOf } from '../../../harness/shards/status.js';
import { type Ended, ncbProcess } from '../shared/cli.test.kit.js';
import { NO_SLURM, Slurm, until } from './slurm.test.kit.js';

/** A codec that waits at recordings: a share lasts long enough to be killed, and takes nothing of the processors. */
const SLOW = `
import { defineCoder } from 'neural-codec-bench/codec';
const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
export const slow = defineCoder({
  name: 'slow',
  family: 'copy',
  summary: 'waits',
  parameters: {},
  open: () => ({
    encode: ({ data, channels }) => {
      if (data.length > 20_000) pause();
      const bytes = new Uint8Array(8 + data.byteLength);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, channels, true);
      view.setUint32(4, data.length, true);
      bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8);
      return bytes;
    },
    decode: bytes => {
      if (bytes.length < 8) throw new Error('no header');
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const [channels, samples] = [view.getUint32(0, true), view.getUint32(4, true)];
      if (bytes.length !== 8 + 2 * samples || channels < 1 || samples % channels !== 0) throw new Error('torn');
      return { data: new Int16Array(bytes.slice(8).buffer), channels };
    },
  }),
});
`;

const root = mkdtempSync(join(tmpdir(), 'ncb-test-'));
after(() => rmSync(root, { recursive: true, force: true }));

async function done(ended: Promise<Ended>): Promise<string> {
  const { status, stdout, stderr } = await ended;
  assert.equal(status, 0, stderr);
  return stdout;
}

describe('Slurm', { skip: NO_SLURM }, () => {
  const [run, whole] = ['run of shares', 'whole'].map(name => join(root, name));
  const SHARDS = 6;
  let slurm: Slurm;
  before(async () => {
    const plugin = join(root, 'slow.js');
    writeFileSync(plugin, SLOW);
    const grid = ['--plugin', plugin, '--chain', 'slow', '--chain', 'delta+rice', '--timeout', '60'];
    const timing = ['--rounds', '1', '--timed', '1', '--time-ms', '5'];
    await done(ncbProcess(['plan', ...grid, ...timing, '--out', run], root));
    await done(ncbProcess(['sweep', ...grid, '--size-only', '--out', whole], root));
    slurm = await Slurm.start();
  });
  after(() => slurm?.stop());

  const submit = (...options: string[]) =>
    done(ncbProcess(['submit', run, '--engine', 'slurm', '--mem-mb', '1000', ...options], root, slurm.env));
  const states = () => statusOf(run, openPlan(run), SHARDS, Date.now()).shards;
  const merged = () => readFileSync(join(run, 'submit', 'logs', 'merge.txt'), 'utf8');

  test('shares run, those that are hit go on or are said to be missing, and are submitted again alone', async t => {
    try {
      const said = await submit('--shards', String(SHARDS));
      assert.match(said, /submitted: 6 of 6 shards, 3 jobs: \d+, \d+, \d+\n/);
      const [array] = /jobs: (\d+)/.exec(said)?.slice(1) ?? [];
      // a task that has not begun is taken away for good
      await slurm.command('scancel', [`${array}_6`]);
      const running = () => states().filter(({ status }) => status === 'running');
      await until('two shares run', () => running().length >= 2);
      const [killed, requeued] = running();
      process.kill(killed.state?.pid ?? 0, 'SIGKILL');
      await slurm.requeue(`${array}_${Number.parseInt(requeued.name, 10)}`);
      await until('another share runs', () => running().some(({ name }) => name !== requeued.name));
      // the daemon goes down and comes back while its task runs
      await slurm.killNode('m1');
      slurm.startNode('m1');
      await slurm.idle();
      const lost = states().filter(({ status }) => status !== 'done');
      assert.deepEqual(
        lost.map(({ name, status }) => `${name} ${status}`).sort(),
        [`${killed.name} lost`, '6/6 waiting'].sort(),
      );
      assert.match(merged(), /partial: \d+ of \d+ cells missing, in 2 shards of 6: /);
      assert.match(await submit(), /submitted: 2 of 6 shards/);
      await slurm.idle();
      assert.match(merged(), /merged: all \d+ cells/);
      assert.match(await submit(), /nothing is missing/);
    } catch (thrown) {
      t.diagnostic(slurm.logs());
      throw thrown;
    }
  });

  test('the run equals one in one piece in every exact column, and has speeds of a machine', () => {
    assert.deepEqual(exactColumns(join(run, 'cells.csv')), exactColumns(join(whole, 'cells.csv')));
    assert.equal(statusOf(run, openPlan(run), SHARDS, Date.now()).timing[0].status, 'done');
  });
});

const NO_PARALLEL = spawnSync('parallel', ['--version']).status !== 0 && 'no GNU parallel is installed';

test('GNU parallel runs all shares and merges them', { skip: NO_PARALLEL }, async () => {
  const [run, whole] = ['parallel run', 'parallel whole'].map(name => join(root, name));
  const grid = ['--chain', 'delta+rice', '--size-only'];
  await done(ncbProcess(['plan', ...grid, '--out', run], root));
  await done(ncbProcess(['sweep', ...grid, '--out', whole], root));
  const said = await done(ncbProcess(['submit', run, '--engine', 'parallel', '--shards', '3'], root));
  assert.match(said, /merged: all \d+ cells/);
  assert.deepEqual(exactColumns(join(run, 'cells.csv')), exactColumns(join(whole, 'cells.csv')));
});

/** A sweep in shares: planned, measured, merged, and the same as in one piece. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exactLine, temporaryFolder } from '../common/testing.test.kit.js';
import { findRecordings } from '../recordings/find.js';
import { encodeWav } from '../recordings/write.js';
import { formatLine, type LogLine, readLog } from '../run/log.js';
import { runPlan } from '../sweep/sweep.js';
import { exactColumns } from './exact-columns.test.kit.js';
import { merge } from './merge.js';
import { openPlan, type PlanFile, readPlan, writePlan } from './plan-file.js';
import { freezeIn, plannedIn } from './planned.test.kit.js';
import { isComplete, prepareShare, runShare } from './run-share.js';
import { statusOf } from './status.js';

const share = (run: string, index: number) => prepareShare({ run, part: { index, of: 2 }, jobs: 2 });

describe('a run in two shares', () => {
  const root = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  const [run, whole] = [join(root, 'run'), join(root, 'whole')];
  after(() => rmSync(root, { recursive: true, force: true }));
  before(async () => {
    freezeIn(run);
    await runShare(await share(run, 1), 'a test', {});
    await runPlan(plannedIn(whole, { settings: { rounds: 0 } }), 'a test');
  });

  test('is partial while one is missing, and says which', () => {
    const merged = merge(run, openPlan(run));
    assert.ok('lacking' in merged);
    assert.deepEqual(merged.lacking.shards, [2]);
    assert.equal(merged.lacking.of, 2);
    const { shards, done, cells, leftMs } = statusOf(run, openPlan(run), undefined, Date.now());
    assert.deepEqual(
      shards.map(({ status }) => status),
      ['done', 'waiting'],
    );
    assert.equal(merged.lacking.cells, cells - done);
    assert.equal(leftMs, null);
  });

  test('equals one in one piece, in every exact column', async () => {
    await runShare(await share(run, 2), 'a test', {});
    const merged = merge(run, openPlan(run));
    assert.ok('lacking' in merged && merged.lacking.cells === 0);
    for (const name of ['cells.csv', 'quality.csv', 'units.csv', 'limits.csv'])
      assert.equal(readFileSync(join(run, name), 'utf8'), readFileSync(join(whole, name), 'utf8'), name);
    assert.deepEqual(exactColumns(join(run, 'totals.csv')), exactColumns(join(whole, 'totals.csv')));
  });

  test('costs nothing again', async () => {
    for (const index of [1, 2]) assert.ok(isComplete(await share(run, index)));
    assert.equal(statusOf(run, openPlan(run), undefined, Date.now()).leftMs, 0);
  });

  test('has speeds of a timing pass, with its own pair of copies; and merged again, the same bytes', async () => {
    const timing = await prepareShare({ run, part: 'timing', jobs: 2 });
    await runShare(timing, 'a test', {});
    const merged = merge(run, openPlan(run));
    assert.ok('cells' in merged);
    assert.deepEqual(exactColumns(join(run, 'cells.csv')), exactColumns(join(whole, 'cells.csv')));
    assert.ok(merged.cells.some(({ alias, encode_ns }) => alias === 'a/a' && encode_ns !== null));
    const files = ['log.jsonl', 'env.json', 'cells.csv', 'totals.csv'].map(name => join(run, name));
    const texts = files.map(file => readFileSync(file, 'utf8'));
    merge(run, openPlan(run));
    assert.deepEqual(
      files.map(file => readFileSync(file, 'utf8')),
      texts,
    );
    assert.equal(JSON.parse(texts[1]).machines.length, 1);
  });

  test('two machines that say different things are an error that names both, and nothing is written', t => {
    const copy = join(temporaryFolder(t), 'run');
    cpSync(run, copy, { recursive: true });
    const line = [...readLog(join(copy, 'shards', '1-of-2'))].find(
      one => one.type === 'exact' && one.status === 'ok',
    );
    assert.ok(line?.type === 'exact');
    const session = {
      type: 'session',
      startedAt: '',
      commandLine: '',
      machine: 'other-kind',
      host: 'node7',
    } as const;
    const elsewhere = (said: Partial<typeof line>) => {
      const folder = join(copy, 'shards', '5-of-9');
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const lines: LogLine[] = [session, { ...line, ...said }];
      writeFileSync(join(folder, 'log.jsonl'), lines.map(formatLine).join(''));
      rmSync(join(copy, 'cells.csv'), { force: true });
      const merged = merge(copy, openPlan(copy));
      if (!('contradictions' in merged)) return undefined;
      assert.ok(!existsSync(join(copy, 'cells.csv')));
      const [{ said: what, chain }] = merged.contradictions;
      assert.equal(chain, line.chain);
      assert.match(what[1], /on node7 \(other-kind\)$/);
      return what[1];
    };
    assert.match(elsewhere({ encodedBytes: line.encodedBytes + 1 }) ?? '', /^\d+ bytes on/);
    assert.match(elsewhere({ streamDigest: 'ff' }) ?? '', /bytes of digest ff/);
    assert.match(elsewhere({ status: 'mismatch', error: 'x', encodedBytes: 0 }) ?? '', /^mismatch/);
    assert.equal(elsewhere({}), undefined);
    // what a machine lacks says nothing of the codec
    assert.equal(elsewhere({ status: 'oom', error: 'x', encodedBytes: 0 }), undefined);
  });

  test('lines that are not of the plan are left out', t => {
    const copy = join(temporaryFolder(t), 'run');
    cpSync(run, copy, { recursive: true });
    appendFileSync(join(copy, 'shards', '1-of-2', 'log.jsonl'), formatLine(exactLine({ chain: 'huffman' })));
    const merged = merge(copy, openPlan(copy));
    assert.ok('cells' in merged && merged.cells.every(({ chain }) => chain !== 'huffman'));
  });
});

describe('a machine that has not what was planned refuses in a line', () => {
  const cases: Readonly<Record<string, readonly [(file: PlanFile) => Partial<PlanFile>, RegExp]>> = {
    'another version': [() => ({ version: '9.9' }), /neural-codec-bench: here .*, planned with 9\.9$/],
    'another Node': [() => ({ node: '1.2.3' }), /Node: here .*, planned with 1\.2\.3$/],
    'another package': [
      ({ chains }) => ({ chains: chains.map(one => ({ ...one, versions: `${one.versions} zz@1` })) }),
      /chain raw: here nothing of it, planned with zz@1$/,
    ],
    'a plugin that is gone': [
      () => ({ plugins: [{ specifier: '/nowhere/mine.js', version: 'mine.js@sha256:00', stages: [] }] }),
      /plugin \/nowhere\/mine\.js: no such file$/,
    ],
    'another recording': [
      ({ recordings }) => ({ recordings: recordings.map(one => ({ ...one, sha256: 'ab'.repeat(32) })) }),
      /recording .*: its checksum is no longer abababababab…$/,
    ],
    'another format': [() => ({ format: 2 as 1 }), /plan\.json: format 2, this version reads 1$/],
  };
  for (const [name, [change, message]] of Object.entries(cases)) {
    test(name, async t => {
      const run = join(temporaryFolder(t), 'run');
      freezeIn(run);
      const file = readPlan(run);
      writePlan(run, { ...file, ...change(file) });
      await assert.rejects(share(run, 1), { message });
    });
  }

  test('no plan, or none of ours', async t => {
    const run = temporaryFolder(t);
    await assert.rejects(share(run, 1), /holds no plan\.json; make one with ncb plan/);
    for (const text of ['', '{}', 'null']) {
      writeFileSync(join(run, 'plan.json'), text);
      await assert.rejects(share(run, 1), /plan\.json: /);
    }
  });

  test('a timing pass that was not planned', async t => {
    const run = join(temporaryFolder(t), 'run');
    freezeIn(run, { settings: { rounds: 0 } });
    await assert.rejects(prepareShare({ run, part: 'timing', jobs: 1 }), /planned with --size-only/);
  });
});

test('recordings below a folder of data are found where it lies elsewhere, and missed where it does not', async t => {
  const root = temporaryFolder(t);
  const [here, there] = ['here', 'there'].map(name => join(root, name));
  mkdirSync(here);
  const wave = { data: Int16Array.from({ length: 4000 }, (_, k) => k % 99), channels: 2 };
  writeFileSync(join(here, 'a.wav'), encodeWav(wave, 1000));
  const { recordings: found } = await findRecordings([here]);
  const run = join(root, 'run');
  freezeIn(run, { recordings: found }, here);
  assert.throws(
    () => freezeIn(run, { recordings: found }, there),
    /^Error: --data .*: .*a\.wav does not lie below it$/,
  );
  cpSync(here, there, { recursive: true });
  rmSync(here, { recursive: true });
  const from = (data: string | undefined) => prepareShare({ run, part: { index: 1, of: 1 }, jobs: 1, data });
  await assert.rejects(
    from(undefined),
    /a\.wav is not here; mount what it was planned with, or say .* --data$/,
  );
  assert.equal((await from(there)).plan.exact.length, 3);
  appendFileSync(join(there, 'a.wav'), 'x');
  await assert.rejects(from(there), /recording a\.wav: its checksum is no longer/);
});

/** Chains that may lose something stand apart from those that do not, or are marked, wherever both are told of. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { builtInStages } from '../codecs/registry.js';
import { makeFolder } from '../harness/common/files.js';
import { exactLine, qualityWhere, temporaryFolder } from '../harness/common/testing.test.kit.js';
import { compareRuns } from '../harness/compare/compare.js';
import { loadRun } from '../harness/run/load.js';
import { openLog } from '../harness/run/log.js';
import { readResults } from '../harness/run/results.js';
import { writeViews } from '../harness/run/views.js';
import { csvPieces } from './commands/compare/json-csv.js';
import { formatComparison } from './commands/compare/text.js';
import { formatStages } from './commands/list/text.js';
import { formatResultsCsv } from './commands/show/json-csv.js';
import { select } from './commands/show/select.js';
import { formatOwn, formatSideBySide } from './commands/show/text.js';

/** A run of `rice`, and of `quantize+rice` in half of its bytes. */
function runIn(folder: string, name: string, bytes: number): string {
  const path = join(folder, name);
  makeFolder(path);
  const log = openLog(path);
  const quality = qualityWhere(type => (type === 'integer' ? 9 : 0.5));
  log.append(exactLine({ chain: 'rice', encodedBytes: bytes }));
  log.append(
    exactLine({
      ...{ chain: 'quantize+rice', encodedBytes: bytes / 2, loss: 'bounded' },
      lost: { kind: 'bounded', greatestError: 1, quality },
    }),
  );
  log.close();
  writeViews(path);
  return path;
}

function twoRuns(t: TestContext): [string, string] {
  const folder = temporaryFolder(t);
  return [runIn(folder, 'one', 1000), runIn(folder, 'two', 900)];
}

test('show: in a table of their own, of one run and of several side by side', t => {
  const [one, two] = twoRuns(t);
  const all = { where: [], sort: undefined, limit: undefined };
  const alone = readResults(one);
  const [ranking, lossy] = formatOwn(alone.own ?? [], { width: 200 }).split(/(?=lossy chain)/);
  assert.ok(ranking.includes('rice') && !ranking.includes('quantize') && lossy.includes('quantize+rice'));
  const selection = select([alone, readResults(two)], all);
  const [exact, apart] = formatSideBySide(selection, false).split(/(?=lossy chain)/);
  assert.ok(exact.includes('rice') && !exact.includes('quantize') && apart.includes('quantize+rice'));
  assert.match(formatSideBySide(selection, false), /1 name in common/);
  for (const row of formatResultsCsv(selection.selected).trim().split('\n').slice(1)) {
    assert.match(row, row.includes('quantize') ? /,bounded,/ : /,none,/);
  }
});

test('compare: marked, in the table and in rows', t => {
  const [base, other] = twoRuns(t).map(loadRun);
  const comparison = compareRuns(base, other, { force: false, seed: 1 });
  const compared = { baseName: 'one', otherName: 'two', comparison };
  const text = formatComparison(compared, { markdown: false, 'per-recording': false, all: true });
  assert.match(text, /^~ +quantize\+rice/m);
  assert.match(text, /^ +rice/m);
  assert.match(text, /~ may lose something/);
  for (const row of [...csvPieces([compared])].join('').trim().split('\n').slice(1)) {
    assert.match(row, row.includes('quantize') ? /,bounded$/ : /,none$/);
  }
});

test('list: stages that may lose something are marked', () => {
  const text = formatStages(builtInStages);
  assert.match(text, /^~ +quantize /m);
  assert.match(text, /^ +delta /m);
  assert.match(text, /^~ (.*, )?quantize(, .*)?: lossy, samples are off by so much at most/m);
});

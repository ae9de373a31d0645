/** What this machine lacks, on the command line: rows and a line of it, and an exit status that is no failure. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { readCells } from '../../../harness/run/csv.js';
import { ncb, RAW, recordingsFolder } from '../shared/cli.test.kit.js';

const PROGRAM = {
  name: 'mine',
  summary: 'a test',
  input: 'pcm',
  encode: ['no-such-program'],
  decode: ['no-such-program'],
  install: 'apt-get install nothing',
};
/** A coder whose package is not there, opened as packages are. */
const PLUGIN = `import { defineCoder } from 'neural-codec-bench/codec';
export default defineCoder({
  name: 'native',
  family: 'entropy',
  summary: 'a test',
  open: async () => await import('no-such-package'),
});
`;

function sweep(t: TestContext, ...options: readonly string[]) {
  const folder = recordingsFolder(t);
  writeFileSync(join(folder, 'mine.json'), JSON.stringify(PROGRAM));
  writeFileSync(join(folder, 'native.js'), PLUGIN);
  const args = ['sweep', 'recordings', ...RAW, '--size-only', '--out', 'run', ...options];
  return { folder, ended: ncb(args, folder) };
}

const CHAINS = ['--plugin', './mine.json', '--chain', 'exec:mine', '--chain', 'delta+exec:mine'];

describe('a program that is missing', () => {
  for (const [options, expected] of [
    [[], 0],
    [['--strict'], 1],
  ] as const) {
    test(`ends with ${expected}, ${options.join() || 'as it is'}`, async t => {
      const { folder, ended } = sweep(t, ...CHAINS, ...options);
      const { status, stdout, stderr } = await ended;
      assert.deepEqual(
        stdout.split('\n').filter(line => line.startsWith('unsupported')),
        [
          'unsupported delta+exec:mine, exec:mine on one.i16 and 1 more: no-such-program: no such program on this machine; apt-get install nothing (4 cells)',
          'unsupported here: 4 cells, no failure without --strict',
        ],
      );
      assert.equal(status, expected, stderr);
      assert.doesNotMatch(stderr, /breaks the contract/);
      const cells = readCells(join(folder, 'run', 'cells.csv'));
      assert.equal(cells.filter(cell => cell.status === 'unsupported').length, 4);
    });
  }
});

test('a package that is missing is one too', async t => {
  const { status, stdout } = await sweep(t, '--plugin', './native.js', '--chain', 'native').ended;
  assert.match(
    stdout,
    /^unsupported native on one\.i16 and 1 more: Cannot find package 'no-such-package' imported from \S+native\.js \(2 cells\)$/m,
  );
  assert.equal(status, 0);
});

test('beside a real failure it is none either, but that is', async t => {
  const throwing = PLUGIN.replaceAll('native', 'broken').replace(
    /open: .*/,
    "open: () => { throw new Error('no table'); },",
  );
  const folder = recordingsFolder(t);
  writeFileSync(join(folder, 'mine.json'), JSON.stringify(PROGRAM));
  writeFileSync(join(folder, 'broken.js'), throwing);
  const args = ['sweep', 'recordings', ...RAW, '--size-only', '--out', 'run', ...CHAINS];
  const { status, stdout, stderr } = await ncb(
    [...args, '--plugin', './broken.js', '--chain', 'broken'],
    folder,
  );
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^broken breaks the contract: opening, on its declared values: no table \(broken\.js:6:23\)$/m,
  );
  assert.match(
    stdout,
    /^error {7}broken on one\.i16 and 1 more: conformance: opening, on its declared values: no table \(broken\.js:6:23\) \(2 cells\)\nunsupported delta/m,
  );
});

/** That what the front page shows in TypeScript compiles and runs. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { packageRoot } from '../harness/common/package-root.js';
import { recordingsFolder } from './commands/shared/cli.test.kit.js';

/** In the package, so that it imports the package by its name as a user would. */
const SCRATCH = join(packageRoot, 'dist', `readme-${process.pid}`);

function snippet(): string {
  const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code);
  assert.equal(blocks.length, 1);
  return blocks[0];
}

test('a sweep from TypeScript, as README has it', async t => {
  const [source, module] = [`${SCRATCH}.mts`, `${SCRATCH}.mjs`];
  t.after(() => {
    for (const file of [source, module]) rmSync(file, { force: true });
  });
  const code = snippet();
  assert.ok(code.trim().split('\n').length <= 12, 'twelve lines');
  writeFileSync(source, code);
  const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const options =
    '--ignoreConfig --noEmit --strict --skipLibCheck --module nodenext --target es2023 --types node,webassembly-js-api'.split(
      ' ',
    );
  execFileSync(process.execPath, [tsc, ...options, source], { cwd: packageRoot, stdio: 'pipe' });
  // one round is enough to see it run
  writeFileSync(module, code.replace('rounds: 3', 'rounds: 1'));
  const folder = recordingsFolder(t);
  writeFileSync(join(folder, 'recordings', 'meta.json'), JSON.stringify(META));
  const { stdout } = await promisify(execFile)(process.execPath, [module], { cwd: folder });
  assert.match(stdout, /^levels\+lpc-gaussian \d/m);
});

const META = ['one.i16', 'two.i16'].map(file => ({ file, channels: 2, rate: 1000 }));

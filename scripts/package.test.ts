/** That the package as it is published works from TypeScript, and that its guides lead nowhere that is not in it. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { packageRoot } from '../harness/common/package-root.js';
import { temporaryFolder } from '../harness/common/testing.test.kit.js';
import { loadSamples } from '../harness/recordings/load.js';
import { syntheticRecordings } from '../harness/recordings/synthetic/synthetic.js';
import { encodeWav } from '../harness/recordings/write.js';

/** In the checkout, so that the packages that it stands on are found. */
const SCRATCH = join(packageRoot, 'dist', `package-${process.pid}`);
const INSTALLED = join(SCRATCH, 'node_modules', 'neural-codec-bench');

before(() => {
  mkdirSync(INSTALLED, { recursive: true });
  process.on('exit', () => rmSync(SCRATCH, { recursive: true, force: true }));
  const options = ['--json', '--ignore-scripts', '--pack-destination', SCRATCH];
  const said = execFileSync('npm', ['pack', ...options], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(said.toString());
  execFileSync('tar', ['-xzf', join(SCRATCH, filename), '-C', INSTALLED, '--strip-components=1']);
});

test('the example of the library compiles in strict mode against the package, and runs', async t => {
  const code = readFileSync(join(INSTALLED, 'scripts', 'example-library.ts'), 'utf8');
  writeFileSync(join(SCRATCH, 'example.mts'), code);
  const settings = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const config = { compilerOptions: settings, files: ['example.mts'] };
  writeFileSync(join(SCRATCH, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', SCRATCH], { stdio: 'pipe' });
  const folder = temporaryFolder(t);
  const [recording] = syntheticRecordings({ implant: 1, probe: 0 });
  writeFileSync(join(folder, 'a.wav'), encodeWav(await loadSamples(recording), recording.sampleRateHz));
  // less time is enough to see it run
  const quick = readFileSync(join(SCRATCH, 'example.mjs'), 'utf8').replace('budgetS: 10', 'budgetS: 6');
  writeFileSync(join(SCRATCH, 'example.mjs'), quick.replace('timeBudgetS: 20', 'timeBudgetS: 1'));
  const { stdout } = await promisify(execFile)(process.execPath, [join(SCRATCH, 'example.mjs'), 'a.wav'], {
    cwd: folder,
  });
  for (const said of [/^a\.wav 1 /m, /^archive /m, /^raw\+zstd \d/m, /^a\.wav side information: /m]) {
    assert.match(stdout, said);
  }
  assert.match(stdout, /^came back: true$/m);
});

test('every link and picture of a packed guide is packed', () => {
  const packed = readdirSync(INSTALLED, { recursive: true, encoding: 'utf8' });
  const guides = packed.filter(name => name.endsWith('.md'));
  assert.ok(guides.length > 3);
  const dead = guides.flatMap(guide => {
    const links = readFileSync(join(INSTALLED, guide), 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g);
    const targets = [...links].map(([, target]) => target).filter(target => !/^[a-z]+:/.test(target));
    return targets
      .filter(target => !packed.includes(normalize(join(dirname(guide), target))))
      .map(target => `${guide}: ${target}`);
  });
  assert.deepEqual(dead, []);
});

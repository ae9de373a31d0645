/** The verdict and the committed run. Needs no recording. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { configure, parseChain, stagesOf } from '../../../codecs/chain-id.js';
import { lossOfStage } from '../../../codecs/loss.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { exactLine, temporaryFolder, timingLine } from '../../../harness/common/testing.test.kit.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { writeRecordings } from '../../../harness/recordings/write.js';
import { cellRows } from '../../../harness/run/cells.js';
import { SAME_AGAIN } from '../../../harness/run/columns.js';
import { readTotals } from '../../../harness/run/csv.js';
import { loadRun, type Run } from '../../../harness/run/load.js';
import { withParetoFront } from '../../../harness/run/pareto.js';
import { totalRows } from '../../../harness/run/totals.js';
import { runChore, runChoreProcess } from '../../commands/shared/cli.test.kit.js';
import { showsPart } from '../shared/guide-part.js';
import { pathsIn } from '../shared/paths.test.kit.js';
import { heldOut } from '../shared/split.js';
import { FRONT_CHAINS } from './chains.js';
import {
  BEST_PICTURE,
  drawBest,
  drawFront,
  FRONT_FOLDER,
  FRONT_PARTS,
  FRONT_PICTURE,
  formatFront,
} from './readme.js';
import { type Contender, contendersOf, isOnFront, judgeFront, type Maker, makerOf } from './verdict.js';

const registry = makeRegistry(builtInStages);

test('every third file by name is held out', () => {
  const files = ['e', 'b', 'a', 'd', 'f', 'c', 'g'].map(name => ({ name }));
  assert.deepEqual(
    heldOut(files).map(({ name }) => name),
    ['c', 'f'],
  );
});

/** No stage is left out, but for `none` and an earlier system as it was, which prior-art has. */
const LEFT_OUT = ['none', 'brainwire'];

test('the chains are written as they print, each once, and hold every stage that loses nothing', () => {
  const chains = FRONT_CHAINS.map(id => parseChain(id, registry));
  assert.equal(new Set(FRONT_CHAINS).size, FRONT_CHAINS.length);
  const held = new Set(chains.flatMap(chain => stagesOf(chain).map(({ stage }) => stage.name)));
  const lossless = builtInStages.filter(stage => lossOfStage(configure(stage)) === 'none');
  const missing = lossless
    .map(({ name }) => name)
    .filter(name => !held.has(name) && !LEFT_OUT.includes(name));
  assert.deepEqual(missing, []);
});

describe('the verdict', () => {
  test('a chain is ours only if no stage of it has a package or a program', () => {
    const makers = ['levels+delta+rans', 'raw+huffman-bytes', 'levels+flac', 'raw+brotli', 'exec:flac'];
    assert.deepEqual(
      makers.map(chain => makerOf(chain, registry)),
      ['ours', 'ours', 'package', 'package', 'program'],
    );
  });

  test('others that are as good at both, or better at one, than all of ours are named, with the nearest', () => {
    const small = contender('ours', 3.5, 100, 100);
    const fast = contender('ours', 3.2, 1000, 1000);
    const beaten = contender('package', 3.1, 900, 900);
    const decodes = contender('package', 3.3, 90, 500);
    const low = contender('program', 2.9, 9000, 9000);
    const { wins, losses } = judgeFront([small, fast, beaten, decodes, low]);
    assert.deepEqual(wins, [{ contender: decodes, speed: 'decode', nearest: fast }]);
    assert.deepEqual(losses, []);
  });

  test('an equal is neither beaten nor on a front alone', () => {
    const own = contender('ours', 3.5, 100, 100);
    const other = contender('package', 3.5, 100, 200);
    const { wins } = judgeFront([own, other]);
    assert.deepEqual(
      wins.map(({ speed }) => speed),
      ['encode', 'decode'],
    );
    assert.ok(isOnFront(other, [own, other], 'encode') && isOnFront(own, [own, other], 'encode'));
    assert.ok(!isOnFront(own, [own, other], 'decode'));
  });

  test('ours that are beaten at both are named, above a ratio of 3', () => {
    const own = contender('ours', 3.2, 100, 100);
    const low = contender('ours', 2.9, 10, 10);
    const other = contender('program', 3.3, 50, 200);
    assert.deepEqual(judgeFront([own, low, other]).losses, [{ contender: own, speed: 'decode', by: other }]);
  });
});

function contender(maker: Maker, ratio: number, encodeXrt: number, decodeXrt: number): Contender {
  const sizes = { ratio, bitsPerSample: 16 / ratio, modelBytes: 0 };
  return { chain: `${maker} ${ratio}`, maker, ...sizes, encodeXrt, decodeXrt };
}

const PROGRAM = 'levels+exec:wavpack';

/** Of recordings of 1 s: delta+rice 5 times smaller, a program that takes 2 ms (encode) and 4 ms (decode). */
function madeRun(): Run {
  const lines = [
    exactLine(),
    timingLine(),
    timingLine({ alias: SAME_AGAIN }),
    exactLine({ chain: PROGRAM, isolation: 'process', encodedBytes: 500 }),
    timingLine({ chain: PROGRAM }),
    exactLine({ chain: 'raw+zstd-native', status: 'unsupported', error: 'no Zstandard' }),
  ];
  const cells = cellRows(lines);
  const machine = { cpu_model: 'Abacus', cores: 2, memory_bytes: 2 ** 33, platform: 'linux', kernel: '6' };
  const software = { node: '20', started_at: '2026-11-21', commit: '0123456789', package_version: '1.0.0' };
  const environment = { ...machine, ...software, program_start_ns: 1e6 };
  const tables = { cells, totals: withParetoFront(totalRows(cells)), quality: [], limits: [] };
  return { path: 'made', name: 'made', ...tables, environment };
}

test('the start of a program is taken off its time; what failed or is the a/a copy is no contender', () => {
  const contenders = contendersOf(madeRun().totals, 1e6);
  assert.deepEqual(
    contenders.map(({ chain, encodeXrt, decodeXrt }) => [
      chain,
      Math.round(encodeXrt),
      Math.round(decodeXrt),
    ]),
    [
      ['delta+rice', 500, 250],
      [PROGRAM, 1000, 333],
    ],
  );
});

test('README’s part says who wins, who is on a front, what was not here, and on which machine', async () => {
  const part = formatFront(madeRun());
  assert.match(
    part,
    /- `levels\+exec:wavpack`, 8\.0000 at encode 1,000 xRT; nearest of ours: `delta\+rice`, 5\.0000/,
  );
  assert.match(part, /- `delta\+rice`, 5\.0000 at decode 250 xRT: by `levels\+exec:wavpack`/);
  assert.match(
    part,
    /\| `levels\+exec:wavpack` \| program \| 8\.0000 \| 2\.000 \| 0 \| 1,000 \| 333 \| encode, decode \|/,
  );
  assert.doesNotMatch(part, /\| `delta\+rice`/);
  assert.match(part, /Not on this machine: `raw\+zstd-native`\./);
  assert.match(part, /Abacus, 2 cores, 8\.0 GiB/);
  assert.match(await drawFront(madeRun()), /id="decode-summary"/);
});

test('as a process, a trial stands in the folder that --out names, and nowhere else', async t => {
  const folder = temporaryFolder(t);
  const [set, trial] = [join(folder, 'set'), join(folder, 'trial')];
  await writeRecordings(set, syntheticRecordings({ implant: 3, probe: 0, seed: 1 }));
  const args = [set, '--out', trial, '--chain', 'rice', '--rounds', '1'];
  const { status, stdout, stderr } = await runChoreProcess('front', args);
  assert.equal(status, 0, stderr);
  assert.deepEqual(readdirSync(folder).sort(), ['set', 'trial']);
  assert.ok(stdout.includes(`written: ${join(trial, 'totals.csv')}`));
  assert.ok(loadRun(trial).environment?.command_line?.endsWith(` --out ${trial}`));
});

test('what is wrong is one line and status 2', async t => {
  const empty = temporaryFolder(t);
  for (const [args, error] of [
    [['a', 'b'], /^front: b: one argument too many; see --help\n$/],
    [['--chain', 'rans'], /^front: a trial wants an --out of its own\n$/],
    [[empty, '--out', join(empty, 'trial')], /^front: .*: not enough WAV files to hold some out\n$/],
  ] as const) {
    const { status, stderr } = await runChore('front', args);
    assert.match(stderr, error);
    assert.equal(status, 2);
  }
});

const folder = join(packageRoot, FRONT_FOLDER);
const REMAKE = '`npm run front -- --readme` makes it anew';

test('the guides show what the committed run makes', () => {
  for (const [part, format] of FRONT_PARTS) {
    // not assert.equal, which would print all of a guide
    assert.ok(showsPart(part, existsSync(folder) ? format(loadRun(folder)) : ''), `${part.name}: ${REMAKE}`);
  }
});

const absent = existsSync(folder) ? false : `${FRONT_FOLDER} is not there: \`npm run front\` makes it`;

test('the committed run is complete, with the totals and the picture that its cells make', {
  skip: absent,
}, async () => {
  const run = loadRun(folder);
  assert.deepEqual(readTotals(join(folder, 'totals.csv')), run.totals, REMAKE);
  for (const [name, draw] of [
    [FRONT_PICTURE, drawFront],
    [BEST_PICTURE, drawBest],
  ] as const) {
    assert.ok(readFileSync(join(folder, name), 'utf8') === (await draw(run)), `${name}: ${REMAKE}`);
  }
  for (const { chain, alias, recordings, ok } of run.totals.filter(({ alias }) => alias === '')) {
    assert.equal(recordings, run.environment?.recordings, chain);
    assert.ok(ok === recordings || ok === 0, `${chain} ${alias}`);
  }
  for (const name of ['cells.csv', 'env.json', 'totals.csv']) {
    assert.deepEqual(pathsIn(readFileSync(join(folder, name), 'utf8')), [], name);
  }
});

/** Every numeric option of every command refuses what it cannot take, in one line and with status 2. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import yargs, { type CommandModule } from 'yargs';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { ncb } from './cli.test.kit.js';

const WHOLE = ['0', '-1', '1.5'];
const FROM_0 = ['-1', '1.5'];
const POSITIVE = ['0', '-1', 'Infinity'];
const MEMORY = ['0', '-1', '127', '200.5'];
const TIME = ['0', '-1', '500001'];

const HEADERLESS = { channels: WHOLE, rate: POSITIVE };

interface Case {
  /** With what else it needs. */
  readonly command: string;
  /** Values that are refused, besides a word. */
  readonly options: Readonly<Record<string, readonly string[]>>;
}

const PLANNING = {
  ...HEADERLESS,
  ...{ rounds: WHOLE, timed: WHOLE, 'time-ms': WHOLE, jobs: WHOLE, sample: WHOLE, excerpts: WHOLE },
  ...{ timeout: TIME, 'memory-mb': MEMORY, seed: FROM_0 },
};

const CASES: readonly Case[] = [
  { command: 'sweep', options: PLANNING },
  { command: 'plan --out x', options: PLANNING },
  {
    command: 'submit x --engine parallel',
    options: { shards: WHOLE, jobs: WHOLE, 'mem-mb': WHOLE, parallelism: WHOLE },
  },
  {
    command: 'recommend x.wav',
    options: {
      ...HEADERLESS,
      ...{ 'min-mb-per-s': POSITIVE, 'block-ms': POSITIVE, headroom: POSITIVE },
      ...{ jobs: WHOLE, 'memory-mb': MEMORY, seed: FROM_0 },
    },
  },
  {
    command: 'best x',
    options: {
      ...{ 'min-encode-xrt': POSITIVE, 'min-decode-xrt': POSITIVE },
      ...{ 'min-encode-mb-per-s': POSITIVE, 'min-decode-mb-per-s': POSITIVE },
      ...{ channels: WHOLE, 'decode-channels': WHOLE },
    },
  },
  { command: 'best x --channels 1', options: { cores: WHOLE } },
  {
    command: 'lossy x.wav',
    options: { ...HEADERLESS, jobs: WHOLE, 'memory-mb': MEMORY, seed: FROM_0 },
  },
  {
    command: 'implant x',
    options: {
      ...{
        channels: WHOLE,
        rate: POSITIVE,
        bits: [...WHOLE, '17'],
        node: POSITIVE,
        overhead: ['-1', '1001'],
      },
      ...{ seconds: TIME, sample: WHOLE, jobs: WHOLE, timeout: TIME, 'memory-mb': MEMORY, seed: FROM_0 },
    },
  },
  { command: 'compare x y', options: { seed: FROM_0 } },
  { command: 'info', options: { ...HEADERLESS, excerpts: WHOLE } },
  { command: 'topology x', options: { ...HEADERLESS, excerpts: WHOLE } },
  { command: 'encode x x.ncb', options: { ...HEADERLESS, timeout: TIME, 'memory-mb': MEMORY } },
  { command: 'decode x.ncb x', options: { timeout: TIME, 'memory-mb': MEMORY } },
  { command: 'verify x', options: { timeout: TIME, 'memory-mb': MEMORY } },
  { command: 'explain rice', options: { ...HEADERLESS, jobs: WHOLE } },
  { command: 'report x --recordings y', options: HEADERLESS },
  { command: 'show x', options: { limit: WHOLE } },
  { command: 'check x', options: { timeout: TIME, 'memory-mb': MEMORY } },
  { command: 'train x --out x.json', options: { ...HEADERLESS, 'held-out': ['1', ...WHOLE] } },
  { command: 'eval x', options: { jobs: WHOLE } },
  {
    command: 'data synthesize x',
    options: {
      ...{ implant: FROM_0, probe: FROM_0, seed: [...FROM_0, '2147483648'], seconds: TIME },
      amplitude: POSITIVE,
    },
  },
  { command: 'data synthesize x --seconds 1', options: { bits: ['12', '0'], probe: WHOLE } },
];

const wordsOf = ({ command }: Case) => command.split(' ');

const folders = readdirSync(join(packageRoot, 'dist', 'scripts', 'commands')).filter(
  name => name !== 'shared',
);

async function loadCommands(): Promise<CommandModule[]> {
  const modules: object[] = await Promise.all(folders.map(name => import(`../${name}/command.js`)));
  return modules.flatMap(module => Object.values(module));
}

/** The command line in this process. */
async function parser() {
  const commands = await loadCommands();
  return commands
    .reduce((all, command) => all.command(command), yargs([]))
    .strict()
    .exitProcess(false)
    .wrap(null)
    .fail((message, thrown) => {
      throw thrown ?? new Error(message);
    });
}

// one option a command, since the others take the same way
describe('by the command line, a word is refused', () => {
  for (const each of CASES) {
    const [option] = Object.keys(each.options);
    test(`${each.command} --${option} abc`, async t => {
      const { status, stdout, stderr } = await ncb(
        [...wordsOf(each), `--${option}`, 'abc'],
        temporaryFolder(t),
      );
      assert.match(stderr, new RegExp(`^ncb: --${option}: not a number: want [^\\n]+\\n$`));
      assert.deepEqual([status, stdout], [2, '']);
    });
  }
});

for (const each of CASES) {
  for (const [option, values] of Object.entries(each.options)) {
    for (const value of ['abc', ...values]) {
      test(`in process, ${each.command} --${option} ${value}`, async () => {
        const line = await parser();
        const what = value === 'abc' ? ': not a number' : ` ${value}`;
        await assert.rejects(line.parseAsync([...wordsOf(each), `--${option}`, value]), {
          message: new RegExp(`^--${option}${what}: want [^\\n]+$`),
        });
      });
    }
  }
}

async function helpOf(command: string): Promise<string> {
  const line = await parser();
  return new Promise(resolve =>
    line.parse(`${command} --help`, (_error: unknown, _argv: unknown, help: string) => resolve(help)),
  );
}

test('no command has a numeric option that is not tried here', async () => {
  const inData = ['fetch', 'synthesize'].map(name => `data ${name}`);
  for (const name of [...folders.filter(folder => folder !== 'data'), ...inData]) {
    const help = await helpOf(name);
    const cases = CASES.filter(({ command }) => `${command} `.startsWith(`${name} `));
    const tried = new Set(cases.flatMap(({ options }) => Object.keys(options)));
    assert.match(help, /--help/, name);
    // counts of channels may come with patterns, as texts
    const numeric = /--([a-z-]+)\b[^\n]*\[number\]|--(channels)\b[^\n]*\[array\]/g;
    assert.deepEqual(
      [...help.matchAll(numeric)].map(([, option, counts]) => option ?? counts).sort(),
      [...tried].sort(),
      name,
    );
  }
});

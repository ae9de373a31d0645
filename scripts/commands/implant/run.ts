/** What `ncb implant` does: find the recordings, code them as an implant would, hold what that takes against its terms. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { parseTypedChain } from '../../../harness/grid/typed.js';
import { candidateOf, distinct, usualCandidates } from '../../../harness/implant/candidates.js';
import { fitImplant, type ImplantAnswer } from '../../../harness/implant/implant.js';
import type { Candidate } from '../../../harness/implant/measure.js';
import type { Terms } from '../../../harness/implant/terms.js';
import { LARGEST_NODE, SMALLEST_NODE } from '../../../harness/operations/scaling.js';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';
import { loadPlugged, type Plugged, registryWith } from '../../../harness/plugins/plugged.js';
import { IMPLANT_FILE, parseImplant } from '../../../harness/report/implant/read.js';
import { drawImplantPicture } from '../../../harness/report/picture.js';
import { checkOutput } from '../shared/files.js';
import { implantCsv, implantJson } from '../shared/implant-json.js';
import { formatImplant } from '../shared/implant-text.js';
import { interruptible } from '../shared/interruptible.js';
import { memoryMib, positiveNumber, seconds, seedNumber, wholeNumber } from '../shared/numbers.js';
import type { FormArguments } from '../shared/options.js';
import { chooseRecordings, printRefused } from '../shared/recordings.js';
import { wrap } from '../shared/wrap.js';
import { framesOf, quantity, radiosOf } from './quantities.js';

export interface ImplantArguments extends FormArguments {
  of: string[];
  channels: number;
  rate: number;
  bits: number;
  link: string;
  latency: string;
  power: string;
  frontend: string;
  node: number;
  radio: string;
  overhead: number;
  chunk: string;
  seconds: number;
  sample: number;
  deadline: boolean;
  chain: string[];
  plugin: string[];
  profile: string[];
  jobs: number | undefined;
  timeout: number;
  'memory-mb': number;
  out: string | undefined;
  svg: string | undefined;
  seed: number;
  strict: boolean;
}

/**
 * Runs the command.
 * @returns the exit status
 * @throws Error with one line if the command line or an input is wrong
 */
export function runImplant(argv: ImplantArguments): Promise<number> {
  const terms = termsOf(argv);
  const blockFrames = framesOf('chunk', argv.chunk, terms.rateHz);
  const jobs = wholeNumber('jobs', argv.jobs ?? availableParallelism(), 1);
  const memoryBytes = memoryMib('memory-mb', argv['memory-mb']) * 2 ** 20;
  const timeoutMs = 1000 * seconds('timeout', argv.timeout);
  const wish = {
    seconds: seconds('seconds', argv.seconds),
    recordings: wholeNumber('sample', argv.sample, 1),
    seed: seedNumber('seed', argv.seed),
  };
  prepareFiles(argv);
  return interruptible(async running => {
    const { signal, bar } = running;
    const limits = { timeoutMs, memoryBytes, signal, raisedBy: { time: '--timeout', memory: '--memory-mb' } };
    const plugged = await loadPlugged(argv.plugin, { ...PLUGIN_LIMITS, memoryBytes, signal }, argv.profile);
    const { chains, paths } = sortOut(argv.of, plugged);
    const registry = registryWith(plugged);
    const also = argv.chain.map(text => candidateOf(parseTypedChain(text, registry), plugged));
    const { recordings, refused } = await chooseRecordings(
      { paths, channels: undefined, rate: undefined, 'all-channels': undefined },
      running,
      { inExcerpts: () => true },
    );
    printRefused(refused);
    if (recordings.length === 0) throw new Error('no recording to look at');
    const first = chains.length > 0 ? chains : await usualCandidates(recordings, wish.seed, plugged);
    const candidates = distinct([...first, ...also]);
    const answer = await fitImplant(
      { candidates, recordings, wish, terms, blockFrames, plugged, deadline: argv.deadline, jobs, limits },
      {
        onSent: (done, total) => bar.show({ phase: 'sent', done, total, unit: 'codings' }),
        onCounted: (done, total) => bar.show({ phase: 'operations-counted', done, total, unit: 'chains' }),
        onTimed: (done, total) => bar.show({ phase: 'blocks-timed', done, total, unit: 'chains' }),
      },
    );
    bar.stop();
    print(answer, argv);
    await writeFiles(answer, argv);
    const failed = answer.failures.filter(({ error }) => argv.strict || !error.startsWith('unsupported: '));
    const fits = answer.rows.some(({ demands }) => demands.radios.some(radio => radio.fits !== false));
    return refused.length > 0 || failed.length > 0 || !fits ? 1 : 0;
  });
}

function termsOf(argv: ImplantArguments): Terms {
  return {
    channels: wholeNumber('channels', argv.channels, 1, 2 ** 24),
    rateHz: positiveNumber('rate', argv.rate),
    bits: wholeNumber('bits', argv.bits, 1, 16),
    linkBitsPerS: quantity('link', argv.link, 'bit/s', '1M'),
    latencyS: quantity('latency', argv.latency, 's', '1ms'),
    powerW: quantity('power', argv.power, 'W', '10mW'),
    frontEndW: quantity('frontend', argv.frontend, 'W', '5.2uW'),
    nodeNm: node(argv.node),
    radios: radiosOf(argv.radio),
    overhead: percent('overhead', argv.overhead),
  };
}

function node(nm: number): number {
  if (nm >= SMALLEST_NODE && nm <= LARGEST_NODE) return nm;
  throw new Error(
    `--node${Number.isNaN(nm) ? ': not a number' : ` ${nm}`}: want nanometres from ${SMALLEST_NODE} to ${LARGEST_NODE}`,
  );
}

function percent(option: string, value: number): number {
  if (value >= 0 && value <= 1000) return value / 100;
  throw new Error(
    `--${option}${Number.isNaN(value) ? ': not a number' : ` ${value}`}: want percent, 0 to 1000`,
  );
}

interface SortedOut {
  readonly chains: readonly Candidate[];
  readonly paths: readonly string[];
}

/** What is there is a recording; all else has to be a chain. */
function sortOut(given: readonly string[], plugged: Plugged): SortedOut {
  const registry = registryWith(plugged);
  const isPath = (text: string) => existsSync(text) || existsSync(text.replace(/#[^#]*$/, ''));
  const chains = given.filter(text => !isPath(text));
  return {
    paths: given.filter(isPath),
    chains: chains.map(text => candidateOf(asChain(text, registry), plugged)),
  };
}

function asChain(text: string, registry: ReturnType<typeof registryWith>) {
  try {
    return parseTypedChain(text, registry);
  } catch (cause) {
    if (!/[/\\]|\.\w+$/.test(text)) throw cause;
    throw new Error(`${text}: there is no such file or folder, nor is it a chain`, { cause });
  }
}

function print(answer: ImplantAnswer, { json, csv }: FormArguments): void {
  if (json) {
    console.log(JSON.stringify(implantJson(answer), null, 2));
    return;
  }
  for (const { chain, error } of answer.failures) console.error(`${chain}: ${error}`);
  if (csv) process.stdout.write(implantCsv(answer));
  else console.log(wrap(formatImplant(answer), 2));
}

/** Before the work: nobody wants to wait for a refusal. */
function prepareFiles({ out, svg }: ImplantArguments): void {
  if (svg !== undefined) {
    makeFolder(dirname(svg));
    checkOutput(svg, true);
  }
  if (out !== undefined) {
    makeFolder(out);
    checkOutput(join(out, IMPLANT_FILE), true);
  }
}

/** The picture is of what stands in the file, as that of a page is. */
async function writeFiles(answer: ImplantAnswer, { out, svg }: ImplantArguments): Promise<void> {
  if (out === undefined && svg === undefined) return;
  const json = `${JSON.stringify(implantJson(answer), null, 2)}\n`;
  if (out !== undefined) write(join(out, IMPLANT_FILE), json);
  if (svg !== undefined) write(svg, await drawImplantPicture(parseImplant(json, IMPLANT_FILE)));
}

/** Says where on standard error: the answer may be for a program. */
function write(path: string, content: string): void {
  writeFileBeside(path, content);
  console.error(path);
}

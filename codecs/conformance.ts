/**
 * The contract of a stage, as laws that any stage, built in or plugged in, is held to.
 *
 * - round trip: decode gives back every sample, in a fresh instance, the shape too
 * - input untouched: neither encode nor decode writes to what it is given
 * - no shared memory: what is returned stays as it is when the input is overwritten
 * - no memory of earlier calls: the same input gives the same bytes, first or last
 * - truncation: a stream cut short throws
 * - damage: flipped bits and foreign bytes throw or give samples of some shape, and never hang
 * - parameters: all of it holds at each parameter's least, greatest and swept values
 *
 * A stage that starts a program for each call is held to them on a handful of inputs: some programs take a second to
 * start. What it adds to the program, its frame, is held to all of it in programs/program.test.ts.
 */
import { openChain } from './chain.js';
import { type Chain, type Configured, configure, makeChain, printStage } from './chain-id.js';
import type { Codec, ParameterValue, ParameterValues, Samples, Stage, Transformed } from './codec.js';
import { raw } from './coders/raw.js';
import { messageOf } from './errors.js';
import { type NastyInput, nastyBytes, nastySamples } from './nasty.js';
import { makeRandom } from './random.js';

/** Called, before each step, with the input that is about to be tried. */
export type OnTry = (what: string) => void;

/** One law that a stage broke on one input. */
export interface Breach {
  /** Id of the configured stage. */
  readonly stage: string;
  readonly law: string;
  readonly input: string;
  readonly message: string;
}

type Value = Samples | Transformed | Uint8Array;

function arraysOf(value: Value): readonly (Int16Array | Uint8Array)[] {
  if (value instanceof Uint8Array) return [value];
  return 'side' in value ? [value.samples.data, value.side] : [value.data];
}

function channelsOf(value: Value): number {
  if (value instanceof Uint8Array) return 1;
  return 'side' in value ? value.samples.channels : value.channels;
}

function copyOf(value: Samples): Samples;
function copyOf(value: Uint8Array): Uint8Array;
function copyOf(value: Value): Value;
function copyOf(value: Value): Value {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if ('side' in value) return { samples: copyOf(value.samples), side: new Uint8Array(value.side) };
  return { data: new Int16Array(value.data), channels: value.channels };
}

/**
 * What differs first between two values, or undefined if they are equal.
 * @returns a phrase such as `element 17 is 5, not 6`
 */
function firstDifference(actual: Value, expected: Value): string | undefined {
  if (channelsOf(actual) !== channelsOf(expected)) {
    return `${channelsOf(actual)} channels, not ${channelsOf(expected)}`;
  }
  const wanted = arraysOf(expected);
  for (const [k, array] of arraysOf(actual).entries()) {
    if (array.length !== wanted[k].length) return `length ${array.length}, not ${wanted[k].length}`;
    const at = array.findIndex((element, i) => element !== wanted[k][i]);
    if (at >= 0) return `element ${at} is ${array[at]}, not ${wanted[k][at]}`;
  }
  return undefined;
}

/** Configurations that the kit tries: defaults, then each parameter at its bounds and swept values. */
export function configurationsOf(stage: Stage): Configured[] {
  const values: ParameterValues[] = [{}];
  for (const [key, parameter] of Object.entries(stage.parameters)) {
    const tried: readonly ParameterValue[] =
      parameter.type === 'integer'
        ? [parameter.minimum, parameter.maximum, ...parameter.sweep]
        : parameter.choices;
    for (const value of new Set(tried)) if (value !== parameter.default) values.push({ [key]: value });
  }
  return values.map(given => configure(stage, given));
}

/** The shortest chain in which a stage can run. */
function smallestChain({ stage, values }: Configured): Chain {
  if (stage.kind === 'transform') return makeChain([{ stage, values }], configure(raw));
  if (stage.kind === 'coder') return makeChain([], { stage, values });
  return makeChain([], configure(raw), [{ stage, values }]);
}

/**
 * Holds one configured stage to every law.
 * @param onTry called with what is about to be tried, so that a stage that never returns can be reported
 * @returns what it broke; empty if it conforms
 * @throws UnsupportedError if its package is missing here
 */
export async function checkStage(configured: Configured, onTry: OnTry = () => undefined): Promise<Breach[]> {
  const { stage, values } = configured;
  const breaches: Breach[] = [];
  const report = (law: string, input: string, message: string) => {
    breaches.push({ stage: printStage(configured), law, input, message });
  };
  await stage.open(values);
  if (stage.kind === 'compressor') {
    await checkCodec(() => stage.open(values), nastyBytes(), report, onTry);
  } else if (stage.kind === 'coder') {
    await checkCodec(() => stage.open(values), samplesFor(stage), report, onTry);
  } else {
    await checkCodec(() => stage.open(values), nastySamples(), report, onTry);
    await checkShape(() => stage.open(values), report);
  }
  await checkDamage(configured, report, onTry);
  return breaches;
}

const FOR_PROGRAMS = new Set([
  'three channels of no frames',
  'one sample',
  'two channels of one frame',
  'alternating extremes',
  '10-bit codes scaled to 16 bits',
  'five channels, odd frames',
]);

/** What a coder is tried on. */
function samplesFor({ isolation }: Stage): NastyInput<Samples>[] {
  return isolation === 'process'
    ? nastySamples().filter(({ name }) => FOR_PROGRAMS.has(name))
    : nastySamples();
}

type Report = (law: string, input: string, message: string) => void;

async function checkCodec<In extends Samples | Uint8Array, Out extends Value>(
  open: () => Promise<Codec<In, Out>>,
  inputs: readonly NastyInput<In>[],
  report: Report,
  onTry: OnTry,
): Promise<void> {
  const worn = await open();
  const first: Value[] = [];
  for (const { name, value } of inputs) {
    onTry(`round trip on ${name}`);
    try {
      first.push(await checkOneInput(open, worn, value, (law, message) => report(law, name, message)));
    } catch (thrown) {
      report('round trip', name, `throws ${messageOf(thrown)}`);
      return;
    }
  }
  for (const [k, { name, value }] of inputs.entries()) {
    const difference = firstDifference(await worn.encode(value), first[k]);
    if (difference !== undefined) report('no memory of earlier calls', name, `encoded again: ${difference}`);
  }
}

async function checkOneInput<In extends Samples | Uint8Array, Out extends Value>(
  open: () => Promise<Codec<In, Out>>,
  worn: Codec<In, Out>,
  input: In,
  report: (law: string, message: string) => void,
): Promise<Value> {
  const mine: Value = copyOf(input);
  const output = await worn.encode(input);
  const encoded = copyOf(output);
  reportDifference(input, mine, 'input untouched', 'after encode', report);

  const fresh = await open();
  const decoded = await fresh.decode(output);
  reportDifference(decoded, mine, 'round trip', 'decoded', report);
  reportDifference(output, encoded, 'input untouched', 'after decode', report);

  const kept = copyOf(decoded);
  for (const array of arraysOf(output)) array.fill(85);
  reportDifference(decoded, kept, 'no shared memory', 'decoded, once its input is overwritten', report);
  return encoded;
}

function reportDifference(
  actual: Value,
  expected: Value,
  law: string,
  when: string,
  report: (law: string, message: string) => void,
): void {
  const difference = firstDifference(actual, expected);
  if (difference !== undefined) report(law, `${when}: ${difference}`);
}

async function checkShape(open: () => Promise<Codec<Samples, Transformed>>, report: Report): Promise<void> {
  const codec = await open();
  for (const { name, value } of nastySamples()) {
    const { samples } = await codec.encode(value);
    if (samples.channels !== value.channels || samples.data.length !== value.data.length) {
      report(
        'shape',
        name,
        `${samples.channels} × ${samples.data.length} out of ${value.channels} × ${value.data.length}`,
      );
    }
    const untouched = copyOf(samples);
    const input = copyOf(value);
    const { samples: again } = await codec.encode(input);
    input.data.fill(85);
    const difference = firstDifference(again, untouched);
    if (difference !== undefined)
      report('no shared memory', name, `encoded, once its input is overwritten: ${difference}`);
  }
}

const DAMAGED_INPUTS = new Set([
  'one sample',
  'quiet noise',
  '10-bit codes scaled to 16 bits',
  'five channels, odd frames',
]);
const TRUNCATIONS = 48;
const FLIPS = 48;

async function checkDamage(configured: Configured, report: Report, onTry: OnTry): Promise<void> {
  const codec = await openChain(smallestChain(configured));
  const random = makeRandom(9);
  for (const { name, value } of samplesFor(configured.stage)) {
    if (!DAMAGED_INPUTS.has(name)) continue;
    onTry(`damaged stream of ${name}`);
    const stream = await codec.encode(value);
    for (let k = 0; k < TRUNCATIONS; k++) {
      const length = k < 16 ? Math.min(k, stream.length - 1) : random() % stream.length;
      if (!(await throws(codec.decode, stream.slice(0, length)))) {
        report('truncation', name, `${length} of ${stream.length} bytes decode without an error`);
        break;
      }
    }
    for (let k = 0; k < FLIPS; k++) {
      const bad = new Uint8Array(stream);
      const at = k < 24 ? k % stream.length : random() % stream.length;
      bad[at] ^= 1 << (random() & 7);
      await throws(codec.decode, bad);
    }
  }
  onTry('foreign bytes');
  for (let length = 1; length < 4000; length *= 3) {
    await throws(
      codec.decode,
      Uint8Array.from({ length }, () => random()),
    );
  }
}

async function throws(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): Promise<boolean> {
  try {
    await decode(bytes);
    return false;
  } catch {
    return true;
  }
}

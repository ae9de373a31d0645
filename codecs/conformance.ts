/**
 * The contract of a stage, as laws that any stage, built in or plugged in, is held to.
 *
 * - round trip: neither encode nor decode throws on a valid input, and decode gives back every sample, in a fresh
 *   instance, the shape too; of a stage that says what it loses, the shape, and each sample within the bound if it has
 *   one
 * - idempotent: what was decoded, encoded again, decodes to the same, if the stage says so
 * - error passed on: what a transform says of errors behind it holds
 * - input untouched: neither encode nor decode writes to what it is given
 * - no shared memory: what is returned stays as it is when the input is overwritten
 * - no memory of earlier calls: the same input gives the same bytes, first or last, and in a fresh instance
 * - truncation: a stream cut short throws
 * - damage: flipped bits and foreign bytes throw or give samples of some shape, and never hang
 * - wear: after 2,000 streams that threw, or as many as 0.4 s allow (0.1 s, if no package or WebAssembly is behind
 *   the stage), a good one decodes, in the same instance and in a fresh one; held at the defaults alone
 * - parameters: all of it holds at each parameter's least, greatest and swept values
 *
 * A stage that starts a program for each call is held to them on a handful of inputs, and streams are damaged less often:
 * some programs take a second to start. What it adds to the program, its frame, is held to all of it in
 * programs/program.test.ts.
 */
import { type ChainCodec, openChain } from './chain.js';
import { type Chain, type Configured, configure, makeChain, printStage } from './chain-id.js';
import type {
  Codec,
  ParameterValue,
  ParameterValues,
  Samples,
  Stage,
  Transform,
  Transformed,
} from './codec.js';
import { raw } from './coders/raw.js';
import { messageOf } from './errors.js';
import { lossOfStage } from './loss.js';
import { rangeOf } from './models/range.js';
import { type NastyInput, nastyBytes, nastySamples } from './nasty.js';
import { makeRandom } from './random.js';
import { arraysOf, call, copyOf, firstDifference, type InWords, type Value } from './values.js';

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
 * @param inWords for the messages of breaches in which a stage threw
 * @returns what it broke; empty if it conforms
 * @throws whatever its `open` throws: UnsupportedError if its package is missing here
 */
export async function checkStage(
  configured: Configured,
  onTry: OnTry = () => undefined,
  inWords: InWords = messageOf,
): Promise<Breach[]> {
  const { stage, values } = configured;
  const breaches: Breach[] = [];
  const report = (law: string, input: string, message: string) => {
    const isKnown = breaches.some(
      known => known.law === law && known.input === input && known.message === message,
    );
    if (!isKnown) breaches.push({ stage: printStage(configured), law, input, message });
  };
  const kit: Kit = { report, onTry, inWords, loss: promiseOf(configured) };
  await stage.open(values);
  if (stage.kind === 'compressor') {
    await checkCodec(() => stage.open(values), nastyBytes(), kit);
  } else if (stage.kind === 'coder') {
    await checkCodec(() => stage.open(values), samplesFor(stage), kit);
  } else {
    await checkCodec(() => stage.open(values), nastySamples(), kit);
    await checkShape(() => stage.open(values), kit);
    await checkErrorPassedOn(stage, values, kit);
  }
  await checkDamage(configured, kit);
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

/** What the checks of one stage share. */
interface Kit {
  readonly report: (law: string, input: string, message: string) => void;
  readonly onTry: OnTry;
  readonly inWords: InWords;
  readonly loss: KeptPromise;
}

/** What decode has to give back. */
interface KeptPromise {
  /** By how much each sample may be off; infinite where nothing is promised. */
  readonly tolerance: number;
  readonly isLossless: boolean;
  readonly isIdempotent: boolean;
}

function promiseOf(configured: Configured): KeptPromise {
  const { loss } = configured.stage;
  const kind = lossOfStage(configured);
  const bound = loss?.kind === 'bounded' ? loss.greatestError(configured.values) : Number.POSITIVE_INFINITY;
  return {
    tolerance: kind === 'none' ? 0 : bound,
    isLossless: kind === 'none',
    isIdempotent: loss?.idempotent === true,
  };
}

async function checkCodec<In extends Samples | Uint8Array, Out extends Value>(
  open: () => Promise<Codec<In, Out>>,
  inputs: readonly NastyInput<In>[],
  kit: Kit,
): Promise<void> {
  const { report, onTry } = kit;
  const worn = await open();
  const first: (Value | undefined)[] = [];
  for (const { name, value } of inputs) {
    onTry(`round trip on ${name}`);
    try {
      first.push(await checkOneInput(open, worn, { name, value }, kit));
    } catch (thrown) {
      report('round trip', name, messageOf(thrown));
      first.push(undefined);
    }
  }
  for (const [k, { name, value }] of inputs.entries()) {
    const before = first[k];
    if (before === undefined) continue;
    await checkAgain(worn, 'encoded again', { name, value }, before, kit);
    await checkAgain(await open(), 'encoded by a fresh instance', { name, value }, before, kit);
  }
}

async function checkAgain<In, Out extends Value>(
  codec: Codec<In, Out>,
  how: string,
  { name, value }: NastyInput<In>,
  before: Value,
  kit: Kit,
): Promise<void> {
  const report = (message: string) => kit.report('no memory of earlier calls', name, message);
  kit.onTry(`encoding ${name} again`);
  try {
    const difference = firstDifference(await call('encode', kit.inWords, () => codec.encode(value)), before);
    if (difference !== undefined) report(`${how}: ${difference}`);
  } catch (thrown) {
    report(`${how}: ${messageOf(thrown)}`);
  }
}

async function checkOneInput<In extends Samples | Uint8Array, Out extends Value>(
  open: () => Promise<Codec<In, Out>>,
  worn: Codec<In, Out>,
  { name, value: input }: NastyInput<In>,
  kit: Kit,
): Promise<Value> {
  const report = (law: string, message: string) => kit.report(law, name, message);
  const mine: Value = copyOf(input);
  const output = await call('encode', kit.inWords, () => worn.encode(input));
  const encoded = copyOf(output);
  reportDifference(input, mine, 'input untouched', 'after encode', report);

  const fresh = await open();
  const decoded = await call('decode', kit.inWords, () => fresh.decode(output));
  const difference = firstDifference(decoded, mine, kit.loss.tolerance);
  if (difference !== undefined) report('round trip', `decoded: ${difference}`);
  reportDifference(output, encoded, 'input untouched', 'after decode', report);
  if (!kit.loss.isLossless) await checkLossy(open, output, decoded, kit, report);

  const kept = copyOf(decoded);
  for (const array of arraysOf(output)) array.fill(85);
  reportDifference(decoded, kept, 'no shared memory', 'decoded, once its input is overwritten', report);
  return encoded;
}

/** What else there is to hold where decode does not give back every sample: that it gives the same ones each time. */
async function checkLossy<In extends Samples | Uint8Array, Out extends Value>(
  open: () => Promise<Codec<In, Out>>,
  output: Out,
  decoded: In,
  { inWords, loss }: Kit,
  report: (law: string, message: string) => void,
): Promise<void> {
  const codec = await open();
  const again = await call('decode', inWords, () => codec.decode(output));
  reportDifference(again, decoded, 'no memory of earlier calls', 'decoded by a fresh instance', report);
  if (!loss.isIdempotent) return;
  const encoded = await call('encode', inWords, () => codec.encode(again));
  const settled = await call('decode', inWords, () => codec.decode(encoded));
  reportDifference(settled, decoded, 'idempotent', 'decoded, encoded and decoded again', report);
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

async function checkShape(open: () => Promise<Codec<Samples, Transformed>>, kit: Kit): Promise<void> {
  const codec = await open();
  for (const input of nastySamples()) {
    kit.onTry(`shape of ${input.name}`);
    try {
      await checkShapeOf(codec, input, kit);
    } catch (thrown) {
      kit.report('round trip', input.name, messageOf(thrown));
    }
  }
}

async function checkShapeOf(
  codec: Codec<Samples, Transformed>,
  { name, value }: NastyInput<Samples>,
  kit: Kit,
): Promise<void> {
  const { samples } = await call('encode', kit.inWords, () => codec.encode(value));
  if (samples.channels !== value.channels || samples.data.length !== value.data.length) {
    const shape = `${samples.channels} × ${samples.data.length}`;
    kit.report('shape', name, `${shape} out of ${value.channels} × ${value.data.length}`);
  }
  const untouched = copyOf(samples);
  const input = copyOf(value);
  const { samples: again } = await call('encode', kit.inWords, () => codec.encode(input));
  input.data.fill(85);
  const difference = firstDifference(again, untouched);
  if (difference !== undefined) {
    kit.report('no shared memory', name, `encoded, once its input is overwritten: ${difference}`);
  }
}

/** In units of what the transform leaves. */
const ERRORS_BEHIND = [1, 3];

/** What a transform leaves, off by some, has to decode within what it says. */
async function checkErrorPassedOn({ errorPassedOn, open }: Transform, values: ParameterValues, kit: Kit) {
  if (errorPassedOn === undefined) return;
  const codec = await open(values);
  const random = makeRandom(4);
  for (const { name, value } of nastySamples()) {
    kit.onTry(`errors behind ${name}`);
    for (const error of ERRORS_BEHIND) {
      try {
        const encoded = await call('encode', kit.inWords, () => codec.encode(copyOf(value)));
        const { samples, side } = encoded;
        const off = { samples: offBy(samples, error, random), side };
        const decoded = await call('decode', kit.inWords, () => codec.decode(off));
        const difference = firstDifference(decoded, value, errorPassedOn(error, encoded));
        if (difference !== undefined)
          kit.report('error passed on', name, `of ${error} behind it: ${difference}`);
      } catch (thrown) {
        kit.report('error passed on', name, `of ${error} behind it: ${messageOf(thrown)}`);
      }
    }
  }
}

/** Samples that are off by `error`, up or down, but stay between the least and the greatest of their channel. */
function offBy({ data, channels }: Samples, error: number, random: () => number): Samples {
  const frames = data.length / channels;
  const off = new Int16Array(data.length);
  for (let start = 0; start < data.length; start += frames) {
    const channel = data.subarray(start, start + frames);
    const { least, most } = rangeOf(channel);
    channel.forEach((sample, i) => {
      const moved = sample + (random() & 1 ? error : -error);
      off[start + i] = Math.max(least, Math.min(most, moved));
    });
  }
  return { data: off, channels };
}

const DAMAGED_INPUTS = new Set([
  'one sample',
  'quiet noise',
  '10-bit codes scaled to 16 bits',
  'five channels, odd frames',
]);
/** Truncations of a stream, and as many flipped bits. */
const DAMAGES = 48;
/** Of an input of more samples than `LONG`, which takes as long as all others together. */
const DAMAGES_OF_LONG = 24;
const LONG = 5000;
/** Of a stage that starts a program for each of them. */
const DAMAGES_OF_PROGRAM = 12;

function damagesOf({ isolation }: Stage, { data }: Samples): number {
  if (isolation === 'process') return DAMAGES_OF_PROGRAM;
  return data.length > LONG ? DAMAGES_OF_LONG : DAMAGES;
}

/** A stream, and what became of it that does not decode. */
interface Damaged {
  readonly name: string;
  readonly value: Samples;
  readonly stream: Uint8Array;
  readonly bad: Uint8Array[];
}

async function checkDamage(configured: Configured, kit: Kit): Promise<void> {
  const { report, onTry } = kit;
  const codec = await openChain(smallestChain(configured));
  const tried: Damaged[] = [];
  const random = makeRandom(9);
  for (const { name, value } of samplesFor(configured.stage)) {
    if (!DAMAGED_INPUTS.has(name)) continue;
    onTry(`stream of ${name}`);
    const stream = await encodeInChain(codec, { name, value }, kit);
    if (stream === undefined) continue;
    onTry(`damaged stream of ${name}`);
    const damages = damagesOf(configured.stage, value);
    const bad: Uint8Array[] = [];
    for (let k = 0; k < damages; k++) {
      const length = 3 * k < damages ? Math.min(k, stream.length - 1) : random() % stream.length;
      const short = stream.slice(0, length);
      if (!(await throws(codec.decode, short))) {
        report('truncation', name, `${length} of ${stream.length} bytes decode without an error`);
        break;
      }
      bad.push(short);
    }
    for (let k = 0; k < damages; k++) {
      const flipped = new Uint8Array(stream);
      const at = 2 * k < damages ? k % stream.length : random() % stream.length;
      flipped[at] ^= 1 << (random() & 7);
      if (await throws(codec.decode, flipped)) bad.push(flipped);
    }
    tried.push({ name, value, stream, bad });
  }
  onTry('foreign bytes');
  for (let length = 1; length < 4000; length *= 3) {
    await throws(
      codec.decode,
      Uint8Array.from({ length }, () => random()),
    );
  }
  const { stage } = configured;
  const [first] = tried;
  const isAtDefaults = printStage(configured) === stage.name;
  if (isAtDefaults && stage.isolation !== 'process' && first !== undefined) {
    await checkWear(configured, codec, first, kit);
  }
}

const FAILURES = 2000;
const FAILURES_MS = 400;
const OWN_FAILURES_MS = 100;

/** What is left behind of each call that throws adds up, in a process that decodes for long. */
async function checkWear(
  configured: Configured,
  codec: ChainCodec,
  damaged: Damaged,
  kit: Kit,
): Promise<void> {
  const { name, value, stream, bad } = damaged;
  const isSound = async () => {
    try {
      return firstDifference(await codec.decode(stream), value, kit.loss.tolerance) === undefined;
    } catch {
      return false;
    }
  };
  kit.onTry(`${FAILURES} damaged streams of ${name}`);
  // what is not decoded in the first place breaks another law
  if (!(await isSound())) return;
  // at its end a stream often has a checksum, so that all of it is decoded before it throws
  const last = await badEnds(codec, stream);
  const used = last.length > 0 ? last : bad;
  const { packages, wasm } = configured.stage;
  const isForeign = packages.length > 0 || wasm !== undefined;
  const untilMs = performance.now() + (isForeign ? FAILURES_MS : OWN_FAILURES_MS);
  let failures = 0;
  while (used.length > 0 && failures < FAILURES && performance.now() < untilMs) {
    await throws(codec.decode, used[failures++ % used.length]);
  }
  const fresh = async () => openChain(smallestChain(configured));
  for (const [which, open] of Object.entries({ it: async () => codec, 'a fresh instance': fresh })) {
    try {
      const decoded = await (await open()).decode(stream);
      const difference = firstDifference(decoded, value, kit.loss.tolerance);
      if (difference !== undefined) throw new Error(difference);
    } catch (thrown) {
      kit.report(
        'wear',
        name,
        `after ${failures} damaged streams ${which} decodes no good one: ${messageOf(thrown)}`,
      );
      return;
    }
  }
}

/** A stream with a bit flipped in its last four bytes, where that does not decode. */
async function badEnds({ decode }: ChainCodec, stream: Uint8Array): Promise<Uint8Array[]> {
  const bad: Uint8Array[] = [];
  for (let at = Math.max(0, stream.length - 4); at < stream.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = new Uint8Array(stream);
      flipped[at] ^= 1 << bit;
      if (await throws(decode, flipped)) bad.push(flipped);
    }
  }
  return bad;
}

/** To throw on a valid input is no matter of damage. */
async function encodeInChain(
  codec: ChainCodec,
  { name, value }: NastyInput<Samples>,
  { report, inWords }: Kit,
): Promise<Uint8Array | undefined> {
  try {
    return await codec.encode(value);
  } catch (thrown) {
    // the chain has put the stage's name before its message
    const original = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
    report('round trip', name, `encode throws: ${inWords(original)}`);
    return undefined;
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

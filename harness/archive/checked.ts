/** Plans and indexes of archives that came from elsewhere: nothing of them is believed before it is looked at. */
import { asCount, asList, asObject, asRate, type Facts, say } from '../recordings/beside.js';
import { MOST_CHANNELS } from '../recordings/formats/format.js';
import { endOfRun } from '../recordings/lattice.js';
import { MOST_SAMPLES } from '../recordings/recording.js';
import { checkedCertificate } from './certificate.js';
import { chunksOf } from './chunks.js';
import { isDense } from './covered.js';
import {
  ARCHIVE_VERSION,
  type Index,
  LOSSY_VERSION,
  type Plan,
  type PlannedFile,
  type PlannedLoss,
  type PlannedRun,
  type PlannedStream,
} from './format.js';
import { mostChunks } from './stretches.js';

const MOST_ENTRIES = 2 ** 20;

/** @throws Error if it is none, or contradicts itself */
export function checkedPlan(value: unknown): Plan {
  const facts = asObject('its plan', value);
  const lossy = facts.lossy === undefined ? undefined : checkedLoss(asObject('lossy', facts.lossy));
  const known = lossy === undefined ? ARCHIVE_VERSION : LOSSY_VERSION;
  asCount('version', facts.version, known, known);
  const files = entriesOf('files', facts.files).map(checkedFile);
  if (new Set(files.map(({ name }) => name)).size < files.length)
    throw new Error('its plan names a file twice');
  const streams = entriesOf('streams', facts.streams).map((stream, s) => checkedStream(stream, s, files));
  return {
    version: known,
    ...{ writer: textOf('writer', facts.writer), chain: textOf('chain', facts.chain), files, streams },
    ...(lossy !== undefined && { lossy }),
  };
}

function checkedLoss({ kind, exactChain }: Facts): PlannedLoss {
  if (kind !== 'bounded' && kind !== 'free')
    throw new Error(`lossy.kind is ${say(kind)}, want bounded or free`);
  return { kind, exactChain: textOf('lossy.exactChain', exactChain) };
}

function entriesOf(what: string, value: unknown): readonly Facts[] {
  const list = asList(what, value);
  if (list.length > MOST_ENTRIES) throw new Error(`its plan has ${list.length} ${what}`);
  return list.map((entry, k) => asObject(`${what}[${k}]`, entry));
}

function textOf(what: string, value: unknown): string {
  if (typeof value === 'string' && /^\P{Cc}{1,1000}$/u.test(value)) return value;
  throw new Error(`${what} is ${say(value)}, want a line of text`);
}

/** A name that leads out of the folder is none. */
function checkedFile({ name, bytes }: Facts, f: number): PlannedFile {
  const text = textOf(`files[${f}].name`, name);
  const parts = text.split('/');
  const isForeign = process.platform === 'win32' && /[\\:]/.test(text);
  const leadsOut = isForeign || parts.some(part => part === '' || part === '.' || part === '..');
  if (leadsOut) throw new Error(`files[${f}] is called ${say(name)}, which leads out of its folder`);
  return { name: text, bytes: asCount(`files[${f}].bytes`, bytes, 0) };
}

function checkedStream(facts: Facts, s: number, files: readonly PlannedFile[]): PlannedStream {
  const what = (key: string) => `streams[${s}].${key}`;
  const count = (key: string, least: number, most: number) => asCount(what(key), facts[key], least, most);
  const channels = count('channels', 1, MOST_CHANNELS);
  const frames = count('frames', 1, Number.MAX_SAFE_INTEGER / (2 * channels));
  const chunkFrames = count('chunkFrames', 1, Math.floor(MOST_SAMPLES / channels));
  const runs = entriesOf(what('runs'), facts.runs).map((run, r) =>
    checkedRun(run, `${what('runs')}[${r}]`, frames, files),
  );
  const sum = runs.reduce((total, run) => total + run.channels, 0);
  if (sum !== channels) throw new Error(`${what('runs')} have ${sum} channels, not ${channels}`);
  const microvolts = stepsOf(facts.microvolts);
  const exact = facts.exact === undefined ? undefined : checkedChannels(what('exact'), facts.exact, channels);
  const sampleRateHz = asRate(what('sampleRateHz'), facts.sampleRateHz);
  const most = mostChunks({ channels, chunkFrames, sampleRateHz });
  const stretchChunks = facts.stretchChunks === undefined ? undefined : count('stretchChunks', 1, most);
  return {
    ...{ name: textOf(what('name'), facts.name), channels, frames, chunkFrames, runs, sampleRateHz },
    ...(microvolts !== undefined && { microvolts }),
    ...(exact !== undefined && { exact }),
    ...(stretchChunks !== undefined && { stretchChunks }),
  };
}

/** Rising. */
function checkedChannels(what: string, value: unknown, channels: number): readonly number[] {
  let least = 0;
  return asList(what, value).map((channel, k) => {
    const checked = asCount(`${what}[${k}]`, channel, least, channels - 1);
    least = checked + 1;
    return checked;
  });
}

function stepsOf(value: unknown): number | readonly number[] | undefined {
  if (typeof value === 'number') return value;
  return Array.isArray(value) && value.every(step => typeof step === 'number') ? value : undefined;
}

function checkedRun(facts: Facts, what: string, frames: number, files: readonly PlannedFile[]): PlannedRun {
  const count = (key: string, least: number) => asCount(`${what}.${key}`, facts[key], least, 2 ** 50);
  const zero = count('zero', 0);
  if (zero !== 0 && zero !== 32768) throw new Error(`${what}.zero is ${zero}`);
  const file = count('file', 0);
  const run: PlannedRun = {
    ...{ file, channels: count('channels', 1), offset: count('offset', 0) },
    ...{ blockFrames: count('blockFrames', 1), blockBytes: count('blockBytes', 2) },
    ...{ frameBytes: count('frameBytes', 2), channelBytes: count('channelBytes', 2), zero },
  };
  const fits =
    file < files.length &&
    isDense(run, frames) &&
    endOfRun({ ...run, path: '' }, frames) <= files[file].bytes;
  if (!fits) throw new Error(`${what} does not lie in its file`);
  return run;
}

/** @throws Error if it is none of this plan, or names places that are not there */
export function checkedIndex(facts: Facts, plan: Plan, archiveBytes: number): Index {
  const places = (what: string, list: unknown) =>
    asList(what, list).map((at, k) => asCount(`${what}[${k}]`, at, 0, archiveBytes));
  const chunks = asList('chunks', facts.chunks).map((list, s) => places(`chunks[${s}]`, list));
  const rest = asList('rest', facts.rest).map((list, f) => places(`rest[${f}]`, list));
  const sha256 = asList('sha256', facts.sha256).map((sum, f) => textOf(`sha256[${f}]`, sum));
  const fits =
    chunks.length === plan.streams.length &&
    plan.streams.every((stream, s) => chunksOf(stream) === chunks[s].length) &&
    rest.length === plan.files.length &&
    sha256.length === plan.files.length;
  if (!fits) throw new Error('its index is of another plan');
  if (plan.lossy === undefined) return { chunks, rest, sha256 };
  return { chunks, rest, sha256, certificate: checkedCertificate(facts.certificate) };
}

/** Streams of every stage that runs in this process, in the shortest chain that it can run in. */
import { openChain } from '../../../../codecs/chain.js';
import {
  type Chain,
  type Configured,
  configure,
  makeChain,
  printStage,
  stagesOf,
} from '../../../../codecs/chain-id.js';
import type { Samples, Stage } from '../../../../codecs/codec.js';
import { raw } from '../../../../codecs/coders/raw.js';
import { configurationsOf } from '../../../../codecs/conformance.js';
import { nastySamples } from '../../../../codecs/nasty.js';
import { defineProgram } from '../../../../codecs/programs/program.js';
import { builtInStages } from '../../../../codecs/registry.js';
import { firstDifference } from '../../../../codecs/values.js';
import type { OpenSubject, Subject } from '../subject.js';
import { flawOf } from '../verdict.js';

/** Their format has a checksum of all content, and their contract is that no damage passes it. */
const CHECKED = new Set([
  ...['gzip', 'gzip-native', 'zip', 'deflate', 'deflate-native', 'zstd', 'zstd-native', 'zstd-numcodecs'],
  ...['lz4', 'bzip2', 'xz', 'exec:cat'],
]);

/** What is ours of a program's stream: its samples are what the program writes, which is as good as what it is given. */
const PROGRAM = defineProgram({
  ...{ name: 'cat', summary: 'a copy', family: 'copy', input: 'pcm' },
  ...{ encode: ['cat'], decode: ['cat'] },
});

const INPUTS = new Set([
  'three channels of no frames',
  'one sample',
  'two channels of one frame',
  'alternating extremes',
  'quiet noise',
  'one outlier in silence',
  '10-bit codes scaled to 16 bits',
  'five channels, odd frames',
]);
/** Frames of a channel: what is quick to decode is tried more often. */
const FRAMES = 160;
/** Settings of a stage beside its defaults. */
const OTHERS = 3;
/** After so many attempts a sound stream still has to decode. */
const SOUND_EVERY = 50;

function shortened({ data, channels }: Samples): Samples {
  const frames = data.length / channels;
  const kept = Math.min(frames, FRAMES);
  const short = new Int16Array(channels * kept);
  for (let c = 0; c < channels; c++) short.set(data.subarray(c * frames, c * frames + kept), c * kept);
  return { data: short, channels };
}

function shortestChain({ stage, values }: Configured): Chain {
  if (stage.kind === 'transform') return makeChain([{ stage, values }], configure(raw));
  if (stage.kind === 'coder') return makeChain([], { stage, values });
  return makeChain([], configure(raw), [{ stage, values }]);
}

function settingsOf(stage: Stage): Configured[] {
  const [usual, ...others] = configurationsOf(stage);
  const step = Math.max(1, Math.ceil(others.length / OTHERS));
  return [usual, ...others.filter((_, k) => k % step === 0)];
}

async function openStream(chain: Chain): Promise<OpenSubject> {
  const codec = await openChain(chain);
  const inputs = nastySamples()
    .filter(({ name }) => INPUTS.has(name))
    .map(({ value }) => shortened(value));
  const bases: Uint8Array[] = [];
  for (const input of inputs)
    bases.push(new Uint8Array(await codec.encode({ ...input, data: input.data.slice() })));
  const most = Math.max(...inputs.map(({ data }) => data.length));
  const sound: Samples[] = [];
  for (const base of bases) sound.push(await codec.decode(base));
  const isChecked = stagesOf(chain).some(({ stage }) => CHECKED.has(stage.name));
  let attempts = 0;
  const checkSound = async () => {
    const k = Math.floor(attempts / SOUND_EVERY) % bases.length;
    try {
      const difference = firstDifference(await codec.decode(bases[k], most), sound[k]);
      return difference === undefined ? undefined : `broken: a sound stream decodes to others: ${difference}`;
    } catch (thrown) {
      return `broken: a sound stream does not decode: ${String(thrown)}`;
    }
  };
  return {
    bases,
    canReseal: false,
    attempt: async ({ bytes }) => {
      let decoded: Samples;
      try {
        decoded = await codec.decode(bytes, most);
      } catch (thrown) {
        const flaw = flawOf(thrown);
        return flaw ?? (attempts++ % SOUND_EVERY === 0 ? checkSound() : undefined);
      }
      const { data, channels } = decoded;
      const isShape = data instanceof Int16Array && Number.isInteger(channels) && channels >= 1;
      if (!isShape || data.length % channels !== 0)
        return `shape: ${channels} channels of ${data.length} samples`;
      if (data.length > most) return `bomb: ${data.length} samples, where ${most} are the most`;
      const isWrong = isChecked && sound.every(one => firstDifference(decoded, one) !== undefined);
      return isWrong ? 'silent: other samples than were encoded, past a checksum' : undefined;
    },
  };
}

/** A subject for the usual settings of each stage, and for some others; and a program. */
export function streamSubjects(): Subject[] {
  return [
    ...builtInStages.filter(({ isolation, name }) => isolation === undefined && name !== 'none'),
    PROGRAM,
  ]
    .flatMap(settingsOf)
    .map(configured => ({
      name: `stage ${printStage(configured)}`,
      open: () => openStream(shortestChain(configured)),
    }));
}

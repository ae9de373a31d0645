/**
 * `npm run delay -- PATH.. [--profile NAME] [--references N]`: how long a sample coded by `levels+lms-range` waits
 * until the bytes are out that it is decoded from, in frames that are coded meanwhile (0: known as soon as its own frame
 * is coded), and what an implant must hold. Asks the coder's plain twin, whose decoder takes bytes one by one: some 100
 * times slower. Prints the table of README.md.
 */
import { type KernelExports, loadKernel } from '../../../codecs/bytes/wasm.js';
import { configure } from '../../../codecs/chain-id.js';
import type { Samples } from '../../../codecs/codec.js';
import { MOST_REFERENCES } from '../../../codecs/coders/lms-range/coder.js';
import { decodeTwin, encodeTwin } from '../../../codecs/coders/lms-range/twin/twin.js';
import { profileNamed } from '../../../codecs/converter/mark.js';
import type { ConverterProfile } from '../../../codecs/converter/profile.js';
import { shippedProfiles } from '../../../codecs/converter/shipped.js';
import { levels } from '../../../codecs/transforms/levels/transform.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { wholeNumber } from '../../commands/shared/numbers.js';
import { formatCount, formatFixed, formatMarkdown } from '../../commands/shared/terminal.js';
import { runChore } from '../shared/chore.js';
import { recordingsIn } from '../shared/recordings.js';

const BLOCKS = [0, 200, 20];
const IMPLANT_CHANNELS = 1024;

interface StateKernel extends KernelExports {
  readonly stateBytes: (references: number) => number;
}

/** What all rows share. */
interface Coding {
  readonly references: number;
  readonly profile: ConverterProfile | undefined;
}

interface Delays {
  readonly block: number;
  rawBytes: number;
  codeBytes: number;
  samples: number;
  sumFrames: number;
  /** How many samples wait for so many frames. */
  readonly samplesByFrames: number[];
}

function measure(delays: Delays, { data, channels }: Samples, coding: Coding): void {
  const shape = { channels, frames: data.length / channels };
  const references = Math.min(coding.references, channels - 1);
  const settings = { block: delays.block, references, profile: coding.profile };
  const { code, samplesBefore } = encodeTwin(data, shape, settings);
  const { bytesNeeded } = decodeTwin(code, shape, settings);
  for (let k = 0; k < bytesNeeded.length; k++) {
    const lastFrame = Math.floor((samplesBefore[bytesNeeded[k] - 1] - 1) / channels);
    const frames = Math.max(0, lastFrame - Math.floor(k / channels));
    delays.sumFrames += frames;
    delays.samplesByFrames[frames] = (delays.samplesByFrames[frames] ?? 0) + 1;
  }
  delays.rawBytes += data.byteLength;
  delays.codeBytes += code.length;
  delays.samples += data.length;
}

/** The delay that all but a thousandth of the samples keep to. */
function framesOfMost({ samplesByFrames, samples }: Delays): number {
  let left = samples * 0.999;
  return samplesByFrames.findIndex(count => {
    left -= count ?? 0;
    return left <= 0;
  });
}

function formatDelays(rows: readonly Delays[], stateBytes: number): string {
  return formatMarkdown(rows, [
    { title: 'block', align: 'left', text: ({ block }) => (block === 0 ? 'whole' : `${block} frames`) },
    {
      title: 'ratio of the code',
      align: 'right',
      text: row => formatFixed(row.rawBytes / row.codeBytes, 4),
    },
    {
      title: 'worst delay, frames',
      align: 'right',
      text: row => formatCount(row.samplesByFrames.length - 1),
    },
    { title: '99.9 % within', align: 'right', text: row => formatCount(framesOfMost(row)) },
    { title: 'mean', align: 'right', text: row => formatFixed(row.sumFrames / row.samples, 2) },
    { title: 'state a channel, bytes', align: 'right', text: () => formatCount(stateBytes) },
    {
      title: `of ${IMPLANT_CHANNELS} channels`,
      align: 'right',
      text: () => formatCount(stateBytes * IMPLANT_CHANNELS),
    },
  ]);
}

const OPTIONS = {
  profile: { type: 'string', default: 'neuralink' },
  references: { type: 'string', default: '0' },
} as const;

await runChore(
  'delay',
  { options: OPTIONS, mostPositionals: Number.POSITIVE_INFINITY },
  async ({ values, positionals }) => {
    if (positionals.length === 0) throw new Error('no recordings; name files or folders');
    const references = wholeNumber('references', Number(values.references), 0, MOST_REFERENCES);
    const coding = { references, profile: profileNamed(shippedProfiles, values.profile) };
    const transform = await levels.open(configure(levels).values);
    const rows = BLOCKS.map(block => ({
      block,
      rawBytes: 0,
      codeBytes: 0,
      samples: 0,
      sumFrames: 0,
      samplesByFrames: [],
    }));
    for (const recording of await recordingsIn(positionals)) {
      const { samples } = await transform.encode(await loadSamples(recording));
      for (const row of rows) measure(row, samples, coding);
    }
    const stateBytes = (await loadKernel<StateKernel>('lms-range')).stateBytes(references);
    console.log(formatDelays(rows, stateBytes));
    return 0;
  },
);

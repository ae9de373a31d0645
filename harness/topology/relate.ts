/** How the leads of a recording are related: their correlations, and the tree along which middle-out codes them. */
import { openChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import type { Registry, Samples, Stage } from '../../codecs/codec.js';
import { defineMiddleOut } from '../../codecs/coders/middle-out/coder.js';
import {
  correlate,
  framesCorrelated,
  growTopology,
  loadTopologyKernel,
  type Topology,
} from '../../codecs/coders/middle-out/topology.js';
import { levels } from '../../codecs/transforms/levels/transform.js';
import { excerptOf } from '../recordings/excerpt.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';

export const MOST_PEERS = 3;
/** So that a table of all pairs takes 128 MiB at most. */
const MOST_LEADS = 4096;
/** Samples that are coded, and frames of many leads: about a second. */
const MOST_CODED = 2 ** 21;
const LEAST_CODED = 256;
/** What is coded with, without all other stages, which take time to load. */
const STAGES: Registry = new Map<string, Stage>(
  [levels, defineMiddleOut([], [])].map(stage => [stage.name, stage]),
);

export interface Related {
  readonly channels: number;
  /** Frames, from the first on, that are looked at. */
  readonly frames: number;
  /** Of first differences at lag 0, -1 to 1, row by row; 0 of a lead that does not move. */
  readonly correlations: Float64Array;
  readonly topology: Topology;
  /** Bits a sample of levels+middle-out without its net: of leads one behind the other, and together. */
  readonly bits: RelatedBits;
}

export interface RelatedBits {
  readonly alone: number;
  readonly together: number;
}

/**
 * Reads no more of a recording than is looked at: what middle-out computes of the whole of it.
 * @throws Error if there are too many leads, or the file cannot be read
 */
export async function relateRecording(recording: Recording): Promise<Related> {
  const { channels, source } = recording;
  if (channels > MOST_LEADS) throw new Error(`${channels} channels: no topology of more than ${MOST_LEADS}`);
  const frames = framesCorrelated(recording);
  const isPart = source.type === 'file' && frames < recording.frames;
  return relateLeads(
    await loadSamples(
      isPart ? excerptOf(recording, { firstFrame: 0, frames, firstChannel: 0, channels }) : recording,
    ),
  );
}

export async function relateLeads(samples: Samples): Promise<Related> {
  const { channels } = samples;
  const frames = framesCorrelated({ channels, frames: samples.data.length / channels });
  const correlationsOf = correlate(await loadTopologyKernel(), samples);
  const correlations = new Float64Array(channels * channels);
  for (let lead = 0; lead < channels; lead++) correlations.set(correlationsOf(lead), lead * channels);
  const rowOf = (lead: number) => correlations.subarray(lead * channels, (lead + 1) * channels);
  const topology = growTopology(rowOf, channels, MOST_PEERS, 'tree');
  return { channels, frames, correlations, topology, bits: await bitsOf(samples, frames) };
}

/** Coded both ways: correlation alone does not say what is left to gain where the past has told most of it. */
async function bitsOf({ data, channels }: Samples, most: number): Promise<RelatedBits> {
  const length = data.length / channels;
  const frames = Math.min(most, Math.max(LEAST_CODED, Math.floor(MOST_CODED / channels)));
  const coded = new Int16Array(channels * frames);
  for (let lead = 0; lead < channels; lead++) {
    coded.set(data.subarray(lead * length, lead * length + frames), lead * frames);
  }
  const chain = parseChain('levels+middle-out:model=none', STAGES);
  const bitsAs = async (leads: number) => {
    const stream = await (await openChain(chain)).encode({ data: coded, channels: leads });
    return (8 * stream.length) / coded.length;
  };
  // one behind the other they are one channel
  return { alone: await bitsAs(1), together: await bitsAs(channels) };
}

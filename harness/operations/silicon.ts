/**
 * What published circuits take, to hold counted operations against: they code other things in other ways, so that only
 * orders of magnitude can agree. Figures are those of the sources named, read in their abstracts unless `note` says
 * otherwise; nothing here was measured by this project.
 */
import { energyScale } from './scaling.js';

export interface Silicon {
  /** Who and when, and where it can be found. */
  readonly source: string;
  /** As printed: nanometres, or what kind of device. */
  readonly process: string;
  /** In nanometres and volts, where energy can be scaled. */
  readonly node?: readonly [nm: number, volts: number];
  readonly does: string;
  /** As published. */
  readonly power: string;
  readonly area?: string;
  /** How many times less is sent, as its authors count. */
  readonly reduction?: string;
  /** Picojoules a sample, least and most, in its own process; where the rate of samples is known. */
  readonly samplePj?: readonly [number, number];
  readonly note?: string;
}

export const PUBLISHED_SILICON: readonly Silicon[] = [
  {
    source: 'Bihr et al. 2014',
    process: '180 nm, 1.8 V',
    node: [180, 1.8],
    does: 'difference and entropy code, lossless',
    power: '0.97 mW of 100 channels',
    area: '0.72 mm²',
    reduction: '2',
    samplePj: [600, 600],
    note: 'a sample’s energy from its break-even, 121 pJ a bit saved',
  },
  {
    source: 'robertsaabwoo/neuralink-compression 2026',
    process: 'sky130, 1.8 V',
    node: [130, 1.8],
    does: '5/3 wavelet and rANS, 8 channels, lossy',
    power: '8.1 µW synthesised, 23.8 µW routed, 34.8 µW with all',
    area: '0.059 to 0.068 mm²',
    reduction: '4.8 of 10 bits',
    samplePj: [52, 152],
    note: 'read in its reports; synthesised to routed core',
  },
  {
    source: 'PMC9147146',
    process: 'FPGA',
    does: 'difference and Huffman code',
    power: '< 3 mW',
    reduction: '1.53',
  },
  {
    source: 'Yang, Kamboh, Mason 2014',
    process: '130 nm',
    does: 'wavelet and run lengths, 32 channels',
    power: '800 µW',
    area: '1.21 mm²',
  },
  {
    source: 'Guo et al. 2024, fnins 1432750',
    process: '22 nm FDSOI',
    does: 'codec of action potentials; of slow potentials',
    power: '0.87 to 4.39 µW; 0.32 µW',
    area: '9 mm², whole chip',
    reduction: '91 % saved',
  },
  {
    source: 'HALO, IEEE Micro 2023',
    process: '12 nm',
    does: 'LZ, LZMA, wavelet …, 46 Mbit/s',
    power: '≤ 5.0 mW a pipeline',
  },
  {
    source: 'Lemaire et al. 2025',
    process: '28 nm',
    does: 'ramp converter and principal components, 49 channels',
    power: '534 µW with front end',
    area: '1.9 mm²',
    reduction: '328',
  },
  {
    source: 'Karkare et al. 2011',
    process: '90 nm',
    does: 'detection and features of spikes, 64 channels',
    power: '2.03 µW',
    reduction: '11.4',
  },
  {
    source: 'Karkare et al. 2013',
    process: '65 nm, 0.27 V',
    does: 'clustering of spikes, 16 channels',
    power: '4.7 µW',
    reduction: '240',
  },
  {
    source: 'Do et al. 2019',
    process: '65 nm, 0.54 V',
    does: 'spike sorting, 128 channels',
    power: '0.175 µW a channel',
    area: '0.003 mm² a channel',
  },
  {
    source: 'Nekoui, Sodagar 2025',
    process: '130 nm, 1 V',
    does: 'salient samples of spikes, 128 channels',
    power: '0.164 µW a channel',
    area: '0.37 mm²',
    reduction: '2176 at 8 spikes/s',
  },
  {
    source: 'Savolainen et al. 2022',
    process: 'FPGA',
    does: 'spike counts and static Huffman code',
    power: '0.96 µW a channel; 1.37 to 1.52 with a radio of 20 nJ a bit',
    reduction: '1,700 to 15,000',
  },
  {
    source: 'Zhang et al. 2022',
    process: 'microcontroller; FPGA',
    does: 'spike detection, 128 channels',
    power: '31.5 µW; 0.04 µW',
  },
  {
    source: 'SWT and TEO detector',
    process: '65 nm',
    does: 'spike detection',
    power: '0.53 µW',
    area: '0.0065 mm²',
  },
  {
    source: 'Chae et al. 2009',
    process: '350 nm',
    does: 'recording, nonlinear energy and UWB radio of 90 Mbit/s, 128 channels',
    power: '6 mW with all',
    area: '63 mm²',
  },
  {
    source: 'Neuralink 2019, JMIR',
    process: 'not said',
    does: 'amplifier and converter alone, 256 channels',
    power: '5.2 µW a channel, about 6 mW',
  },
  {
    source: 'NeuralTree',
    process: '65 nm (from memory)',
    does: 'classifier, 256 channels',
    power: '0.227 µJ a class',
  },
];

/** Picojoules a sample at 45 nm and 0.9 V, where energy can be scaled. */
export function samplePjAt45({ node, samplePj }: Silicon): readonly [number, number] | undefined {
  if (node === undefined || samplePj === undefined) return undefined;
  const scale = energyScale(...node);
  return [samplePj[0] / scale, samplePj[1] / scale];
}

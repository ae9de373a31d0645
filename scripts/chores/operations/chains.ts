/** Chains whose operations are counted, and the recordings that they are counted over. */

import type { Recording } from '../../../harness/recordings/recording.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';

/** Of one channel. */
export const CHAINS: readonly string[] = [
  'levels+raw',
  'levels+shuffle',
  'levels+bitshuffle',
  'levels+delta+bitpack',
  'levels+delta+rice',
  'levels+delta+huffman',
  'levels+delta+rans',
  'levels+delta+arithmetic',
  'levels+arithmetic:order=1',
  'levels+iwt+rice',
  'levels+lpc+rice',
  'levels+lpc:order=32+rans',
  'levels+shuffle+huffman-bytes',
  'levels+shuffle+lz4-block',
  ...['gaussian-rans', 'lpc-gaussian', 'lms-range', 'mixed-gaussian'].flatMap(coder => [
    `levels+${coder}`,
    `levels+${coder}:profile=neuralink`,
  ]),
  'levels+lms-range:block=16,profile=neuralink',
  'levels+lms-range:error=2,profile=neuralink',
  'levels+quantize:step=5+rice',
  'levels+quantize:step=5+gaussian-rans',
  'levels+lift+arithmetic:order=1',
  'levels+mdct',
  'levels+mdct:step=9',
  'levels+live-spikes',
  'levels+live-spikes:keep=samples',
  ...['spikes', 'events', 'counts', 'power'].map(coder => `levels+${coder}:filter=forwards`),
  // each says why it cannot be counted
  'levels+unique+rice',
  'levels+band+rice',
  'levels+run-length',
  'brainwire',
  'brainwire-n',
  'levels+spikes',
  'flac',
  'raw+zstd',
];

/** Of channels that tell of each other. */
export const PROBE_CHAINS: readonly string[] = [
  'levels+lms-range:block=16',
  'levels+lms-range:block=16,references=4',
  'levels+lpc-gaussian',
  'levels+lpc-gaussian:references=6',
  'levels+mixed-gaussian',
  'levels+middle-out',
  'levels+middle-out:net=on',
];

/** The first synthetic implant, or the first synthetic probe. */
export function syntheticSet(set: 'implant' | 'probe'): Recording[] {
  return syntheticRecordings({ implant: 0, probe: 0, [set]: 1, seed: 1 });
}

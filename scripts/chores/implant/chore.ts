/**
 * `npm run implant -- CHALLENGE PROBE [--write]`: what chains ask of an implant of 1024 channels, by recordings of the
 * Neuralink challenge, on its terms, and where 100 ms may pass over 2 Mbit/s; and of a probe of 384 channels, by a recording of one.
 * `--write` puts the tables into results/README.md.
 */
import { implant } from '../../../harness/library/implant.js';
import { runChore } from '../shared/chore.js';
import { type GuidePart, writePart } from '../shared/guide-part.js';
import { formatDemands, legendOf } from './tables.js';

const IMPLANT_PART: GuidePart = { name: 'implant', file: 'results/README.md' };

/** A probe by cable or a wide radio. */
const PROBE_TERMS = { channels: 384, rateHz: 30_000, linkBitsPerS: 100e6, powerW: 0.1 };

const PROBE_CHAINS = [
  'levels+delta+rice',
  'levels+lms-range:block=16',
  'levels+lms-range:block=16,references=4',
  'levels+lms-range:block=16,error=2,references=4',
  'levels+live-spikes:keep=samples',
  'levels+live-spikes',
];

await runChore(
  'implant',
  { options: { write: { type: 'boolean', default: false } }, mostPositionals: 2 },
  async ({ values, positionals: [challenge, probe] }) => {
    if (probe === undefined) throw new Error('want recordings of the challenge, and of a probe');
    const strict = await implant({ recordings: [challenge] });
    const patient = await implant({ recordings: [challenge], latencyS: 0.1, linkBitsPerS: 2e6 });
    const ofProbe = await implant({ recordings: [probe], chains: PROBE_CHAINS, ...PROBE_TERMS });
    const text = [
      formatDemands(strict),
      legendOf(strict),
      'The same where 100 ms may pass, over 2 Mbit/s:',
      formatDemands(patient),
      `A probe, over ${PROBE_TERMS.linkBitsPerS / 1e6} Mbit/s:`,
      formatDemands(ofProbe),
    ].join('\n\n');
    console.log(text);
    if (values.write) writePart(IMPLANT_PART, text);
    return 0;
  },
);

/** What `ncb implant --json` might print: 100 channels of 10 bits at 1000 Hz, for 0.1 Mbit/s, 10 ms and 2 mW. */

const RADIOS = [
  { name: 'uwb', joules_per_bit: 1e-11 },
  { name: 'ble', joules_per_bit: 1e-8 },
];

interface Made {
  readonly chain: string;
  readonly loss: string;
  readonly bits: number;
  readonly latencyS?: number;
  /** Picojoules a sample; of whose energy nothing is known, null. */
  readonly energyPj: readonly [number, number] | null;
}

function rowOf({ chain, loss, bits, latencyS = 0.001, energyPj }: Made) {
  const linkBits = 1e5 * bits;
  const compute = energyPj?.map(pj => pj * 1e5 * 1e-12) ?? [null, null];
  return {
    ...{
      chain,
      loss,
      block_frames: 1,
      is_live: true,
      bits_per_sample: bits,
      worst_bits_per_sample: 2 * bits,
    },
    ...{ worst_s: 1, ratio: 10 / bits, link_bits_per_s: linkBits, worst_link_bits_per_s: 2 * linkBits },
    ...{ latency_s: latencyS, total_state_bytes: 5600, compute_floor_w: compute[0] },
    ...{ compute_ceiling_w: compute[1], processor_w: null, break_even_pj_per_bit: null, channels_by_link: 5 },
    ...{ max_abs_error: loss === 'bounded' ? 2 : null, grade: loss === 'bounded' ? 'sorting-safe' : null },
    ...{ encode_block_p999_ms: null, decode_block_p999_ms: null },
    energy_notes: energyPj === null ? ['a stage of JavaScript'] : [],
    radios: RADIOS.map(({ name, joules_per_bit }) => {
      const radioW = linkBits * joules_per_bit;
      const totals = compute.map(watts => (watts === null ? null : watts + radioW + 0.001));
      const late = latencyS > 0.01;
      const fails = 2 * linkBits > 1e5 ? 'link' : late ? 'latency' : null;
      return {
        ...{ name, radio_w: radioW, total_floor_w: totals[0], total_ceiling_w: totals[1] },
        ...{ channels_by_power: null, fits: fails === null ? (totals[1] === null ? null : true) : false },
        ...{ fails_by: fails, fails_factor: fails === null ? null : 2 },
      };
    }),
  };
}

/** Without loss, within a bound, in time and late. */
export const IMPLANT_JSON = {
  terms: {
    ...{ channels: 100, rate_hz: 1000, bits: 10, link_bits_per_s: 1e5, latency_s: 0.01, power_w: 0.002 },
    ...{ front_end_w: 1e-5, node_nm: 22, radios: RADIOS, overhead: 0, chunk_frames: 16 },
  },
  measured_on: [{ name: 'a', channels: 3, duration_s: 5 }],
  rows: [
    { chain: 'uncoded', loss: 'none', bits: 10, energyPj: [0, 0] },
    { chain: 'levels+delta+rice', loss: 'none', bits: 5, energyPj: [1000, 4000] },
    { chain: 'levels+lms-range:error=2', loss: 'bounded', bits: 2, energyPj: [2000, 8000] },
    { chain: 'mine', loss: 'events', bits: 0.1, energyPj: null },
    { chain: 'levels+events', loss: 'events', bits: 0.05, energyPj: [500, 900] },
    { chain: 'levels+counts', loss: 'counts', bits: 0.01, latencyS: 0.05, energyPj: [500, 800] },
  ].map(made => rowOf(made as Made)),
  failures: [{ chain: 'liar', error: 'mismatch: <b>frame 0</b>' }],
};

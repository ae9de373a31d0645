/** An answer for a program to read: seconds, watts, bits, bytes. */
import type { ImplantAnswer, ImplantRow } from '../../../harness/implant/implant.js';
import { pooledQuality } from '../../../harness/quality/total.js';
import { durationS } from '../../../harness/recordings/recording.js';
import { formatCsv } from '../../../harness/run/csv.js';

export function implantJson(answer: ImplantAnswer) {
  const { terms, arrays, blockFrames, failures } = answer;
  return {
    terms: {
      channels: terms.channels,
      rate_hz: terms.rateHz,
      bits: terms.bits,
      link_bits_per_s: terms.linkBitsPerS,
      latency_s: terms.latencyS,
      power_w: terms.powerW,
      front_end_w: terms.frontEndW,
      node_nm: terms.nodeNm,
      radios: terms.radios.map(({ name, joulesPerBit }) => ({ name, joules_per_bit: joulesPerBit })),
      overhead: terms.overhead,
      chunk_frames: blockFrames,
    },
    measured_on: arrays.map(array => ({
      name: array.name,
      channels: array.channels,
      duration_s: durationS(array),
    })),
    rows: answer.rows.map(row => ({
      ...figuresOf(row),
      energy_notes: row.energyNotes,
      radios: row.demands.radios.map(radio => ({
        name: radio.name,
        radio_w: radio.radioW,
        total_floor_w: radio.total?.floorW ?? null,
        total_ceiling_w: radio.total?.ceilingW ?? null,
        channels_by_power: radio.channels,
        fits: radio.fits,
        fails_by: radio.excess?.constraint ?? null,
        fails_factor: radio.excess?.factor ?? null,
      })),
    })),
    failures,
  };
}

/** A row a chain; columns of a radio begin with its name. */
export function implantCsv({ rows }: ImplantAnswer): string {
  const flat = rows.map(row => ({
    ...figuresOf(row),
    ...Object.fromEntries(
      row.demands.radios.flatMap(radio => [
        [`${radio.name}_radio_w`, radio.radioW],
        [`${radio.name}_total_floor_w`, radio.total?.floorW ?? null],
        [`${radio.name}_total_ceiling_w`, radio.total?.ceilingW ?? null],
        [`${radio.name}_channels_by_power`, radio.channels],
        [`${radio.name}_fits`, radio.fits],
        [`${radio.name}_fails_by`, radio.excess?.constraint ?? null],
        [`${radio.name}_fails_factor`, radio.excess?.factor ?? null],
      ]),
    ),
  }));
  return formatCsv(Object.keys(flat[0]), flat);
}

function figuresOf(row: ImplantRow) {
  const { demands, energy, live } = row;
  const { latency, compute } = demands;
  return {
    chain: row.chain ?? 'uncoded',
    loss: row.kind,
    block_frames: live?.blockFrames ?? row.blockFrames,
    is_live: live !== null,
    bits_per_sample: row.bitsPerSample,
    worst_bits_per_sample: row.worstBitsPerSample,
    worst_s: row.worstS,
    ratio: demands.ratio,
    link_bits_per_s: demands.linkBitsPerS,
    worst_link_bits_per_s: demands.worstLinkBitsPerS,
    latency_s: latency.totalS,
    latency_block_s: latency.blockS,
    latency_look_ahead_s: latency.lookAheadS,
    latency_wait_s: latency.waitS,
    latency_send_s: latency.sendS,
    state_bytes: demands.stateBytes,
    total_state_bytes: demands.totalStateBytes,
    energy_floor_pj: energy?.floorPj ?? null,
    energy_ceiling_pj: energy?.ceilingPj ?? null,
    energy_processor_pj: energy?.processorPj ?? null,
    compute_floor_w: compute?.floorW ?? null,
    compute_ceiling_w: compute?.ceilingW ?? null,
    processor_w: demands.processorW,
    break_even_pj_per_bit: demands.breakEvenPj,
    channels_by_link: demands.channelsByLink,
    ...(row.quality ?? pooledQuality([])),
    grade: row.quality?.grade ?? null,
    ...timesOf(row),
    measured_before: live === null ? '' : live.measuredBefore.join('; '),
  };
}

function timesOf({ deadline }: ImplantRow) {
  return {
    timed_channels: deadline?.channels ?? null,
    timed_quiet: deadline?.quiet ?? null,
    encode_block_median_ms: deadline?.encode.median ?? null,
    encode_block_p99_ms: deadline?.encode.p99 ?? null,
    encode_block_p999_ms: deadline?.encode.p999 ?? null,
    encode_block_worst_ms: deadline?.encode.worst ?? null,
    decode_block_median_ms: deadline?.decode.median ?? null,
    decode_block_p99_ms: deadline?.decode.p99 ?? null,
    decode_block_p999_ms: deadline?.decode.p999 ?? null,
    decode_block_worst_ms: deadline?.decode.worst ?? null,
  };
}

/**
 * Ranks among the distinct values of a channel, whatever they are: code = rank of the value, 0 at the least one >= 0.
 * Unlike levels, it looks for no grid, and keeps no gap between codes. Side information, empty if all channels are as
 * they are; for each channel:
 *
 *   varint n | n bytes, the distinct values (models/value-table.ts); n = 0: the channel is as it is
 *
 * A channel stays as it is where ranks could not save the bytes that its table takes.
 */

import { channelsOf, shapeOf } from '../bytes/shape.js';
import { concatenate, takeWithLength, withLength } from '../bytes/stream.js';
import { defineTransform, NO_SIDE_INFORMATION, type Samples, type Transformed } from '../codec.js';
import { makeBitDecoder, makeBitEncoder } from '../models/adaptive-bits.js';
import { distinctValues } from '../models/distinct-values.js';
import { codeValues } from '../models/value-table.js';

/** The code of the least value. */
function leastCode(values: Int16Array): number {
  const zero = values.findIndex(value => value >= 0);
  return zero < 0 ? -values.length : -zero;
}

function encodeTable(values: Int16Array): Uint8Array {
  const coder = makeBitEncoder();
  codeValues(coder, values);
  return coder.finish();
}

function decodeTable(bytes: Uint8Array): Int16Array {
  const coder = makeBitDecoder(bytes);
  const values = codeValues(coder);
  coder.finish();
  return values;
}

/** Whether codes in so much narrower a range save, at best, more than the table's bytes. */
function tablePays(values: Int16Array, table: Uint8Array, frames: number): boolean {
  const span = values[values.length - 1] - values[0] + 1;
  return frames * Math.log2(span / values.length) > 8 * table.length;
}

/** Codes a channel in place. @returns its table; empty if it stays as it is */
function encodeChannel(channel: Int16Array): Uint8Array {
  const values = distinctValues(channel);
  const table = encodeTable(values);
  if (!tablePays(values, table, channel.length)) return NO_SIDE_INFORMATION;
  const codes = new Int16Array(65536);
  const least = leastCode(values);
  for (let k = 0; k < values.length; k++) codes[values[k] & 0xffff] = least + k;
  for (let i = 0; i < channel.length; i++) channel[i] = codes[channel[i] & 0xffff];
  return table;
}

/** Inverse of `encodeChannel`. */
function decodeChannel(channel: Int16Array, table: Uint8Array): void {
  if (table.length === 0) return;
  const values = decodeTable(table);
  const least = leastCode(values);
  for (let i = 0; i < channel.length; i++) {
    const rank = channel[i] - least;
    if (rank < 0 || rank >= values.length) {
      throw new Error(`code ${channel[i]} out of range ${least}..${least + values.length - 1}`);
    }
    channel[i] = values[rank];
  }
}

function encode(samples: Samples): Transformed {
  const { channels, frames } = shapeOf(samples);
  const data = samples.data.slice();
  const coded = { data, channels };
  if (frames === 0) return { samples: coded, side: NO_SIDE_INFORMATION };
  const tables = channelsOf({ data, channels }).map(encodeChannel);
  const asTheyAre = tables.every(table => table.length === 0);
  return { samples: coded, side: asTheyAre ? NO_SIDE_INFORMATION : concatenate(tables.map(withLength)) };
}

function decode({ samples, side }: Transformed): Samples {
  const { channels } = shapeOf(samples);
  const data = samples.data.slice();
  if (side.length === 0) return { data, channels };
  const cursor = { bytes: side, at: 0 };
  for (const channel of channelsOf({ data, channels })) decodeChannel(channel, takeWithLength(cursor));
  if (cursor.at !== side.length) throw new Error(`${side.length - cursor.at} bytes of side information left`);
  return { data, channels };
}

function errorPassedOn(error: number, { samples, side }: Transformed): number {
  if (side.length === 0) return error;
  const cursor = { bytes: side, at: 0 };
  let most = error;
  for (let channel = 0; channel < samples.channels; channel++) {
    const table = takeWithLength(cursor);
    if (table.length === 0) continue;
    const values = decodeTable(table);
    const last = values.length - 1;
    for (let k = 0; k <= last; k++) most = Math.max(most, values[Math.min(k + error, last)] - values[k]);
  }
  return most;
}

export const unique = defineTransform({
  name: 'unique',
  family: 'grid',
  summary: 'rank of each sample among the distinct values of its channel',
  errorPassedOn,
  open: () => ({ encode, decode }),
});

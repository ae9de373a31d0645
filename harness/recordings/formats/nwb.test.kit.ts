/** NWB files that h5wasm writes. */
import assert from 'node:assert/strict';
import type { Group, File as HdfFile } from 'h5wasm/node';
import { interleaved } from './written.test.kit.js';

/** Undefined where it is not installed. */
export const hdf: { readonly File: typeof HdfFile } | undefined = await import('h5wasm/node').then(
  async ({ default: h5wasm }) => {
    await h5wasm.ready;
    return h5wasm;
  },
  () => undefined,
);

/** Writes a file. */
export function writeHdf(path: string, fill: (file: HdfFile) => void): void {
  assert.ok(hdf !== undefined);
  const file = new hdf.File(path, 'w');
  fill(file);
  file.close();
}

interface Series {
  readonly channels?: number;
  readonly frames: number;
  readonly first?: number;
  readonly gzip?: boolean;
}

/** A series of samples from `planes`. */
export function addSeries(
  parent: Group,
  name: string,
  { channels, frames, first = 0, gzip = false }: Series,
): Group {
  const group = parent.create_group(name);
  group.create_attribute('neurodata_type', 'ElectricalSeries');
  const bytes = interleaved(channels ?? 1, frames, first);
  const data = group.create_dataset({
    name: 'data',
    data: new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2),
    shape: channels === undefined ? [frames] : [frames, channels],
    dtype: '<h',
    ...(gzip && {
      chunks: channels === undefined ? [16] : [16, channels],
      compression: 'gzip',
      compression_opts: 4,
    }),
  });
  data.create_attribute('conversion', 1.95e-7);
  return group;
}

export function addRate(group: Group, rate: number): void {
  const start = group.create_dataset({
    name: 'starting_time',
    data: Float64Array.of(0),
    shape: [],
    dtype: '<d',
  });
  start.create_attribute('rate', rate);
}

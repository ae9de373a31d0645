/**
 * Manifests: a CSV beside recordings that says what they are and how to know them again.
 *
 *   file,sha256,bytes,sample_rate_hz,bits_per_sample,channels,samples,simultaneous_with
 *
 * `file` is relative to the manifest, `bytes` and `sha256` are of the whole file, `samples` is of each channel.
 * Only `file` and `sha256` are needed for a check.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { csvParse, csvStringify } from '../common/lazy-packages.js';

export const MANIFEST_NAME = 'manifest.csv';

export interface ManifestRow {
  readonly file: string;
  readonly sha256: string;
  readonly bytes?: number;
  readonly sampleRateHz?: number;
  readonly channels?: number;
  readonly samples?: number;
  /** Another file of the set, recorded at the same time. */
  readonly simultaneousWith?: string;
}

/**
 * Reads a manifest, or nothing if the CSV has no columns `file` and `sha256`: then it is about something else.
 * @throws Error if it is there but no CSV, or cannot be read
 */
export function readManifest(path: string): ManifestRow[] | undefined {
  const rows: Record<string, string>[] = csvParse().parse(readFileSync(path), {
    bom: true,
    columns: true,
    trim: true,
    skip_empty_lines: true,
  });
  if (rows.some(row => row.file === undefined || row.sha256 === undefined)) return undefined;
  return rows.map(fromColumns);
}

function fromColumns(columns: Record<string, string>): ManifestRow {
  return {
    file: columns.file.replaceAll('\\', '/').replace(/^\.\//, ''),
    sha256: columns.sha256.toLowerCase(),
    ...(columns.bytes && { bytes: Number(columns.bytes) }),
    ...(columns.sample_rate_hz && { sampleRateHz: Number(columns.sample_rate_hz) }),
    ...(columns.channels && { channels: Number(columns.channels) }),
    ...(columns.samples && { samples: Number(columns.samples) }),
    ...(columns.simultaneous_with && { simultaneousWith: columns.simultaneous_with }),
  };
}

/** Writes a manifest of int16 recordings; beside its place first, so that it is never there in part. */
export function writeManifest(path: string, rows: readonly ManifestRow[]): void {
  const table = rows.map(row => ({
    file: row.file,
    sha256: row.sha256,
    bytes: row.bytes,
    sample_rate_hz: row.sampleRateHz,
    bits_per_sample: 16,
    channels: row.channels,
    samples: row.samples,
    simultaneous_with: row.simultaneousWith,
  }));
  writeFileSync(`${path}.part`, csvStringify().stringify(table, { header: true }));
  renameSync(`${path}.part`, path);
}

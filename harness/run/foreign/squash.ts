/**
 * squash-benchmark's results, a row a codec, level and file, times in seconds:
 *
 *   dataset,plugin,codec,level,compressed_size,compress_cpu,compress_wall,decompress_cpu,decompress_wall
 *
 * The size of a file stands nowhere but in the row of the plugin `copy`.
 */
import { quotient } from '../../common/quotient.js';
import {
  emptyRow,
  type ForeignFormat,
  type ForeignResults,
  type Remark,
  readTable,
  type TableLine,
} from './format.js';

const SOURCE = 'squash';
const COLUMNS = [
  'dataset',
  'plugin',
  'codec',
  'level',
  'compressed_size',
  'compress_cpu',
  'compress_wall',
  'decompress_cpu',
  'decompress_wall',
] as const;

export const squash: ForeignFormat = { source: SOURCE, header: COLUMNS.join(','), read };

function read(text: string): ForeignResults | undefined {
  const lines = readTable(text, ',', COLUMNS);
  if (lines === undefined) return undefined;
  const copies = lines.filter(line => line.text('plugin') === 'copy');
  const fileBytes = new Map(copies.map(line => [line.text('dataset'), line.number('compressed_size')]));
  const rows = lines.map(line => readRow(line, fileBytes.get(line.text('dataset')) ?? null));
  return { rows, remarks: rows.some(row => row.raw_bytes === null) ? [SIZE_REMARK] : [] };
}

function readRow(line: TableLine, rawBytes: number | null) {
  const encodedBytes = line.number('compressed_size');
  const perSecond = (column: string) =>
    quotient(rawBytes === null ? null : rawBytes / 1e6, line.number(column));
  return {
    ...emptyRow(SOURCE, nameOf(line), line.text('dataset')),
    raw_bytes: rawBytes,
    encoded_bytes: encodedBytes,
    ratio: quotient(rawBytes, encodedBytes),
    encode_mb_per_s: perSecond('compress_wall'),
    decode_mb_per_s: perSecond('decompress_wall'),
  };
}

/** `zlib/gzip 9`, or `brotli 11` where plugin and codec have one name. */
function nameOf(line: TableLine): string {
  const [plugin, codec, level] = [line.text('plugin'), line.text('codec'), line.text('level')];
  const name = plugin === codec ? codec : `${plugin}/${codec}`;
  return level === '' ? name : `${name} ${level}`;
}

const SIZE_REMARK: Remark = {
  figure: 'ratio',
  text: 'squash does not say how large a file is: left out, with the speeds, where no row of its plugin copy does',
};

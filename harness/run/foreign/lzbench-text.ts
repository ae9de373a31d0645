/**
 * What lzbench prints, a row a compressor and file, below lines about the machine:
 *
 *   Compressor name         Compress. Decompress. Compr. size  Ratio Filename
 *   memcpy                  16435 MB/s 16275 MB/s    10192446 100.00 dickens
 *   zstd 1.5.5 -3             195 MB/s   851 MB/s     3685714  36.16 dickens
 *
 * `Orig. size` may stand before `Compr. size`, a number of threads before the speeds, ERROR for the second speed.
 * Ratio is compressed bytes in percent of the original, whose bytes are those of memcpy where no column has them.
 */
import { quotient } from '../../common/quotient.js';
import {
  emptyRow,
  type ForeignFormat,
  type ForeignResults,
  measured,
  type Remark,
  type ResultRow,
} from './format.js';

const SOURCE = 'lzbench';
const HEADER =
  /^\s*Compressor name\s.*Compress\.\s+Decompress\.\s+(Orig\. size\s+)?Compr\. size\s+Ratio\s+Filename/;
const ROW =
  /^\s*(?<name>\S.*?)(\s{2,}[\d,;]+)?\s+(?<encode>[\d.]+) MB\/s\s+((?<decode>[\d.]+) MB\/s|ERROR)\s+(?<sizes>\d+(\s+\d+)?)\s+(?<percent>\d+\.\d+)\s*(?<file>.*?)\s*$/;
const END = /^\s*(done\b.*|\[.*|)$/;

export const lzbenchText: ForeignFormat = {
  source: SOURCE,
  header: 'Compressor name  Compress. Decompress. [Orig. size] Compr. size  Ratio Filename',
  read,
};

function read(text: string): ForeignResults | undefined {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex(line => HEADER.test(line));
  if (start < 0) return undefined;
  const table = lines.slice(start + 1);
  const end = table.findIndex(line => END.test(line));
  const parsed = table.slice(0, end < 0 ? undefined : end).map(readRow);
  if (parsed.length === 0) throw new Error('a header and nothing below it');
  const copies = new Map(parsed.filter(({ row }) => row.name === 'memcpy').map(({ row }) => [row.file, row]));
  const rows = parsed.map(({ row, percent }) =>
    withRatio(row, row.raw_bytes ?? copies.get(row.file)?.encoded_bytes ?? null, percent),
  );
  return { rows, remarks: rows.some(row => row.raw_bytes === null) ? [RATIO_REMARK] : [] };
}

function readRow(line: string, index: number): { row: ResultRow; percent: number } {
  const found = ROW.exec(line)?.groups;
  if (found === undefined)
    throw new Error(`row ${index + 1}, ${JSON.stringify(line)} is not a row of lzbench`);
  const sizes = found.sizes.split(/\s+/).map(Number);
  const row = {
    ...emptyRow(SOURCE, found.name, found.file),
    raw_bytes: sizes.length === 2 ? sizes[0] : null,
    encoded_bytes: sizes[sizes.length - 1],
    encode_mb_per_s: measured(Number(found.encode)),
    // no group where it says ERROR
    decode_mb_per_s: measured(Number(found.decode ?? 0)),
  };
  return { row, percent: Number(found.percent) };
}

function withRatio(row: ResultRow, rawBytes: number | null, percent: number): ResultRow {
  const ratio = rawBytes === null ? quotient(100, percent) : quotient(rawBytes, row.encoded_bytes);
  return { ...row, raw_bytes: rawBytes, ratio };
}

const RATIO_REMARK: Remark = {
  figure: 'ratio',
  text: 'lzbench prints compressed bytes in percent, to two decimals: turned round where it has no raw bytes',
};

/**
 * n1-codec's table, a row a mode over all files:
 *
 *   mode,total_original_size_bytes,total_compressed_size_bytes,compression_ratio,
 *   average_compression_speed_xRT,average_decompression_speed_xRT
 *
 * Sizes are of whole WAV files, and of a 10-byte header and payload. Its xRT stands upside down: it is seconds of
 * processing over seconds recorded for encode, and seconds of processing over a literal 5 for decode, whatever the
 * recordings last. Both are cut to two decimals. Its compression_results.csv is the same without a header.
 */
import { quotient } from '../../common/quotient.js';
import {
  emptyRow,
  type ForeignFormat,
  type ForeignResults,
  firstLine,
  type Remark,
  type ResultRow,
  readTable,
  type TableLine,
} from './format.js';

const SOURCE = 'n1-codec';
const COLUMNS = [
  'mode',
  'total_original_size_bytes',
  'total_compressed_size_bytes',
  'compression_ratio',
  'average_compression_speed_xRT',
  'average_decompression_speed_xRT',
] as const;
const HEADER = COLUMNS.join(',');
const HEADLESS = /^\w+,\d+,\d+(,\d*\.\d+){3}\s*$/;

/** The one set whose duration its bytes give away: all 743 files of the challenge, 73,383,917 samples at 19531 Hz. */
const COMPLETE_SET = { rawBytes: 146_800_526, durationS: 73_383_917 / 19531 };
const SUPPOSED_DURATION_S = 5;

export const n1Codec: ForeignFormat = { source: SOURCE, header: HEADER, read };

function read(text: string): ForeignResults | undefined {
  const lines = readTable(
    HEADLESS.test(firstLine(text)) ? `${HEADER}\n${text.trimStart()}` : text,
    ',',
    COLUMNS,
  );
  if (lines === undefined) return undefined;
  const rows = lines.map(readRow);
  return { rows, remarks: [ENCODE_REMARK, ...decodeRemarks(rows)] };
}

function readRow(line: TableLine): ResultRow {
  const rawBytes = line.number('total_original_size_bytes');
  const encodedBytes = line.number('total_compressed_size_bytes');
  const decodeS = line.number('average_decompression_speed_xRT') * SUPPOSED_DURATION_S;
  return {
    ...emptyRow(SOURCE, line.text('mode'), ''),
    raw_bytes: rawBytes,
    encoded_bytes: encodedBytes,
    ratio: quotient(rawBytes, encodedBytes),
    encode_xrt: quotient(1, line.number('average_compression_speed_xRT')),
    decode_xrt: rawBytes === COMPLETE_SET.rawBytes ? quotient(COMPLETE_SET.durationS, decodeS) : null,
  };
}

const ENCODE_REMARK: Remark = {
  figure: 'encode_xrt',
  text:
    'n1-codec divides processing by recorded time: turned round; it cut that to two decimals, so these are upper ' +
    'bounds (33 stands for 25 to 33), start-up of Python included',
};

function decodeRemarks(rows: readonly ResultRow[]): Remark[] {
  const remarks: string[] = [];
  if (rows.some(row => row.decode_xrt !== null)) {
    remarks.push('n1-codec divides by a literal 5 s: corrected by the 3757 s that the complete set lasts');
  }
  if (rows.some(row => row.raw_bytes !== COMPLETE_SET.rawBytes)) {
    remarks.push('n1-codec divides by a literal 5 s: left out where it does not say how long the files last');
  }
  return remarks.map(text => ({ figure: 'decode_xrt', text }));
}

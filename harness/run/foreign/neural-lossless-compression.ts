/**
 * neural_lossless_compression's results, a row a file of one method that it does not name:
 *
 *   file_name,file_size,compressed_size[,time_taken_ns]
 *
 * Sizes are of whole WAV files, header included.
 */
import { quotient } from '../../common/quotient.js';
import {
  emptyRow,
  type ForeignFormat,
  type ForeignResults,
  firstLine,
  type Remark,
  readTable,
} from './format.js';

const SOURCE = 'neural_lossless_compression';
const COLUMNS = ['file_name', 'file_size', 'compressed_size'] as const;
const TIME = 'time_taken_ns';

export const neuralLosslessCompression: ForeignFormat = {
  source: SOURCE,
  header: `${COLUMNS.join(',')}[,${TIME}]`,
  read,
};

function read(text: string, label: string): ForeignResults | undefined {
  const lines = readTable(text, ',', COLUMNS);
  if (lines === undefined) return undefined;
  const rows = lines.map(line => {
    const rawBytes = line.number('file_size');
    const encodedBytes = line.number('compressed_size');
    const sizes = {
      raw_bytes: rawBytes,
      encoded_bytes: encodedBytes,
      ratio: quotient(rawBytes, encodedBytes),
    };
    return { ...emptyRow(SOURCE, label, line.text('file_name')), ...sizes };
  });
  return { rows, remarks: firstLine(text).includes(TIME) ? [TIME_REMARK] : [] };
}

const TIME_REMARK: Remark = {
  figure: 'encode_mb_per_s',
  text: `${TIME} does not say whether it is of encode, of decode or of both: left out`,
};

/**
 * lzbench -o4, a row a compressor and file:
 *
 *   Compressor name,Compression speed,Decompression speed,Original size,Compressed size,Ratio,Filename
 *
 * Speeds are 10^6 bytes a second; with -z they are times, in columns `Compression time in us` and
 * `Decompression time in us`. Ratio is compressed bytes in percent of the original.
 */
import { quotient } from '../../common/quotient.js';
import {
  emptyRow,
  type ForeignFormat,
  type ForeignResults,
  measured,
  readTable,
  type TableLine,
} from './format.js';

const SOURCE = 'lzbench';
const SPEED = ['Compression speed', 'Decompression speed'] as const;
const TIME = ['Compression time in us', 'Decompression time in us'] as const;
const SIZES = ['Compressor name', 'Original size', 'Compressed size', 'Filename'] as const;

export const lzbenchCsv: ForeignFormat = {
  source: SOURCE,
  header:
    'Compressor name,Compression speed,Decompression speed,Original size,Compressed size,Ratio,Filename',
  read,
};

function read(text: string): ForeignResults | undefined {
  const bySpeed = readTable(text, ',', [...SIZES, ...SPEED]);
  if (bySpeed !== undefined) {
    return results(bySpeed, line => ({
      encode_mb_per_s: measured(line.number(SPEED[0])),
      decode_mb_per_s: measured(line.number(SPEED[1])),
    }));
  }
  const byTime = readTable(text, ',', [...SIZES, ...TIME]);
  if (byTime === undefined) return undefined;
  return results(byTime, line => ({
    // bytes a microsecond are 10^6 bytes a second
    encode_mb_per_s: quotient(line.number('Original size'), line.number(TIME[0])),
    decode_mb_per_s: quotient(line.number('Original size'), line.number(TIME[1])),
  }));
}

interface Speeds {
  readonly encode_mb_per_s: number | null;
  readonly decode_mb_per_s: number | null;
}

function results(lines: readonly TableLine[], speeds: (line: TableLine) => Speeds): ForeignResults {
  const rows = lines.map(line => {
    const rawBytes = line.number('Original size');
    const encodedBytes = line.number('Compressed size');
    const sizes = {
      raw_bytes: rawBytes,
      encoded_bytes: encodedBytes,
      ratio: quotient(rawBytes, encodedBytes),
    };
    return {
      ...emptyRow(SOURCE, line.text('Compressor name'), line.text('Filename')),
      ...sizes,
      ...speeds(line),
    };
  });
  return { rows, remarks: [] };
}

/**
 * TurboBench. Its CSV, a row a codec over all files, whose ctime and dtime are speeds in 10^6 bytes a second, and
 * whose ratio is compressed bytes in percent:
 *
 *   size,csize,ratio,ctime,dtime,name,file
 *
 * Its .tbb, separated by tabs, whose times have had one unit in one version and another in the next:
 *
 *   dataset size csize dtime ctime codec level param cmem dmem cstack dstack time
 *
 * A `?` before the name says that what came back differed.
 */
import { quotient } from '../../common/quotient.js';
import {
  emptyRow,
  type ForeignFormat,
  type ForeignResults,
  firstLine,
  measured,
  type Remark,
  type ResultRow,
  readTable,
  type TableLine,
} from './format.js';

const SOURCE = 'TurboBench';
const CSV_COLUMNS = ['size', 'csize', 'ratio', 'ctime', 'dtime', 'name', 'file'] as const;
const TBB_COLUMNS = ['dataset', 'size', 'csize', 'dtime', 'ctime', 'codec', 'level', 'param'] as const;

export const turboBenchCsv: ForeignFormat = { source: SOURCE, header: CSV_COLUMNS.join(','), read: readCsv };

export const turboBenchTbb: ForeignFormat = {
  source: SOURCE,
  header: `${TBB_COLUMNS.join(' ')} … (separated by tabs)`,
  read: readTbb,
};

function readCsv(text: string): ForeignResults | undefined {
  // TurboPFor's icbench has a column bpi more, and counts integers
  if (/\bbpi\b/.test(firstLine(text))) return undefined;
  const lines = readTable(text, ',', CSV_COLUMNS);
  if (lines === undefined) return undefined;
  const rows = lines.map(line => ({
    ...sizedRow(line, line.text('name'), line.text('file')),
    encode_mb_per_s: measured(line.number('ctime')),
    decode_mb_per_s: measured(line.number('dtime')),
  }));
  return { rows, remarks: failureRemarks(rows) };
}

function readTbb(text: string): ForeignResults | undefined {
  const lines = readTable(text, '\t', TBB_COLUMNS);
  if (lines === undefined) return undefined;
  const rows = lines.map(line => {
    const parameters = line.text('param') === '?' ? '' : line.text('param');
    return sizedRow(line, `${line.text('codec')} ${line.text('level')}${parameters}`, line.text('dataset'));
  });
  return { rows, remarks: [...failureRemarks(rows), ...TIME_REMARKS] };
}

function sizedRow(line: TableLine, name: string, file: string): ResultRow {
  const rawBytes = line.number('size');
  const encodedBytes = line.number('csize');
  const failed = name.startsWith('?');
  return {
    ...emptyRow(SOURCE, name, file),
    raw_bytes: rawBytes,
    encoded_bytes: failed ? null : encodedBytes,
    ratio: failed ? null : quotient(rawBytes, encodedBytes),
  };
}

function failureRemarks(rows: readonly ResultRow[]): Remark[] {
  if (!rows.some(row => row.name.startsWith('?'))) return [];
  return [{ figure: 'ratio', text: 'left out where TurboBench says ?: what came back differed' }];
}

const TIME_REMARKS: readonly Remark[] = (['encode_mb_per_s', 'decode_mb_per_s'] as const).map(figure => ({
  figure,
  text: 'the unit of the times in a .tbb differs between versions: left out; write a CSV with turbobench -p',
}));

/**
 * The CSVs of a run as Parquet files beside them: what a million cells are loaded from. Columns have the names and the order
 * of the CSVs; whole numbers are INT64, other numbers DOUBLE, truth values BOOLEAN, texts and words STRING, by a dictionary
 * where that is smaller, and lists LIST of DOUBLE. What is empty in the CSV is null.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import {
  CELL_COLUMNS,
  type Column,
  type Columns,
  LIMIT_COLUMNS,
  QUALITY_COLUMNS,
  TOTAL_COLUMNS,
  UNIT_COLUMNS,
} from './columns.js';
import { LIMITS_NAME, QUALITY_NAME, UNITS_NAME } from './load.js';
import { readTable } from './table/table.js';

const FILES: readonly (readonly [csv: string, columns: Columns])[] = [
  ['cells.csv', CELL_COLUMNS],
  ['totals.csv', TOTAL_COLUMNS],
  [QUALITY_NAME, QUALITY_COLUMNS],
  [UNITS_NAME, UNIT_COLUMNS],
  [LIMITS_NAME, LIMIT_COLUMNS],
];

/** So many rows are objects at a time; readers fetch as many at once. */
const GROUP_ROWS = 100_000;

/**
 * Writes a Parquet file for each CSV in the folder of a run.
 * @returns their paths
 * @throws Error in one line if there is none, or one cannot be read
 */
export function writeParquet(folder: string): string[] {
  const written = FILES.flatMap(([name, columns]) => {
    const csv = join(folder, name);
    if (!existsSync(csv)) return [];
    const path = csv.replace(/\.csv$/, '.parquet');
    writeTable(csv, path, columns);
    return [path];
  });
  if (written.length === 0) throw new Error(`${folder}: holds no cells.csv or totals.csv`);
  return written;
}

function writeTable(csv: string, path: string, columns: Columns): void {
  const table = readTable(csv, columns);
  const names = Object.keys(columns);
  const beside = `${path}.${process.pid}.part`;
  try {
    const writer = new ParquetWriter({
      writer: fileWriter(beside),
      schema: schemaOf(columns),
      createdBy: 'neural-codec-bench',
    });
    for (let start = 0; start < table.length; start += GROUP_ROWS) {
      const length = Math.min(GROUP_ROWS, table.length - start);
      const columnData = names.map(name => {
        const [field, stored] = [table.field(name), storedAs(columns[name])];
        return { name, data: Array.from({ length }, (_, row) => stored(field(start + row))) };
      });
      writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    }
    writer.finish();
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}

/** What the writer takes for a field: 64 bits of a whole number. */
function storedAs({ type }: Column): (field: unknown) => unknown {
  return type === 'integer' ? field => (typeof field === 'number' ? BigInt(field) : field) : field => field;
}

function schemaOf(columns: Columns): SchemaElement[] {
  const elements = Object.entries(columns).flatMap(([name, column]) => elementsOf(name, column));
  return [{ name: 'root', num_children: Object.keys(columns).length }, ...elements];
}

function elementsOf(name: string, { type, optional }: Column): SchemaElement[] {
  const repetition_type = optional ? 'OPTIONAL' : 'REQUIRED';
  if (type === 'integer') return [{ name, type: 'INT64', repetition_type }];
  if (type === 'number') return [{ name, type: 'DOUBLE', repetition_type }];
  if (type === 'truth value') return [{ name, type: 'BOOLEAN', repetition_type }];
  if (type !== 'list of numbers') {
    return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }];
  }
  return [
    { name, converted_type: 'LIST', repetition_type, num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  ];
}

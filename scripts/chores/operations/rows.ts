/** Counts in a file: rows of results/operations/operations.csv. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { groupBy } from '../../../harness/common/group-by.js';
import type { Operation, OperationKind } from '../../../harness/instrument/operation.js';
import type { ChainOperations } from '../../../harness/operations/count.js';
import { formatCsv } from '../../../harness/run/csv.js';

/** From the root of the repository. */
export const OPERATIONS_FILE = 'results/operations/operations.csv';

interface StageRow {
  readonly stage: string;
  readonly operations: readonly Operation[];
}

/** Counts of one direction of a chain over a set of recordings. */
export interface CountedRow {
  /** Of recordings. */
  readonly set: string;
  readonly chain: string;
  readonly direction: 'encode' | 'decode';
  readonly samples: number;
  /** Of each stage. */
  readonly stages: readonly StageRow[];
  /** Why there are none; empty if there are. */
  readonly unsupported: string;
}

const COLUMNS = [
  'set',
  'chain',
  'direction',
  'samples',
  'stage',
  'kind',
  'type',
  'bits',
  'lanes',
  'operand_bits',
  'count',
  'unsupported',
] as const;

export function rowsOf(set: string, counted: readonly ChainOperations[]): CountedRow[] {
  return counted.flatMap(chain =>
    (['encode', 'decode'] as const).map(direction => {
      const result = chain[direction];
      const { samples, stages } = result.status === 'counted' ? result : { samples: 0, stages: [] };
      const unsupported = result.status === 'counted' ? '' : result.reason;
      return { set, chain: chain.chain, direction, samples, stages, unsupported };
    }),
  );
}

/** A line for each class of operations of a stage; one that says so of a stage or a direction without any. */
export function formatCounted(rows: readonly CountedRow[]): string {
  return formatCsv(
    COLUMNS,
    rows.flatMap(({ stages, ...row }): object[] => {
      if (stages.length === 0) return [row];
      return stages.flatMap(({ stage, operations }): object[] => {
        if (operations.length === 0) return [{ ...row, stage }];
        return operations.map(({ operandBits, ...operation }) => {
          return { ...row, stage, ...operation, operand_bits: operandBits?.join('x') ?? null };
        });
      });
    }),
  );
}

type Line = Readonly<Record<(typeof COLUMNS)[number], string>>;

export function readCounted(path: string): CountedRow[] {
  const lines: Line[] = parse(readFileSync(path), { columns: true });
  const rows = groupBy(lines, ({ set, chain, direction }) => [set, chain, direction].join('\n'));
  return [...rows.values()].map(own => {
    const [{ set, chain, direction, samples, unsupported }] = own;
    const ofStages = groupBy(
      own.filter(({ stage }) => stage !== ''),
      ({ stage }) => stage,
    );
    const stages = [...ofStages].map(([stage, ofStage]) => ({
      stage,
      operations: ofStage.filter(({ kind }) => kind !== '').map(operationOf),
    }));
    const way = direction === 'encode' ? 'encode' : 'decode';
    return { set, chain, direction: way, samples: Number(samples), stages, unsupported };
  });
}

function operationOf({ kind, type, bits, lanes, count, operand_bits }: Line): Operation {
  const [narrow, wide] = operand_bits.split('x').map(Number);
  return {
    kind: kind as OperationKind,
    type: type === 'float' ? 'float' : 'integer',
    bits: Number(bits),
    lanes: Number(lanes),
    ...(operand_bits !== '' && { operandBits: [narrow, wide] }),
    count: Number(count),
  };
}

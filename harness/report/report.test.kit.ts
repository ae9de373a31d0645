/** Runs as a page has them, out of lines of a log. */
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from '../run/cells.js';
import type { Environment } from '../run/environment.js';
import { collectLimits } from '../run/limits.js';
import type { Run } from '../run/load.js';
import type { LogLine } from '../run/log.js';
import { totalsOf } from '../run/pareto.js';
import { collectQuality } from '../run/quality.js';
import { reportRun } from './data.js';
import type { ReportChain, ReportRun } from './model.js';

export function runOf(lines: readonly LogLine[], environment: Partial<Environment> | null = null): Run {
  const cells = cellRows(lines);
  const [collected, limits] = [collectQuality(), collectLimits()];
  for (const line of lines) {
    collected.add(line);
    limits.add(line);
  }
  const quality = collected.rows();
  const tables = { cells, totals: totalsOf(cells, quality), quality, limits: limits.sorted() };
  return { path: 'run', name: 'run', ...tables, environment };
}

export function reportOf(lines: readonly LogLine[]): ReportRun {
  return reportRun(runOf(lines));
}

/** Of 4000 bytes. */
export function sized(chain: string, encodedBytes: number): LogLine {
  return exactLine({ chain, encodedBytes });
}

/** Of 4000 bytes and 1 s, which decode in 1 ms. */
export function timed(chain: string, encodedBytes: number, encodeMs: number): LogLine[] {
  return [sized(chain, encodedBytes), timingLine({ chain, encodeNs: [encodeMs * 1e6], decodeNs: [1e6] })];
}

export function chainIn({ chains }: ReportRun, name: string): ReportChain {
  const found = chains.find(({ chain }) => chain === name);
  if (found === undefined) throw new Error(`${name} is not in the run`);
  return found;
}

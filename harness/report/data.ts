/** Runs as the data of a page. */
import { createHash } from 'node:crypto';
import { splitStage } from '../../codecs/chain-id.js';
import type { Registry, StageKind } from '../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { groupBy } from '../common/group-by.js';
import { type CellRow, SAME_AGAIN, type TotalRow } from '../run/columns.js';
import { chainKey, keyOf } from '../run/key.js';
import type { Run } from '../run/load.js';
import { describeRun } from './facts.js';
import type { Failure, ReportChain, ReportData, ReportRecording, ReportRun } from './model.js';
import { packSizes } from './sizes.js';

/** Of a digest: enough to distinguish what a report holds. */
const ID_DIGITS = 16;

export function reportData(runs: readonly Run[], created: Date): ReportData {
  const registry = makeRegistry(builtInStages);
  return { created: created.toISOString(), runs: runs.map(run => reportRun(run, registry)) };
}

export function reportRun(run: Run, registry = makeRegistry(builtInStages)): ReportRun {
  const chains = reportChains(run, registry);
  const recordings = reportRecordings(run.cells);
  return {
    name: run.name,
    startedAt: run.environment?.started_at ?? null,
    facts: describeRun(run),
    chains,
    recordings,
    sizes: packSizes(sizesOf(run.cells, chains, recordings)),
    failures: reportFailures(run.cells),
    failuresKnown: run.cells.length > 0,
  };
}

/** One a chain and scope, best ratio first; the a/a copy is not among them. */
function reportChains({ totals, cells }: Run, registry: Registry): ReportChain[] {
  const timedOn = timedRecordings(cells);
  const measured = totals.filter(({ alias }) => alias !== SAME_AGAIN);
  const groups = groupBy(measured, chainKey);
  return [...groups.values()]
    .map(rows => reportChain(rows, timedOn.get(chainKey(rows[0])) ?? '', registry))
    .sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0));
}

function reportChain(rows: readonly TotalRow[], timedOn: string, registry: Registry): ReportChain {
  const [row] = rows;
  return {
    chain: row.chain,
    aliases: rows.map(({ alias }) => alias).filter(alias => alias !== ''),
    family: row.family,
    isolation: row.isolation,
    scope: row.scope,
    recordings: row.recordings,
    failed: row.failed,
    rawBytes: row.raw_bytes,
    encodedBytes: row.encoded_bytes,
    modelBytes: row.model_bytes,
    ratio: row.ratio,
    bitsPerSample: row.bits_per_sample,
    encodeXrt: row.encode_xrt,
    decodeXrt: row.decode_xrt,
    encodeMbPerS: row.encode_mb_per_s,
    decodeMbPerS: row.decode_mb_per_s,
    peakRssBytes: row.peak_rss_bytes,
    timedOn,
    onFront: row.on_pareto_front,
    dominatedBy: row.dominated_by,
    coderAt: coderAt(row.chain, registry),
  };
}

/** By chain, a digest of the recordings that it was timed on. */
function timedRecordings(cells: readonly CellRow[]): Map<string, string> {
  const timed = new Map<string, Set<string>>();
  for (const cell of cells.filter(({ alias, encode_ns }) => alias !== SAME_AGAIN && encode_ns !== null)) {
    const key = chainKey(cell);
    timed.set(key, (timed.get(key) ?? new Set()).add(cell.recording_sha256));
  }
  const digest = (ids: Set<string>) =>
    createHash('sha256')
      .update([...ids].sort().join())
      .digest('hex');
  return new Map([...timed].map(([key, ids]) => [key, digest(ids).slice(0, ID_DIGITS)]));
}

/** A chain has one coder; a stage of a plugin, whose kind stands in no file of a run, must be it where no other is. */
function coderAt(chain: string, registry: Registry): number {
  const kinds = chain.split('+').map(stage => kindOf(stage, registry));
  const known = kinds.indexOf('coder');
  return known >= 0 ? known : Math.max(0, kinds.lastIndexOf(undefined));
}

function kindOf(stage: string, registry: Registry): StageKind | undefined {
  return registry.get(splitStage(stage)[0])?.kind;
}

/** Recordings with the same name and samples are one. Streams of all recordings are none. */
function reportRecordings(cells: readonly CellRow[]): ReportRecording[] {
  const recordings = new Map<string, ReportRecording>();
  for (const cell of cells.filter(({ scope }) => scope === 'recording')) {
    const id = idOf(cell);
    recordings.set(keyOf(id, cell.recording), { name: cell.recording, id, rawBytes: cell.raw_bytes });
  }
  return [...recordings.values()];
}

function idOf({ recording_sha256 }: CellRow): string {
  return recording_sha256.slice(0, ID_DIGITS);
}

function sizesOf(
  cells: readonly CellRow[],
  chains: readonly ReportChain[],
  recordings: readonly ReportRecording[],
): (number | null)[] {
  const sizes = new Map<string, number | null>();
  for (const cell of cells.filter(({ alias }) => alias !== SAME_AGAIN)) {
    sizes.set(keyOf(chainKey(cell), idOf(cell), cell.recording), cell.encoded_bytes);
  }
  return chains.flatMap(chain =>
    recordings.map(({ id, name }) => sizes.get(keyOf(chainKey(chain), id, name)) ?? null),
  );
}

function reportFailures(cells: readonly CellRow[]): Failure[] {
  const groups = new Map<string, { failure: Failure; recordings: Set<string> }>();
  for (const { chain, status, error, recording } of cells.filter(cell => cell.status !== 'ok')) {
    const key = keyOf(chain, status, error);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, {
        failure: { chain, status, error, recordings: [] },
        recordings: new Set([recording]),
      });
    } else group.recordings.add(recording);
  }
  return [...groups.values()].map(({ failure, recordings }) => ({ ...failure, recordings: [...recordings] }));
}

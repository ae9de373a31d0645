/** Runs as the data of a page. */
import { splitStage } from '../../codecs/chain-id.js';
import type { Registry } from '../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { groupBy } from '../common/group-by.js';
import type { OnTimingProgress } from '../compare/timing.js';
import { SAME_AGAIN, type TotalRow } from '../run/columns.js';
import type { JudgedCell } from '../run/judged.js';
import { chainKey, keyOf, namedChainKeys } from '../run/key.js';
import type { JudgedRun } from '../run/load.js';
import { type Standing, standingsOf } from '../run/standing.js';
import { compareForPage } from './compared.js';
import { readExplained } from './explained.js';
import { describeRun } from './facts.js';
import { foldItems, MOST_FAILURES, mostChains } from './fold.js';
import { count } from './format.js';
import type { ReportImplant } from './implant/model.js';
import { readImplant } from './implant/read.js';
import { reportLossy } from './lossy.js';
import type {
  ExplainedChain,
  Failure,
  ReportChain,
  ReportData,
  ReportRecording,
  ReportRun,
  ReportStanding,
} from './model.js';
import { packSizes } from './sizes.js';

/**
 * @param onProgress of comparing
 * @throws Error in one line if an explain.json or implant.json beside a run is not readable as that
 */
export function reportData(
  runs: readonly JudgedRun[],
  created: Date,
  onProgress?: OnTimingProgress,
): ReportData {
  const [base, ...others] = runs;
  return {
    created: created.toISOString(),
    runs: runs.map(run => reportRun(run, readExplained(run.path), readImplant(run.path))),
    comparisons: others.map(other => compareForPage(base, other, onProgress)),
  };
}

export function reportRun(
  run: JudgedRun,
  explained: readonly ExplainedChain[] = [],
  implant: ReportImplant | null = null,
): ReportRun {
  const registry = makeRegistry(builtInStages);
  const all = reportChains(run, registry);
  const recordings = recordingsOf(run.cells);
  const most = mostChains(recordings.size);
  const leads = ({ standing, onFront }: ReportChain) => standing !== null || onFront === true;
  const chains = foldItems(all, most, leads);
  const failures = reportFailures(run.cells);
  return {
    name: run.name,
    startedAt: run.environment?.started_at ?? null,
    facts: [...describeRun(run), ...foldedFacts(all.length - chains.length, failures.length)],
    chains,
    lossy: reportLossy(run, registry),
    recordings: [...recordings.values()],
    sizes: packSizes(sizesOf(run.cells, chains, [...recordings.keys()])),
    failures: failures.slice(0, MOST_FAILURES),
    failuresKnown: run.cells.length > 0,
    views: [],
    stages: stageSummaries(chains, registry),
    explained,
    implant,
  };
}

/** What is not on the page, since it would be too much. */
function foldedFacts(chains: number, failures: number): (readonly [string, string])[] {
  const left = [
    ...(chains > 0 ? [`${count(chains, 'chain')} of small ratios that are on no front: totals.csv`] : []),
    ...(failures > MOST_FAILURES ? [`${count(failures - MOST_FAILURES, 'kind')} of failure: cells.csv`] : []),
  ];
  return left.length === 0 ? [] : [['Not on this page', left.join('; ')]];
}

/** One a lossless chain and scope, best ratio first; the a/a copy is not among them. */
function reportChains({ totals }: JudgedRun, registry: Registry): ReportChain[] {
  const standings = new Map(standingsOf(totals).map(standing => [chainKey(standing.row), standing]));
  // what may lose something is no rival of what does not
  const measured = totals.filter(({ alias, loss }) => alias !== SAME_AGAIN && loss === 'none');
  return [...groupBy(measured, chainKey)]
    .map(([key, rows]) => reportChain(rows, standings.get(key), registry))
    .sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0));
}

function reportChain(
  rows: readonly TotalRow[],
  standing: Standing | undefined,
  registry: Registry,
): ReportChain {
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
    onFront: row.on_pareto_front,
    dominatedBy: row.dominated_by,
    coderAt: coderAt(row.chain, registry),
    standing: standing === undefined ? null : reportStanding(standing),
  };
}

function reportStanding({ rank, of, excess }: Standing): ReportStanding {
  return { rank, of, excess };
}

/** A chain has one coder; a stage of a plugin, whose kind stands in no file of a run, must be it where no other is. */
function coderAt(chain: string, registry: Registry): number {
  const kinds = stageNames(chain).map(name => registry.get(name)?.kind);
  const known = kinds.indexOf('coder');
  return known >= 0 ? known : Math.max(0, kinds.lastIndexOf(undefined));
}

function stageNames(chain: string): string[] {
  return chain.split('+').map(stage => splitStage(stage)[0]);
}

function stageSummaries(chains: readonly ReportChain[], registry: Registry): Record<string, string> {
  const names = new Set(chains.flatMap(({ chain }) => stageNames(chain)));
  return Object.fromEntries(
    [...names].flatMap(name => {
      const stage = registry.get(name);
      return stage === undefined ? [] : [[name, stage.summary]];
    }),
  );
}

/** Recordings with the same name and samples are one. Streams of all recordings are none. */
function recordingsOf(cells: readonly JudgedCell[]): Map<string, ReportRecording> {
  const recordings = new Map<string, ReportRecording>();
  for (const cell of cells) {
    if (cell.scope !== 'recording') continue;
    recordings.set(recordingKey(cell), { name: cell.recording, rawBytes: cell.raw_bytes });
  }
  return recordings;
}

function recordingKey({ recording_sha256, recording }: JudgedCell): string {
  return keyOf(recording_sha256, recording);
}

/** Of every chain on every recording, null where it failed or is not there. */
function sizesOf(
  cells: readonly JudgedCell[],
  chains: readonly ReportChain[],
  recordings: readonly string[],
): (number | null)[] {
  const sizes = new Array<number | null>(chains.length * recordings.length).fill(null);
  const rows = new Map(chains.map((chain, row) => [chainKey(chain), row]));
  const columns = new Map(recordings.map((recording, column) => [recording, column]));
  const nameKey = namedChainKeys();
  const rowOfName = new Map<string, number | undefined>();
  for (const cell of cells) {
    if (cell.alias === SAME_AGAIN) continue;
    const name = nameKey(cell);
    if (!rowOfName.has(name)) rowOfName.set(name, rows.get(chainKey(cell)));
    const row = rowOfName.get(name);
    const column = columns.get(recordingKey(cell));
    if (row !== undefined && column !== undefined)
      sizes[row * recordings.length + column] = cell.encoded_bytes;
  }
  return sizes;
}

function reportFailures(cells: readonly JudgedCell[]): Failure[] {
  const failed = cells.filter(cell => cell.status !== 'ok');
  const alike = groupBy(failed, ({ chain, status, error }) => keyOf(chain, status, error));
  return [...alike.values()].map(group => {
    const [{ chain, status, error }] = group;
    return { chain, status, error, recordings: [...new Set(group.map(({ recording }) => recording))] };
  });
}

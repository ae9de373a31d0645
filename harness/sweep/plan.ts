/** What a sweep is going to do: plugins described, chains and recordings chosen, what a log already holds left out. */
import { resolve } from 'node:path';
import { isolationOf } from '../../codecs/chain.js';
import { parseChain, printChain, printStage, stagesOf } from '../../codecs/chain-id.js';
import type { Registry } from '../../codecs/codec.js';
import { greatest } from '../common/extremes.js';
import { draw, shuffled } from '../common/shuffle.js';
import { familyOf, type Grid, type NamedChain, type PlannedChain, planChains } from '../grid/grid.js';
import { type Plugged, pluginsBehind, registryWith, sourcesBehind } from '../plugins/plugged.js';
import { chunkedRecording, wholeOf } from '../recordings/chunked.js';
import { type Recording, type Refusal, scopeOf } from '../recordings/recording.js';
import { solidRecording } from '../recordings/solid.js';
import { SAME_AGAIN } from '../run/columns.js';
import { type CellKey, processRunKey, resultKey } from '../run/key.js';
import { type ExactLine, readLog } from '../run/log.js';
import { ownVersion, versionsOf } from '../run/versions.js';
import type { SweepSettings } from './settings.js';

/** A chain on a recording that is to be measured. */
export interface SweepCell {
  readonly planned: PlannedChain;
  readonly recording: Recording;
  readonly versions: string;
  /** Specifiers of the plugins and profiles behind the chain. */
  readonly plugins: readonly string[];
}

/** One process run of the timing pass that is to be made. */
export interface TimingRunPlan {
  readonly cell: SweepCell;
  /** Empty, or `a/a`. */
  readonly alias: string;
  readonly round: number;
}

export interface SweepPlan {
  readonly settings: SweepSettings;
  readonly plugged: Plugged;
  readonly chains: readonly PlannedChain[];
  /** Ids of the chains that the user gave, by name or with a plugin's stage. */
  readonly given: ReadonlySet<string>;
  readonly recordings: readonly Recording[];
  readonly refused: readonly Refusal[];
  /** All, recording by recording. */
  readonly cells: readonly SweepCell[];
  /** Cells whose exact pass is to be run, recording by recording. */
  readonly exact: readonly SweepCell[];
  /** Cells whose exact result stands in the log. */
  readonly standing: number;
  /** Lines of the log, from 1, that are torn: what they held is planned again. */
  readonly tornLines: readonly number[];
  /** Process runs to be made if their cell's exact pass ends well, in the order in which they are made. */
  readonly timing: readonly TimingRunPlan[];
}

/** What is to be planned. */
export interface SweepRequest {
  readonly grids: readonly Grid[];
  readonly exactChains: readonly string[];
  /** Chains that the user named, to be marked among the others as those with a stage of a plugin are. */
  readonly givenChains?: readonly string[];
  readonly namedChains?: readonly NamedChain[];
  readonly plugged: Plugged;
  readonly recordings: readonly Recording[];
  readonly refused: readonly Refusal[];
  readonly settings: SweepSettings;
}

/**
 * Plans a sweep and looks up what the run folder already holds.
 * @throws Error with one line if a chain or an axis is wrong, or the set too large for one stream
 */
export function planSweep(request: SweepRequest): SweepPlan {
  const { plugged, recordings, settings, givenChains = [] } = request;
  const registry = registryWith(plugged);
  const exactChains = [...request.exactChains, ...givenChains];
  const chains = planChains(request.grids, exactChains, registry, request.namedChains);
  const given = givenAmong(chains, givenChains, plugged, registry);
  return planOver({ chains, given, plugged, recordings, refused: request.refused, settings });
}

/** What is to be measured of a sweep whose chains are known. */
type Chosen = Pick<SweepPlan, 'chains' | 'given' | 'plugged' | 'recordings' | 'refused' | 'settings'>;

/**
 * Plans a sweep of chains that are known, and looks up what the run folder already holds.
 * @throws Error with one line if the set is too large for one stream
 */
export function planOver(chosen: Chosen): SweepPlan {
  const { settings } = chosen;
  const cells = cellsOver(chosen);
  const log = readStanding(settings);
  const exact = cells.filter(cell => !log.exact.has(resultKey(identityOf(cell))));
  return {
    ...chosen,
    cells,
    exact,
    standing: cells.length - exact.length,
    tornLines: log.torn,
    timing: planTiming(cells, chosen).filter(
      ({ cell, alias, round }) => !log.timing.has(processRunKey(identityOf(cell), alias, round)),
    ),
  };
}

/**
 * All cells, recording by recording.
 * @throws Error with one line if the set is too large for one stream
 */
export function cellsOver({
  chains,
  plugged,
  recordings,
  settings,
}: Pick<SweepPlan, 'chains' | 'plugged' | 'recordings'> & {
  readonly settings: Pick<SweepSettings, 'scope' | 'chunksS'>;
}): SweepCell[] {
  const own = ownVersion();
  const measured = chains.map(planned => ({ planned, ...whatStandsBehind(planned, plugged, own) }));
  return measuredRecordings(recordings, settings).flatMap(recording =>
    measured.map(chain => ({ ...chain, recording })),
  );
}

function givenAmong(
  chains: readonly PlannedChain[],
  named: readonly string[],
  { sources }: Plugged,
  registry: Registry,
): Set<string> {
  const ids = new Set(named.map(text => printChain(parseChain(text, registry))));
  const isGiven = ({ id, chain }: PlannedChain) =>
    ids.has(id) || stagesOf(chain).some(({ stage }) => sources.has(stage.name));
  return new Set(chains.filter(isGiven).map(({ id }) => id));
}

/** The set first: its cells take longest, and no core is to wait for them at the end. */
function measuredRecordings(
  recordings: readonly Recording[],
  { scope, chunksS }: Pick<SweepSettings, 'scope' | 'chunksS'>,
) {
  const asChunked = (recording: Recording) =>
    chunksS.map(chunkS => (chunkS === null ? recording : chunkedRecording(recording, chunkS)));
  return [
    ...(scope === 'recording' ? [] : [solidRecording(recordings)]),
    ...(scope === 'solid' ? [] : recordings.flatMap(asChunked)),
  ];
}

function whatStandsBehind({ chain }: PlannedChain, plugged: Plugged, own: string) {
  const pluginVersions = sourcesBehind(chain, plugged).map(source => source.version);
  return { versions: versionsOf(chain, own, pluginVersions), plugins: pluginsBehind(chain, plugged) };
}

/** What identifies a cell in the log. */
export function identityOf({ planned, recording, versions }: SweepCell): CellKey {
  const { name, sha256 } = recording;
  return { chain: planned.id, recording: name, recordingSha256: sha256, versions, scope: scopeOf(recording) };
}

function readStanding(settings: SweepSettings) {
  const exact = new Set<string>();
  const timing = new Set<string>();
  const torn: number[] = [];
  for (const line of readLog(resolve(settings.out), number => torn.push(number))) {
    if (line.type === 'exact' && stands(line, settings)) exact.add(resultKey(line));
    if (line.type === 'timing' && line.status === 'ok' && line.timeMs === settings.timeMs) {
      timing.add(processRunKey(line, line.alias, line.round));
    }
  }
  return { exact, timing, torn };
}

/** A limit that was met says nothing about another limit, a package may have come, and memory may have been freed. */
function stands(line: ExactLine, { timeoutS, memoryMb }: SweepSettings): boolean {
  if (line.status === 'unsupported' || line.status === 'oom') return false;
  if (line.status !== 'timeout') return true;
  return line.timeoutS === timeoutS && line.memoryMb === memoryMb;
}

/**
 * Rounds over all timed cells and the a/a copy, each round in an order of its own. A solid set is timed in the first
 * round only: it takes as long as all recordings together.
 */
function planTiming(cells: readonly SweepCell[], { recordings, settings }: Chosen): TimingRunPlan[] {
  const runs = timedCells(cells, { recordings, settings }).map(cell => ({ cell, alias: '' }));
  const same = sameAgain(cells);
  const again = runs.filter(run => run.cell.planned === same).map(run => ({ ...run, alias: SAME_AGAIN }));
  return Array.from({ length: settings.rounds }, (_, round) =>
    shuffled([...runs, ...again], settings.seed + round)
      .filter(run => round === 0 || !isSolid(run.cell))
      .map(run => ({ ...run, round })),
  ).flat();
}

/** Cells that a timing pass takes: of solid sets, and of the recordings that are drawn for it. */
export function timedCells(
  cells: readonly SweepCell[],
  { recordings, settings }: Pick<SweepPlan, 'recordings' | 'settings'>,
): SweepCell[] {
  const timed = new Set(draw(recordings, settings.timed, settings.seed));
  return cells.filter(cell => isSolid(cell) || timed.has(wholeOf(cell.recording)));
}

function isSolid({ recording }: SweepCell): boolean {
  return scopeOf(recording) === 'solid';
}

/** What is timed against itself: best an entropy coder of our own; a copy or a program only where nothing else is. */
function sameAgain(cells: readonly SweepCell[]): PlannedChain | undefined {
  const fitness = ({ planned, plugins }: SweepCell) => {
    const { family } = planned.chain.coder.stage;
    if (isolationOf(planned.chain) === 'process') return 0;
    if (familyOf(planned.chain) === 'copy') return 1;
    return plugins.length > 0 ? 2 : family === 'entropy' ? 4 : 3;
  };
  // of a million cells each chain is looked at once
  const chains = new Map<PlannedChain, number>();
  for (const cell of cells) if (!chains.has(cell.planned)) chains.set(cell.planned, fitness(cell));
  const most = greatest(chains.values());
  return [...chains].find(([, fit]) => fit === most)?.[0];
}

/** Ids of the plugin stages in a cell's chain, as configured. */
export function pluggedStagesOf({ planned }: SweepCell, { sources }: Plugged): string[] {
  return stagesOf(planned.chain)
    .filter(({ stage }) => sources.has(stage.name))
    .map(printStage);
}

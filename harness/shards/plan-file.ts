/**
 * A sweep that is planned once and measured by many machines: `plan.json` in the folder of its run. Which cells there
 * are, of which versions, and what they cost is fixed there; whoever takes a share of it checks that it has the same.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseChain } from '../../codecs/chain-id.js';
import { makeFolder, writeFileBeside } from '../common/files.js';
import { readJsonFile } from '../common/json-file.js';
import { count, objectWith, text } from '../common/shape.js';
import type { PlannedChain } from '../grid/grid.js';
import { describeStage, stageFromDescription } from '../plugins/describe.js';
import { findModels } from '../plugins/models.js';
import { type Plugged, registryWith } from '../plugins/plugged.js';
import type { StageDescription } from '../processes/tasks.js';
import type { Recording, Refusal } from '../recordings/recording.js';
import { ENVIRONMENT_NAME, type Environment } from '../run/environment.js';
import { LOG_NAME } from '../run/log.js';
import { ownVersion } from '../run/versions.js';
import type { KnownCosts } from '../sweep/costs.js';
import { cellsOver, planOver, type SweepPlan } from '../sweep/plan.js';
import type { SweepSettings } from '../sweep/settings.js';
import { environmentOf } from '../sweep/sweep.js';
import { movedRecording, pathIn, placeIn } from './places.js';

const FORMAT = 1;

/** A plugin or profile. */
interface PlannedFile {
  /** Its place, or the name of a package. */
  readonly specifier: string;
  readonly version: string;
}

interface PlannedPlugin extends PlannedFile {
  readonly stages: readonly StageDescription[];
}

interface PlannedId extends Omit<PlannedChain, 'chain'> {
  /** Of everything behind it. */
  readonly versions: string;
}

export interface PlanFile {
  readonly format: typeof FORMAT;
  readonly commandLine: string;
  readonly version: string;
  readonly node: string;
  readonly settings: Omit<SweepSettings, 'out'>;
  /** Where the places of recordings, plugins and profiles begin; null: these are absolute paths. */
  readonly data: string | null;
  readonly plugins: readonly PlannedPlugin[];
  readonly profiles: readonly PlannedFile[];
  readonly chains: readonly PlannedId[];
  readonly given: readonly string[];
  /** With places for paths. */
  readonly recordings: readonly Recording[];
  readonly refused: readonly Refusal[];
  readonly costs: KnownCosts;
  /** Of the machine that planned. */
  readonly environment: Environment;
}

const PLAN_NAME = 'plan.json';

/** What is written of a plan. */
export interface Frozen {
  readonly plan: SweepPlan;
  readonly costs: KnownCosts;
  readonly commandLine: string;
  /** A folder that holds all recordings and plugins in files, which other machines may have elsewhere. */
  readonly data?: string | undefined;
}

/**
 * What a plan comes to in its file.
 * @throws Error in one line if a file does not lie below the folder of data
 */
export function freeze({ plan, costs, commandLine, data }: Frozen): PlanFile {
  const { out, ...settings } = plan.settings;
  const place = placeIn(data);
  const versionsOfChains = new Map(plan.cells.map(cell => [cell.planned.id, cell.versions]));
  const { stages, sources, models } = plan.plugged;
  const file = ({ specifier, version }: PlannedFile) => ({
    specifier: isAbsolute(specifier) ? place(specifier) : specifier,
    version,
  });
  return {
    format: FORMAT,
    commandLine,
    version: ownVersion(),
    node: process.versions.node,
    settings,
    data: data ?? null,
    plugins: [...new Set(sources.values())].map(source => ({
      ...file(source),
      stages: stages.filter(({ name }) => sources.get(name) === source).map(describeStage),
    })),
    profiles: models.map(file),
    chains: plan.chains.map(({ id, aliases }) => ({
      ...{ id, aliases },
      versions: versionsOfChains.get(id) ?? '',
    })),
    given: [...plan.given],
    recordings: plan.recordings.map(one => movedRecording(one, place)),
    refused: plan.refused,
    costs,
    environment: environmentOf(plan, commandLine),
  };
}

/** @throws Error in one line if a folder holds a plan or a run already */
export function checkIsNew(run: string): void {
  if (existsSync(join(run, PLAN_NAME)))
    throw new Error(`${run}: holds a plan already; remove the folder, or choose another --out`);
  for (const name of [ENVIRONMENT_NAME, LOG_NAME, 'cells.csv'])
    if (existsSync(join(run, name))) throw new Error(`${run}: holds a run; choose another --out`);
}

/** @throws Error in one line if a folder holds a plan: what is measured there is merged from its shares */
export function checkHoldsNoPlan(run: string): void {
  if (existsSync(join(run, PLAN_NAME)))
    throw new Error(`${run}: holds a plan; measure it with --plan ${run}, or choose another --out`);
}

/** Writes plan.json, which is there whole or not at all, with the digest of all of it. */
export function writePlan(run: string, file: PlanFile): void {
  makeFolder(run);
  const text = JSON.stringify({ ...file, sha256: digestOf(file) });
  writeFileBeside(join(run, PLAN_NAME), `${text}\n`);
}

function digestOf(file: object): string {
  return createHash('sha256').update(JSON.stringify(file)).digest('hex');
}

/** @throws Error in one line if there is no plan in the folder, or none that this version reads */
export function readPlan(run: string): PlanFile {
  const path = join(run, PLAN_NAME);
  if (!existsSync(path))
    throw new Error(`${run}: holds no ${PLAN_NAME}; make one with ncb plan … --out ${run}`);
  const { sha256, ...file } = readJsonFile<PlanFile & { readonly sha256: string }>(
    path,
    SEALED,
    'is no plan of ncb',
  );
  if (file.format !== FORMAT) throw new Error(`${path}: format ${file.format}, this version reads ${FORMAT}`);
  // so nothing in it has to be looked at: it is what ncb plan has written
  if (digestOf(file) !== sha256)
    throw new Error(
      `${path}: sha256 is of another plan: it was changed by hand, or torn; ncb plan writes one`,
    );
  return file;
}

const SEALED = objectWith({ format: count, sha256: text });

/** The paths here of plugins, profiles and recordings. */
export function pathsOf(
  file: PlanFile,
  data: string | undefined,
): Pick<PlanFile, 'plugins' | 'profiles' | 'recordings'> {
  const here = pathIn(data ?? file.data ?? undefined);
  const isFile = ({ version }: PlannedFile) => version.includes('@sha256:');
  const moved = <One extends PlannedFile>(one: One) =>
    isFile(one) ? { ...one, specifier: here(one.specifier) } : one;
  return {
    plugins: file.plugins.map(moved),
    profiles: file.profiles.map(moved),
    recordings: file.recordings.map(one => movedRecording(one, here)),
  };
}

/**
 * The plan again, to be measured in a folder, less what stands in its log.
 * @param plugged its plugins and profiles, loaded here
 */
export function thaw(
  file: PlanFile,
  recordings: readonly Recording[],
  plugged: Plugged,
  given: Pick<SweepSettings, 'out' | 'jobs'>,
): SweepPlan {
  return planOver({
    chains: chainsOf(file, plugged),
    given: new Set(file.given),
    plugged,
    recordings,
    refused: file.refused,
    settings: { ...file.settings, ...given },
  });
}

function chainsOf({ chains }: PlanFile, plugged: Plugged): PlannedChain[] {
  const registry = registryWith(plugged);
  return chains.map(({ id, aliases }) => ({ id, aliases, chain: parseChain(id, registry) }));
}

/** What is known of a plan where nothing is measured: neither plugins nor recordings need be there. */
export interface Planned extends Pick<SweepPlan, 'chains' | 'given' | 'refused' | 'plugged' | 'cells'> {
  readonly file: PlanFile;
}

/**
 * Reads the plan of a run.
 * @param data where the folder of data lies here, for profiles
 * @throws Error in one line if there is none, it is of another version of this program, or a profile is missing
 */
export function openPlan(run: string, data?: string): Planned {
  const file = readPlan(run);
  checkVersion(file);
  const { plugins, profiles, recordings } = pathsOf(file, data);
  const sources = plugins.flatMap(({ specifier, version, stages }) =>
    stages.map(({ name }) => [name, { specifier, version }] as const),
  );
  const plugged: Plugged = {
    stages: plugins.flatMap(({ stages }) => stages.map(stageFromDescription)),
    sources: new Map(sources),
    models: findModels(profiles.map(({ specifier }) => specifier)),
  };
  const chains = chainsOf(file, plugged);
  const versions = new Map(file.chains.map(chain => [chain.id, chain.versions]));
  const cells = cellsOver({ chains, plugged, recordings, settings: file.settings }).map(cell => ({
    ...cell,
    versions: versions.get(cell.planned.id) ?? cell.versions,
  }));
  return { file, chains, given: new Set(file.given), refused: file.refused, plugged, cells };
}

/** @throws Error in one line if this program is another than that which planned */
export function checkVersion({ version }: PlanFile): void {
  const own = ownVersion();
  if (own !== version)
    throw new Error(`not as in the plan: neural-codec-bench: here ${own}, planned with ${version}`);
}

/** The public interface of the package `neural-codec-bench`. */
export { type ChainCodec, openChain } from '../codecs/chain.js';
export {
  type Chain,
  type Configured,
  configure,
  makeChain,
  printChain,
  printStage,
  stagesOf,
} from '../codecs/chain-id.js';
export {
  type AsyncCodec,
  type ChoiceParameter,
  type Codec,
  type Coder,
  type Compressor,
  defineCoder,
  defineCompressor,
  defineTransform,
  type Family,
  type IntegerParameter,
  type Isolation,
  NO_SIDE_INFORMATION,
  type Parameter,
  type Parameters,
  type ParameterValue,
  type ParameterValues,
  type Registry,
  type Samples,
  type Stage,
  type StageDefinition,
  type StageKind,
  type SyncCodec,
  type Transform,
  type Transformed,
  UnsupportedError,
} from '../codecs/codec.js';
export { type Breach, checkStage, configurationsOf } from '../codecs/conformance.js';
export type { ProgramDeclaration } from '../codecs/programs/declaration.js';
export { defineProgram } from '../codecs/programs/program.js';
export { builtInStages, makeRegistry } from '../codecs/registry.js';
export type { Certificate } from './archive/certificate.js';
export { type Comparison, compareChains, compareRuns } from './compare/compare.js';
export { type Grid, type NamedChain, type PlannedChain, planChains } from './grid/grid.js';
export { PRESETS, type PresetName, presetGrids } from './grid/presets.js';
export { parseTypedChain as parseChain, parseTypedStage as parseStage } from './grid/typed.js';
export type { ImplantAnswer, ImplantRow } from './implant/implant.js';
export {
  type Archive,
  type ArchivedStream,
  type EncodeStreamOptions,
  encodeStream,
  openArchive,
  type Stretch,
} from './library/archive.js';
export { type BestOptions, best } from './library/best.js';
export { type CheckOptions, checkPlugin } from './library/check.js';
export { type ExplainOptions, explain } from './library/explain.js';
export {
  decodeFile,
  type EncodeOptions,
  encodeFile,
  type ReadOptions,
  type StageOptions,
} from './library/files.js';
export { type ImplantOptions, implant } from './library/implant.js';
export { type InfoOptions, info } from './library/info.js';
export { type LossyOptions, lossy } from './library/lossy.js';
export { type RecommendOptions, recommend } from './library/recommend.js';
export { runSweep, type SweepOptions, type Swept } from './library/sweep.js';
export type { LossyAnswer } from './lossy/answer.js';
export type { BrokenLaw } from './plugins/broken-laws.js';
export type { PluginBreach, Verdict } from './plugins/check.js';
export { loadRegistry } from './plugins/load.js';
export type { Progress } from './processes/lanes.js';
export type { Status } from './processes/outcome.js';
export { type Found, findRecordings } from './recordings/find.js';
export { loadSamples } from './recordings/load.js';
export { loadUnits } from './recordings/load-units.js';
export { durationS, type Recording, type Refusal, type Scope } from './recordings/recording.js';
export { syntheticRecordings } from './recordings/synthetic/synthetic.js';
export type { TrueUnit } from './recordings/units.js';
export type { CellRow, TotalRow } from './run/columns.js';
export { readCells, readTotals } from './run/csv.js';
export type { Figure, Remark, ResultRow } from './run/foreign/format.js';
export { loadRun, type Run } from './run/load.js';
export { type Results, readResults } from './run/results.js';
export type { Estimate } from './sweep/estimate.js';
export type { SweepSettings } from './sweep/settings.js';
export type { SweepHooks, SweepResult } from './sweep/sweep.js';

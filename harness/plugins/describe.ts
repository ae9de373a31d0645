/** Stages as data, from the process that runs a plugin's code to those that do not. */
import { defineCoder, defineCompressor, defineTransform, type Loss, type Stage } from '../../codecs/codec.js';
import type { StageDescription } from '../processes/tasks.js';
import { modelBytesByChoice, modelBytesFrom } from './model-bytes.js';

/** The part of a stage that can be sent to another process. */
export function describeStage(stage: Stage): StageDescription {
  const { kind, name, family, summary, parameters, packages, modelBytes, loss, isolation, wasm, version } =
    stage;
  return {
    kind,
    name,
    family,
    summary,
    parameters,
    packages,
    ...(modelBytes !== undefined && { modelBytes: modelBytesByChoice(modelBytes, parameters) }),
    ...(loss !== undefined && { loss: { kind: loss.kind, idempotent: loss.idempotent === true } }),
    ...(kind === 'transform' && stage.errorPassedOn !== undefined && { passesErrorsOn: true }),
    ...(isolation !== undefined && { isolation }),
    ...(wasm !== undefined && { wasm }),
    ...(version !== undefined && { version: String(version()) }),
  };
}

/** A stage that can be planned and printed, but not opened in this process. */
export function stageFromDescription(description: StageDescription): Stage {
  const { version, modelBytes, loss, passesErrorsOn, ...facts } = description;
  const definition = {
    ...facts,
    ...(loss !== undefined && { loss: lossFrom(loss) }),
    ...(modelBytes !== undefined && { modelBytes: modelBytesFrom(modelBytes) }),
    ...(version !== undefined && { version: () => version }),
    open: (): never => {
      throw new Error('a plugin is opened in measuring processes only');
    },
  };
  if (description.kind === 'transform') {
    return defineTransform({ ...definition, ...(passesErrorsOn && { errorPassedOn: unknownBound }) });
  }
  if (description.kind === 'coder') return defineCoder(definition);
  return defineCompressor(definition);
}

function lossFrom({ kind, idempotent = false }: Pick<Loss, 'kind' | 'idempotent'>): Loss {
  return kind === 'bounded' ? { kind, idempotent, greatestError: unknownBound } : { kind, idempotent };
}

function unknownBound(): number {
  return Number.POSITIVE_INFINITY;
}

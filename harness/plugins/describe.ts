/** Stages as data: what another process tells of a stage whose code it alone runs. */
import {
  defineCoder,
  defineCompressor,
  defineTransform,
  type Stage,
  type StageFacts,
  type StageKind,
} from '../../codecs/codec.js';
import { type ModelBytesTold, modelBytesFrom, tellModelBytes } from './model-bytes.js';

/** A stage without its code. JSON. */
export interface StageDescription extends Omit<StageFacts, 'version' | 'modelBytes'> {
  readonly kind: StageKind;
  readonly modelBytes?: ModelBytesTold;
  /** What its `version` answered. */
  readonly version?: string;
}

/** The part of a stage that can be sent to another process. */
export function describeStage(stage: Stage): StageDescription {
  const { kind, name, family, summary, parameters, packages, modelBytes, isolation, version } = stage;
  return {
    kind,
    name,
    family,
    summary,
    parameters,
    packages,
    ...(modelBytes !== undefined && { modelBytes: tellModelBytes(modelBytes, parameters) }),
    ...(isolation !== undefined && { isolation }),
    ...(version !== undefined && { version: String(version()) }),
  };
}

/** A stage that can be planned and printed, but not opened in this process. */
export function stageFromDescription(description: StageDescription): Stage {
  const { version, modelBytes, ...told } = description;
  const definition = {
    ...told,
    ...(modelBytes !== undefined && { modelBytes: modelBytesFrom(modelBytes) }),
    ...(version !== undefined && { version: () => version }),
    open: (): never => {
      throw new Error('a plugin is opened in measuring processes only');
    },
  };
  if (description.kind === 'transform') return defineTransform(definition);
  if (description.kind === 'coder') return defineCoder(definition);
  return defineCompressor(definition);
}

/** Stages for programs. */
import type { Stage } from '../../../codecs/codec.js';
import { modelBytesByChoice } from '../../../harness/plugins/model-bytes.js';
import { formatCsv } from '../../../harness/run/csv.js';
import { packagesBehind } from './packages.js';

const COLUMNS = [
  'kind',
  'name',
  'family',
  'summary',
  'parameters',
  'isolation',
  'model_bytes',
  'model_bytes_added',
  'parts',
  'packages',
  'loss',
] as const;

type Listed = Readonly<Partial<Record<(typeof COLUMNS)[number], unknown>>>;

export function formatStagesJson(stages: readonly Stage[]): string {
  return JSON.stringify(stages.map(listed), null, 2);
}

/** A row a stage; parameters, parts and packages in JSON. */
export function formatStagesCsv(stages: readonly Stage[]): string {
  return formatCsv(COLUMNS, stages.map(listed));
}

function listed(stage: Stage): Listed {
  const { kind, name, family, summary, parameters, modelBytes = 0, isolation = 'in-process', parts } = stage;
  const { atDefaults, added } = modelBytesByChoice(modelBytes, parameters);
  return {
    ...{ kind, name, family, summary, parameters, isolation, model_bytes: atDefaults },
    ...(Object.keys(added).length > 0 && { model_bytes_added: added }),
    ...(parts !== undefined && { parts: partsOf(parts) }),
    packages: packagesBehind(stage),
    // what a configuration of it may lose; one of a bound of 0 loses nothing
    loss: stage.loss?.kind ?? 'none',
  };
}

function partsOf({ predictor, distribution, entropyCoder }: NonNullable<Stage['parts']>): object {
  return { predictor, distribution, entropy_coder: entropyCoder };
}

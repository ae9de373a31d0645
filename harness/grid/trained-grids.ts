/** Grids of the coders that take what a user trained. Apart from the presets, since it loads every stage. */
import type { Stage } from '../../codecs/codec.js';
import { stagesWith } from '../../codecs/registry.js';
import { isLeadModel, isProfile, type TrainedModel, type TrainedParameter } from '../../codecs/trained.js';
import type { Grid } from './grid.js';

/**
 * Every coder that takes a profile, with each of these, and every one that takes a model, with each of these and each
 * profile; behind the codes that both are of.
 */
export function trainedGrids(trained: readonly TrainedModel[]): Grid[] {
  const stages = stagesWith(trained);
  const profiles = namesOf(trained.filter(isProfile));
  const models = namesOf(trained.filter(isLeadModel));
  const coders: string[] = [];
  if (profiles.length > 0) {
    for (const { name } of stages.filter(stage => takes(stage, 'profile')))
      coders.push(`${name}:profile=${profiles.join('/')}`);
  }
  if (models.length > 0) {
    for (const { name } of stages.filter(stage => takes(stage, 'model')))
      coders.push(`${name}:model=${models.join('/')},profile=${['none', ...profiles].join('/')}`);
  }
  return coders.length === 0 ? [] : [{ transforms: 'levels', coders: coders.join(), compressors: 'none' }];
}

function namesOf(trained: readonly TrainedModel[]): string[] {
  return trained.map(({ name }) => name);
}

/** Whether a stage is a coder that takes a profile, or a model. */
export function takes({ kind, parameters }: Stage, parameter: TrainedParameter): boolean {
  return kind === 'coder' && parameter in parameters;
}

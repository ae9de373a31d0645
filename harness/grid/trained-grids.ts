/** Grids of the coders that take what a user gives. Apart from the presets, since it loads every stage. */
import type { Stage } from '../../codecs/codec.js';
import { builtInStages } from '../../codecs/registry.js';
import {
  isLeadModel,
  isProfile,
  isTopology,
  type TrainedModel,
  type TrainedParameter,
} from '../../codecs/trained.js';
import type { Grid } from './grid.js';

/**
 * Every coder that takes a profile, with each of these; every one that takes a model, with each of these and each
 * profile; and every one that takes a topology, with each of these, its usual model and each given, and each profile.
 * All behind the codes that both are of.
 */
export function trainedGrids(trained: readonly TrainedModel[]): Grid[] {
  const profiles = namesOf(trained.filter(isProfile));
  const models = namesOf(trained.filter(isLeadModel));
  const topologies = namesOf(trained.filter(isTopology));
  const anyProfile = `profile=${['none', ...profiles].join('/')}`;
  const coders: string[] = [];
  if (profiles.length > 0) {
    for (const { name } of builtInStages.filter(stage => takes(stage, 'profile')))
      coders.push(`${name}:profile=${profiles.join('/')}`);
  }
  if (models.length > 0) {
    for (const { name } of builtInStages.filter(stage => takes(stage, 'model')))
      coders.push(`${name}:model=${models.join('/')},${anyProfile}`);
  }
  if (topologies.length > 0) {
    for (const { name, parameters } of builtInStages.filter(stage => takes(stage, 'topology'))) {
      const anyModel = [parameters.model.default, ...models].join('/');
      coders.push(`${name}:topology=${topologies.join('/')},model=${anyModel},${anyProfile}`);
    }
  }
  return coders.length === 0 ? [] : [{ transforms: 'levels', coders: coders.join(), compressors: 'none' }];
}

function namesOf(trained: readonly TrainedModel[]): string[] {
  return trained.map(({ name }) => name);
}

/** Whether a stage is a coder that takes a profile, a model, or a topology. */
export function takes({ kind, parameters }: Stage, parameter: TrainedParameter): boolean {
  return kind === 'coder' && parameter in parameters;
}

/** The model that ships with the package, beside this file's source; `npm run leads` trains it. */
import { readFileSync } from 'node:fs';
import { type LeadModel, parseModel } from './model.js';

const NAMES = ['leads'];

export const shippedModels: readonly LeadModel[] = NAMES.map(name => {
  const path = new URL(`../../../../codecs/coders/middle-out/${name}.json`, import.meta.url);
  return parseModel(readFileSync(path, 'utf8'), `${name}.json`);
});

/** All that is fuzzed. */
import type { Subject } from '../subject.js';
import { archiveSubjects } from './archives.js';
import { containerSubjects } from './containers.js';
import { givenSubjects } from './given.js';
import { recordingSubjects } from './recordings.js';
import { resultSubjects } from './results.js';
import { SELF, selfSubjects } from './self.js';
import { streamSubjects } from './streams.js';

/** @param only a word of the names of those that are wanted; all unless given */
export function subjectsNamed(only?: string): Subject[] {
  if (only?.startsWith(SELF)) return selfSubjects().filter(({ name }) => name.includes(only));
  const all = [
    ...streamSubjects(),
    ...containerSubjects(),
    ...archiveSubjects(),
    ...recordingSubjects(),
    ...resultSubjects(),
    ...givenSubjects(),
  ];
  return only === undefined ? all : all.filter(({ name }) => name.includes(only));
}

/** Recordings of a run that are worth a look: those that its smallest chain gets least out of. */
import type { Recording } from '../recordings/recording.js';
import type { LinkedView, ReportRun } from './model.js';
import { spreadsOf } from './spread.js';

const MOST = 6;

/** Of recordings that are at hand, those of the least ratio, by name. */
export function worstOf(run: ReportRun, recordings: readonly Recording[]): Recording[] {
  const smallest = run.chains.find(({ scope, failed }) => scope === 'recording' && failed === 0);
  if (smallest === undefined) return [];
  const { ratios } = spreadsOf(run)(smallest);
  const ratioOf = new Map(ratios.map(({ recording, ratio }) => [recording, ratio]));
  return recordings
    .filter(({ name }) => ratioOf.has(name))
    .sort((a, b) => (ratioOf.get(a.name) ?? 0) - (ratioOf.get(b.name) ?? 0))
    .slice(0, MOST);
}

/** Links to the sections of a page of recordings (look/page/main.ts), which lies in the same folder. */
export function linksTo(file: string, recordings: readonly Recording[]): LinkedView[] {
  return recordings.map(({ name }, k) => ({
    recording: name,
    href: `${encodeURIComponent(file)}#view-${k}`,
  }));
}

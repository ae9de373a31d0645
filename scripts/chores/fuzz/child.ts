/**
 * The process that tries cases. It says every now and then at which it is, so that who watches it knows where it was when
 * it hung or died; asked to announce, before each.
 */
import process from 'node:process';
import { UnsupportedError } from '../../../codecs/codec.js';
import { messageOf } from '../../../codecs/errors.js';
import type { Finding } from './corpus.js';
import { minimised } from './minimise.js';
import { openerOf } from './opened.js';
import type { Mutant } from './subject.js';
import { subjectsNamed } from './subjects/subjects.js';

/** A stretch of cases. */
export interface Batch {
  readonly only: string | undefined;
  /** Of the subjects of `only`. */
  readonly index: number;
  readonly seed: number;
  /** The first number. */
  readonly from: number;
  /** Where it ends, unless time ends it before. */
  readonly to: number;
  readonly timeMs: number;
  readonly announces: boolean;
}

export type Told =
  | { readonly type: 'at'; readonly number: number; readonly mutant?: Mutant }
  | {
      readonly type: 'done';
      /** Behind the last case. */
      readonly to: number;
      readonly findings: readonly Finding[];
      /** Why it could not be opened here. */
      readonly unsupported?: string;
      readonly rssBytes: number;
    };

const SAYS_EVERY_MS = 250;
/** Of a subject in a batch: more of the same kind say nothing more. */
const MOST_FINDINGS = 5;

let opened:
  | {
      readonly only: string | undefined;
      readonly opener: ReturnType<typeof openerOf>;
      readonly names: readonly string[];
    }
  | undefined;
let stray: string | undefined;
const noteStray = (thrown: unknown) => {
  stray ??= `crash: thrown where nobody awaits it: ${messageOf(thrown)}`;
};
process.on('uncaughtException', noteStray);
process.on('unhandledRejection', noteStray);
process.on('disconnect', () => process.exit());
process.on('exit', () => opened?.opener.close());
process.on('message', (batch: Batch) => void runBatch(batch));

function tell(told: Told): Promise<void> {
  return new Promise(resolve => process.send?.(told, undefined, {}, () => resolve()));
}

function openOf(only: string | undefined) {
  if (opened === undefined || opened.only !== only) {
    opened?.opener.close();
    const subjects = subjectsNamed(only);
    opened = { only, opener: openerOf(subjects), names: subjects.map(({ name }) => name) };
  }
  return opened;
}

async function runBatch(batch: Batch): Promise<void> {
  const { only, index, from } = batch;
  const { opener, names } = openOf(only);
  try {
    await opener.at(index);
    await tell({ type: 'at', number: from });
    const { to, findings } = await tryCases(batch, names[index]);
    await tell({ type: 'done', to, findings, rssBytes: process.memoryUsage.rss() });
  } catch (thrown) {
    const said = messageOf(thrown);
    const findings =
      thrown instanceof UnsupportedError
        ? []
        : [
            {
              subject: names[index],
              finding: `crash: cannot be opened: ${said}`,
              seed: batch.seed,
              number: from,
              bytes: new Uint8Array(0),
              isResealed: false,
            },
          ];
    await tell({ type: 'done', to: batch.to, findings, unsupported: said, rssBytes: 0 });
  }
}

async function tryCases({ only, index, seed, from, to, timeMs, announces }: Batch, subject: string) {
  const { opener } = openOf(only);
  const endMs = performance.now() + timeMs;
  const findings: Finding[] = [];
  let saidMs = performance.now();
  let number = from;
  for (; number < to && performance.now() < endMs; number++) {
    const { mutant, attempt } = await opener.caseOf(index, seed, number);
    if (announces || performance.now() - saidMs > SAYS_EVERY_MS) {
      saidMs = performance.now();
      await tell({ type: 'at', number, ...(announces && { mutant }) });
    }
    let finding = await attempt(mutant);
    if (stray !== undefined) finding = stray;
    stray = undefined;
    if (finding === undefined || findings.length >= MOST_FINDINGS) continue;
    const bytes = await minimised(mutant, finding, attempt);
    findings.push({ subject, finding, seed, number, bytes, isResealed: mutant.isResealed });
  }
  return { to: number, findings };
}

/** What went wrong, where and how it was measured. */
import type { ReportRun } from '../model.js';
import { element, folded, paragraph, plainTable, scrollBox, section } from './element.js';

export function failuresSection(run: ReportRun): HTMLElement {
  return section('failures', 'Failures', failures(run));
}

function failures({ failures, failuresKnown, chains }: ReportRun): HTMLElement {
  if (!failuresKnown) {
    const failed = chains.filter(chain => chain.failed > 0).map(chain => `${chain.chain} (${chain.failed})`);
    return paragraph(
      failed.length === 0
        ? 'Nothing failed.'
        : `This run has totals only, no messages. Failed on some recording: ${failed.join(', ')}.`,
    );
  }
  if (failures.length === 0) return paragraph('Nothing failed.');
  const rows = failures.map(({ chain, status, error, recordings }) => {
    const [first, ...more] = recordings;
    const where = more.length === 0 ? first : `${recordings.length}, such as ${first}`;
    return [chain, status, error, where];
  });
  const table = plainTable(
    'What failed, and on which recordings',
    ['chain', 'status', 'message', 'recordings'],
    rows,
    4,
  );
  return scrollBox('What failed', table);
}

const METHOD = [
  'Sizes are exact: each chain encodes each recording, decodes it in a fresh instance, and every sample is compared. Ratio is raw 16-bit samples over encoded bytes, all that decode needs included; over several recordings, sums over sums.',
  'Speed is in times real time (xRT), recorded seconds over processing seconds, on one core, from samples in memory to bytes in memory; higher is faster. Each process run times one chain on one recording and counts as its median, a cell as the median of its runs, and rounds are shuffled by the seed.',
  'Chains no further apart in speed than two copies of one chain (the a/a difference) are equally fast here. Front: no other chain is at least as good at everything drawn and better at something; chains that start a program have a front of their own.',
];

export function methodSection({ facts }: ReportRun): HTMLElement {
  const list = (which: typeof facts) =>
    element(
      'dl',
      {},
      ...which.flatMap(([label, text]) => [element('dt', {}, label), element('dd', {}, text)]),
    );
  const isLong = ([, text]: (typeof facts)[number]) => text.length > LONG;
  const long = facts.filter(isLong);
  return section(
    'method',
    'Environment and method',
    list(facts.filter(fact => !isLong(fact))),
    ...(long.length > 0 ? [folded(long.map(([label]) => label).join(', '), list(long))] : []),
    folded('How it was measured', ...METHOD.map(text => paragraph(text, 'prose'))),
  );
}

/** Characters of a list that few look up. */
const LONG = 160;

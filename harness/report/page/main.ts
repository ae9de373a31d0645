/** The page: reads the data that stand in it and builds everything else. */
import { count } from '../format.js';
import type { ReportChain, ReportData, ReportRun } from '../model.js';
import { pickedAtFirst } from '../pick.js';
import { type Answer, answers } from '../summary.js';
import { comparisonSection } from './comparison.js';
import { makeDistribution } from './distribution.js';
import { breakable, element, paragraph, section } from './element.js';
import { explainedSections } from './explained.js';
import { familyGroups, makeFilters } from './filters.js';
import { makeImplant } from './implant.js';
import { makeLossy } from './lossy.js';
import { failuresSection, methodSection } from './method.js';
import { makeOverview } from './overview.js';
import { makeSteps } from './steps.js';
import { makeTable } from './table.js';

const data: ReportData = JSON.parse(document.getElementById('data')?.textContent ?? '');
const several = data.runs.length > 1;
const runContent = element('div');
const showRun = (run: ReportRun) => {
  const { elements, start } = runParts(run);
  runContent.replaceChildren(...elements);
  start();
};
document
  .getElementById('content')
  ?.replaceChildren(
    header(),
    element(
      'main',
      { id: 'main' },
      ...(several ? [comparisonSection(data.runs, data.comparisons), runChoice()] : []),
      runContent,
    ),
    element(
      'footer',
      {},
      paragraph(
        `Made by neural-codec-bench (ncb report) on ${dateText(data.created)}. This file needs no network.`,
      ),
    ),
  );
showRun(data.runs[0]);

function header(): HTMLElement {
  const names = data.runs.map(({ name }) => name).join(', ');
  return element(
    'header',
    {},
    element('h1', {}, several ? `Runs ${names}` : `Run ${names}`),
    ...data.runs.map(run => paragraph(`${several ? `${run.name}: ` : ''}${origin(run)}`)),
  );
}

/** Whether anything was swept; else there is only what was asked of an implant. */
function isSwept({ chains, lossy }: ReportRun): boolean {
  return chains.length + lossy.chains.length + lossy.summaries.length > 0;
}

/** What everybody asks first. */
function answerList(run: ReportRun): HTMLElement {
  const found = answers(run);
  if (found.length === 0) return paragraph('No chain got through all recordings.', 'answer');
  return element('dl', { class: 'answers' }, ...found.map(answerItem));
}

/** That there are others, and where. */
function lossyNote({ lossy: { chains, summaries } }: ReportRun): HTMLElement[] {
  const all = chains.length + summaries.length;
  if (all === 0) return [];
  const href = chains.length > 0 ? '#lossy' : '#summaries';
  const link = element('a', { href }, 'a part of their own');
  const some = count(all, 'chain');
  return [
    element(
      'p',
      { class: 'lossy-note' },
      `${some} of this run may lose something: ${all === 1 ? 'it has ' : 'they have '}`,
      link,
      '.',
    ),
  ];
}

function answerItem({ question, codec, text, isYours }: Answer): HTMLElement {
  return element(
    'div',
    { class: isYours ? 'answer-item yours' : 'answer-item' },
    element('dt', {}, question),
    element('dd', {}, element('strong', {}, ...breakable(codec)), ` ${text}`),
  );
}

function origin(run: ReportRun): string {
  if (!isSwept(run)) return 'what chains ask of an implant; nothing else was measured';
  const fact = (label: string) => run.facts.find(([name]) => name === label)?.[1];
  const recordings = Math.max(0, ...[...run.chains, ...run.lossy.chains].map(chain => chain.recordings));
  const lossy = [...run.lossy.chains, ...run.lossy.summaries];
  const failed = [...run.chains, ...lossy].filter(chain => chain.failed > 0).length;
  return [
    `lossless codecs: ${count(run.chains.length, 'chain')} over ${count(recordings, 'recording')}`,
    lossy.length === 0
      ? undefined
      : `apart from these, ${count(lossy.length, 'chain')} that may lose something`,
    failed === 0 ? undefined : `${count(failed, 'chain')} failed somewhere`,
    run.startedAt === null ? undefined : dateText(run.startedAt),
    fact('Processor'),
    fact('Node') && `Node ${fact('Node')?.split(',')[0]}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function dateText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function runChoice(): HTMLElement {
  const select = element(
    'select',
    {},
    ...data.runs.map(({ name }, index) => element('option', { value: index }, name)),
  );
  select.addEventListener('change', () => showRun(data.runs[Number(select.value)]));
  return element('label', { class: 'choice' }, 'From here on, the run ', select);
}

/** Parts of one run, and what fills them once they stand in the page, where they have a width. */
function runParts(run: ReportRun) {
  const picked = new Set(pickedAtFirst(run.chains));
  const toggle = (chain: ReportChain) => {
    if (!picked.delete(chain)) picked.add(chain);
    update();
  };
  const filters = makeFilters({
    rows: run.chains,
    groups: familyGroups(run.chains),
    groupOf: ({ family }) => family,
    legend: 'families shown',
    hasYours: run.chains.some(({ standing }) => standing !== null),
    changed: () => update(),
  });
  const picking = { isPicked: (chain: ReportChain) => picked.has(chain), toggle };
  const overview = makeOverview(run, picking, filters.element);
  const table = makeTable(run, toggle);
  const parts = [overview, table, makeDistribution(run), makeSteps(run)];
  const update = () => {
    const shown = run.chains.filter(filters.passes);
    filters.showCount(shown.length);
    for (const part of parts) part.update({ run, shown, picked });
  };
  const [, , distribution, steps] = parts;
  const lossy = makeLossy(run);
  const implant = makeImplant(run.implant);
  const hasLossless = run.chains.length > 0;
  const elements = [
    ...(hasLossless ? [answerList(run)] : []),
    ...lossyNote(run),
    ...(hasLossless ? [overview.element, section('totals', 'Totals', table.element)] : []),
    ...lossy.elements,
    ...implant.elements,
    ...(hasLossless ? [distribution.element] : []),
    ...explainedSections(run),
    ...(hasLossless ? [steps.element] : []),
    ...(isSwept(run) ? [failuresSection(run), methodSection(run)] : []),
  ];
  const start = () => {
    if (hasLossless) update();
    lossy.start();
    implant.start();
  };
  return { elements, start };
}

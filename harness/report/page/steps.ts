/** Bits a sample as the stages of a chain come together, for the chains picked. */
import { fixed } from '../format.js';
import type { ReportChain, ReportRun } from '../model.js';
import { stageSteps } from '../stages.js';
import { element, paragraph, section } from './element.js';
import type { Part } from './view.js';

/** Of a sample that is not encoded. */
const RAW_BITS = 16;

export function makeSteps(run: ReportRun): Part {
  const content = element('div', { class: 'steps' });
  return {
    element: section(
      'steps',
      'Size by stage',
      paragraph(
        'Bits a sample as a chain is built up from its coder, each step a shorter chain of this run. What a stage takes off depends on those that are there already; another order would share it out otherwise.',
      ),
      content,
    ),
    update: ({ picked }) => {
      const figures = run.chains
        .filter(chain => picked.has(chain))
        .map(chain => stepsFigure(chain, run.chains));
      content.replaceChildren(
        ...(figures.length > 0 ? figures : [paragraph('Pick a chain in a chart or in the table.')]),
      );
    },
  };
}

function stepsFigure(chain: ReportChain, chains: readonly ReportChain[]): HTMLElement {
  const { steps, missing } = stageSteps(chain, chains);
  const most = Math.max(RAW_BITS, ...steps.map(({ bitsPerSample }) => bitsPerSample));
  const items = [{ adds: 'samples', bitsPerSample: RAW_BITS }, ...steps].map(
    ({ adds, bitsPerSample }, index, all) => {
      const before = index === 0 ? bitsPerSample : all[index - 1].bitsPerSample;
      return stepItem(index === 0 ? adds : `+ ${adds}`, bitsPerSample, before, most);
    },
  );
  const lacking =
    missing.length === 0
      ? []
      : [paragraph(`For a step a stage the run would have to hold ${missing.join(', ')} without a failure.`)];
  return element(
    'figure',
    { class: 'step-chart' },
    element('figcaption', {}, chain.chain),
    element('ol', {}, ...items),
    ...lacking,
  );
}

function stepItem(adds: string, bits: number, before: number, most: number): HTMLElement {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  const kept = element('span', { class: 'kept' });
  const gone = element('span', { class: bits <= before ? 'gone' : 'grown' });
  kept.style.width = `${(100 * Math.min(bits, before)) / most}%`;
  gone.style.width = `${(100 * Math.abs(before - bits)) / most}%`;
  bar.append(kept, gone);
  const step = bits - before;
  const changed = step === 0 ? '' : ` (${step > 0 ? '+' : '−'}${fixed(Math.abs(step), 3)})`;
  return element(
    'li',
    { 'data-bits': bits },
    element('span', { class: 'adds' }, adds),
    bar,
    element('span', { class: 'bits' }, `${fixed(bits, 3)} bits${changed}`),
  );
}

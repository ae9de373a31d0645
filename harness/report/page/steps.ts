/** What the stages of the chains picked are worth, by other chains of the run. */
import { splitStage } from '../../../codecs/chain-id.js';
import { fixed } from '../format.js';
import type { ReportChain, ReportRun } from '../model.js';
import { othersInPlace, stageSteps } from '../stages.js';
import { type Bar, barList, RAW_BITS } from './bars.js';
import { element, paragraph, section } from './element.js';
import type { Part } from './view.js';

export function makeSteps(run: ReportRun): Part {
  const content = element('div', { class: 'bars' });
  const hint =
    run.explained.length > 0
      ? ''
      : ' What goes on within a coder, ncb explain tells: ncb explain CHAIN RECORDING --json > explain.json in the folder of the run, and this page has a part for it.';
  return {
    element: section(
      'steps',
      'Size by stage',
      paragraph(
        `Bits a sample, by other chains of this run. What a stage takes off depends on those that are there already; another order would share it out otherwise.${hint}`,
      ),
      content,
    ),
    update: ({ picked }) => {
      const figures = run.chains.filter(chain => picked.has(chain)).map(chain => stepsFigure(chain, run));
      content.replaceChildren(
        ...(figures.length > 0 ? figures : [paragraph('Pick a chain in a chart or in the table.')]),
      );
    },
  };
}

function stepsFigure(chain: ReportChain, run: ReportRun): HTMLElement {
  const { steps, missing } = stageSteps(chain, run.chains);
  const parts =
    steps.length > 1 ? [barList(stepBars(steps)), ...lackingText(missing)] : coderText(chain, run);
  return element('figure', { class: 'bar-chart' }, element('figcaption', {}, chain.chain), ...parts);
}

function stepBars(steps: ReturnType<typeof stageSteps>['steps']): Bar[] {
  const all = [{ adds: 'samples', bitsPerSample: RAW_BITS }, ...steps];
  return all.map(({ adds, bitsPerSample }, index) => {
    const before = index === 0 ? bitsPerSample : all[index - 1].bitsPerSample;
    const step = bitsPerSample - before;
    const changed = step === 0 ? '' : ` (${step > 0 ? '+' : '−'}${fixed(Math.abs(step), 3)})`;
    return {
      name: index === 0 ? adds : `+ ${adds}`,
      bits: bitsPerSample,
      before,
      text: `${fixed(bitsPerSample, 3)} bits${changed}`,
    };
  });
}

function lackingText(missing: readonly string[]): HTMLElement[] {
  if (missing.length === 0) return [];
  return [
    paragraph(`Not told apart further: this run does not hold ${missing.join(', ')} without a failure.`),
  ];
}

/** So many of those that come nearest. */
const NEAREST = 4;
/** Coders that take each value by itself, beside which what another one knows of the signal shows. */
const PLAIN = ['rans', 'huffman', 'rice'];

/** Of a chain that no shorter one of the run splits up: what its coder does, and what others make of the same. */
function coderText(chain: ReportChain, { chains, stages }: ReportRun): HTMLElement[] {
  const bits = `${fixed(chain.bitsPerSample, 3)} bits a sample in one step, since no shorter chain of this run tells its stages apart.`;
  const [name] = splitStage(coderOf(chain));
  const does = Object.hasOwn(stages, name) ? ` ${name}: ${stages[name]}.` : '';
  const rivals = rivalsOf(chain, chains).map(rival => `${coderOf(rival)} ${excessText(rival, chain)}`);
  const others = rivals.length === 0 ? '' : ` Other coders in its place: ${rivals.join(', ')}.`;
  return [paragraph(bits + does + others)];
}

/** The nearest, one of them smaller if any is, and a plain one. */
function rivalsOf(chain: ReportChain, chains: readonly ReportChain[]): ReportChain[] {
  const rivals = othersInPlace(chain, chains);
  const smaller = rivals.filter(({ bitsPerSample }) => (bitsPerSample ?? 0) < (chain.bitsPerSample ?? 0));
  const from = Math.max(0, smaller.length - 1);
  const plain = rivals.find(rival => PLAIN.includes(coderOf(rival)));
  return [...new Set([...rivals.slice(from, from + NEAREST), ...(plain === undefined ? [] : [plain])])];
}

function coderOf({ chain, coderAt }: ReportChain): string {
  return chain.split('+')[coderAt];
}

/** As `4.697 (+5.1 %)`. */
function excessText(rival: ReportChain, chain: ReportChain): string {
  const [bits, own] = [rival.bitsPerSample ?? 0, chain.bitsPerSample ?? 0];
  const more = own === 0 ? 0 : bits / own - 1;
  return `${fixed(bits, 3)} (${more < 0 ? '−' : '+'}${fixed(100 * Math.abs(more), 1)} %)`;
}

/** Where the bits of chains go, as `ncb explain` found it. */
import { count, fixed } from '../format.js';
import type { ExplainedChain, ReportRun } from '../model.js';
import { type Bar, barList, RAW_BITS } from './bars.js';
import { element, folded, paragraph, plainTable, scrollBox, section } from './element.js';

/** Nothing where nothing was explained. */
export function explainedSections({ explained }: ReportRun): HTMLElement[] {
  if (explained.length === 0) return [];
  return [
    section(
      'explained',
      'Where the bits go',
      paragraph(
        'Bits a sample, by ncb explain: of transforms the order-0 entropy of what they leave, + what they write beside it; of our own coders the parts of their streams.',
      ),
      element('div', { class: 'bars' }, ...explained.map(explainedFigure)),
    ),
  ];
}

function explainedFigure(chain: ExplainedChain): HTMLElement {
  const table = plainTable(
    `Bits a sample over ${count(chain.recordings, 'recording')}`,
    ['stage', 'writes', 'leaves, order 0', 'as normal of adaptive scale', 'as normal around a prediction'],
    tableRows(chain),
  );
  return element(
    'figure',
    { class: 'bar-chart' },
    element('figcaption', {}, chain.chain),
    paragraph(chain.headline),
    barList(barsOf(chain)),
    folded('In figures', scrollBox(`Where the bits of ${chain.chain} go`, table)),
  );
}

function barsOf({ samples, givenBits, transforms, coder, compressors }: ExplainedChain): Bar[] {
  const bar = (name: string, bits: number, more: Partial<Bar> = {}): Bar => {
    const each = bits / samples;
    return { name, bits: each, before: each, text: `${fixed(each, 3)} bits`, ...more };
  };
  return [
    bar('samples', RAW_BITS * samples),
    bar('their entropy', givenBits),
    ...transforms.map(({ stage, order0Bits, sideBits }) =>
      bar(`after ${stage}`, order0Bits, {
        text: `${fixed(order0Bits / samples, 3)} bits${sideBits > 0 ? ` + ${fixed(sideBits / samples, 3)}` : ''}`,
      }),
    ),
    bar(coder.stage, coder.bits, { isMarked: true }),
    ...coder.parts.map(({ name, bits }) => bar(name, bits, { isPart: true })),
    ...compressors.map(({ stage, bits }) => bar(stage, bits, { isMarked: true })),
  ];
}

function tableRows({ samples, transforms, coder, compressors }: ExplainedChain): string[][] {
  const each = (bits: number) => fixed(bits / samples, 3);
  return [
    ...transforms.map(({ stage, sideBits, order0Bits, normalBits, predictedBits }) => [
      stage,
      each(sideBits),
      each(order0Bits),
      each(normalBits),
      each(predictedBits),
    ]),
    [coder.stage, each(coder.bits), '', '', ''],
    ...coder.parts.map(({ name, bits }) => [`${coder.stage}: ${name}`, each(bits), '', '', '']),
    ...compressors.map(({ stage, bits }) => [stage, each(bits), '', '', '']),
  ];
}

/** What chains execute, and what that would take in silicon, as tables in Markdown. */
import { parseChain } from '../../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { type Operation, sumOfOperations } from '../../../harness/instrument/operation.js';
import { coverageOfChain } from '../../../harness/operations/coverage.js';
import { type Energy, energyOf, NOT_SEEN } from '../../../harness/operations/energy.js';
import { PUBLISHED_SILICON, type Silicon, samplePjAt45 } from '../../../harness/operations/silicon.js';
import {
  formatCount,
  formatFigure,
  formatMarkdown,
  type TextColumn,
} from '../../commands/shared/terminal.js';
import type { GuidePart } from '../shared/guide-part.js';
import type { CountedRow } from './rows.js';

export const OPERATIONS_PART: GuidePart = { name: 'operations', file: 'results/README.md' };

/** What makes codes of samples, which a converter has given in the first place. */
const LEVELS = 'levels';
const NODE = 22;
/** The implant of the challenge. */
const SAMPLES_PER_S = 1024 * 19_531;
const MW_OF_PJ = 1e-9;

const ARITHMETIC: readonly string[] = [
  'add',
  'compare',
  'logic',
  'select',
  'shift',
  'divide',
  'convert',
  'square-root',
];

/** One direction of a chain, `levels` apart. */
interface Figures {
  readonly samples: number;
  readonly operations: readonly Operation[];
  readonly at45: Energy;
  readonly at22: Energy;
}

interface Line {
  readonly chain: string;
  readonly encode: Figures | undefined;
  readonly decode: Figures | undefined;
}

function figuresOf(row: CountedRow | undefined): Figures | undefined {
  if (row === undefined || row.unsupported !== '') return undefined;
  const behind = row.stages.filter(({ stage }) => stage !== LEVELS);
  // what levels itself takes stands where nothing else is done
  const shown = behind.some(({ operations }) => operations.length > 0) ? behind : row.stages;
  const operations = sumOfOperations(shown.map(stage => stage.operations));
  const counted = { samples: row.samples, operations };
  return { ...counted, at45: energyOf(counted), at22: energyOf(counted, { node: NODE }) };
}

function linesOf(rows: readonly CountedRow[]): Line[] {
  const chains = [...new Set(rows.map(({ chain }) => chain))];
  return chains.map(chain => {
    const [encode, decode] = ['encode', 'decode'].map(direction =>
      figuresOf(rows.find(row => row.chain === chain && row.direction === direction)),
    );
    return { chain, encode, decode };
  });
}

/** Results of so many a sample, lane by lane. */
function laneCount({ samples, operations }: Figures, isMeant: (operation: Operation) => boolean): number {
  return operations.reduce((sum, own) => sum + (isMeant(own) ? own.count * own.lanes : 0), 0) / samples;
}

function isAccess({ kind }: Operation): boolean {
  return kind === 'load' || kind === 'store';
}

/** Of the two operands of multiplications, weighted by how many there are. */
function meanOperands({ operations }: Figures): string {
  let count = 0;
  const sums = [0, 0];
  for (const { operandBits, count: own, lanes } of operations) {
    if (operandBits === undefined) continue;
    count += own * lanes;
    for (const k of [0, 1]) sums[k] += own * lanes * operandBits[k];
  }
  return count === 0 ? '' : ` of ${sums.map(sum => Math.round(sum / count)).join(' × ')}`;
}

/** Two digits are more than such a figure is worth. */
function inShort(value: number): string {
  return value >= 99.5 ? formatCount(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function range(low: number, high: number): string {
  return `${inShort(low)} to ${inShort(high)}`;
}

const of = (figures: Figures | undefined, text: (figures: Figures) => string) =>
  figures === undefined ? '-' : text(figures);

const right = { align: 'right' } as const;
const COLUMNS: readonly TextColumn<Line>[] = [
  { title: 'chain', align: 'left', text: ({ chain }) => `\`${chain}\`` },
  {
    ...right,
    title: 'arithmetic',
    text: ({ encode }) => of(encode, own => inShort(laneCount(own, ({ kind }) => ARITHMETIC.includes(kind)))),
  },
  {
    ...right,
    title: 'multiplications',
    text: ({ encode }) =>
      of(encode, own => {
        const count = laneCount(own, ({ kind }) => kind === 'multiply');
        return `${inShort(count)}${meanOperands(own)}`;
      }),
  },
  { ...right, title: 'memory', text: ({ encode }) => of(encode, own => inShort(laneCount(own, isAccess))) },
  {
    ...right,
    title: 'pJ, 45 nm',
    text: ({ encode }) => of(encode, ({ at45 }) => range(at45.floorPj, at45.ceilingPj)),
  },
  {
    ...right,
    title: `${NODE} nm`,
    text: ({ encode }) => of(encode, ({ at22 }) => range(at22.floorPj, at22.ceilingPj)),
  },
  {
    ...right,
    title: '1024 ch, mW',
    text: ({ encode }) =>
      of(encode, ({ at22 }) => {
        const inMw = (pj: number) => pj * SAMPLES_PER_S * MW_OF_PJ;
        return range(inMw(at22.floorPj), inMw(at22.ceilingPj));
      }),
  },
  {
    ...right,
    title: 'RISC-V, nJ',
    text: ({ encode }) => of(encode, ({ at45 }) => inShort(at45.processorPj / 1000)),
  },
  {
    ...right,
    title: 'decode pJ, 45 nm',
    text: ({ decode }) => of(decode, ({ at45 }) => range(at45.floorPj, at45.ceilingPj)),
  },
];

const SILICON: readonly TextColumn<Silicon>[] = [
  { title: 'published', align: 'left', text: ({ source }) => source },
  { title: 'process', align: 'left', text: ({ process }) => process },
  { title: 'does', align: 'left', text: ({ does }) => does },
  { title: 'power', align: 'left', text: ({ power }) => power },
  { title: 'area', align: 'left', text: ({ area = '' }) => area },
  { title: 'times less', align: 'left', text: ({ reduction = '' }) => reduction },
  {
    title: 'pJ a sample there, at 45 nm',
    align: 'right',
    text: row => {
      const scaled = samplePjAt45(row);
      if (row.samplePj === undefined || scaled === undefined) return '';
      const [there, here] = [row.samplePj, scaled].map(([low, high]) =>
        low === high ? formatFigure(low) : range(low, high),
      );
      return `${there}, ${here} (${row.note})`;
    },
  },
];

/** What stages do beside what is counted, each once, without their parameters. */
function notesOf(rows: readonly CountedRow[]): string[] {
  const registry = makeRegistry(builtInStages);
  const counted = rows.filter(({ unsupported }) => unsupported === '');
  const notes = counted.flatMap(({ chain, direction }) => {
    const coverage = coverageOfChain(parseChain(chain, registry), direction);
    return coverage.isCounted ? coverage.uncounted.map(text => `${text} (${direction})`) : [];
  });
  return [...new Set(notes.map(text => text.replace(/^([\w-]+)(:\S+)?: /, '- `$1`: ')))];
}

/** What cannot be counted, by the reason, each once. */
function reasonsOf(rows: readonly CountedRow[]): string[] {
  const texts = rows.map(({ unsupported, direction }) =>
    unsupported === '' ? '' : `${unsupported} (${direction})`,
  );
  const lines = [...new Set(texts.filter(text => text !== ''))];
  const both = lines.filter(
    text => text.endsWith('(encode)') && lines.includes(text.replace('(encode)', '(decode)')),
  );
  const merged = lines
    .filter(text => !both.some(encode => encode.replace('(encode)', '(decode)') === text))
    .map(text => (both.includes(text) ? text.replace(' (encode)', '') : text));
  return merged.map(text => `- \`${text.replace(': ', '`: ')}`);
}

/** @param rows of all sets of recordings, one after the other */
export function formatOperations(rows: readonly CountedRow[]): string {
  const sets = [...new Set(rows.map(({ set }) => set))];
  const tables = sets.flatMap(set => {
    const own = rows.filter(row => row.set === set);
    const lines = linesOf(own).filter(({ encode, decode }) => encode !== undefined || decode !== undefined);
    return [`${titleOf(set)}:`, '', formatMarkdown(lines, COLUMNS), ''];
  });
  return [
    ...tables,
    'What published circuits take, at their own rates, of their own channels; none is of one of these chains:',
    '',
    formatMarkdown(PUBLISHED_SILICON, SILICON),
    '',
    `Not in the range: ${NOT_SEEN.join('; ')}.`,
    '',
    'Beside what is counted:',
    '',
    ...notesOf(rows),
    '',
    'Not counted at all:',
    '',
    ...reasonsOf(rows),
  ].join('\n');
}

const TITLES: Readonly<Record<string, string>> = {
  implant: 'The synthetic implant, one channel',
  probe: 'The synthetic probe, 16 channels',
  challenge: '24 recordings of the challenge, by name every 16th',
};

function titleOf(set: string): string {
  return TITLES[set] ?? set;
}

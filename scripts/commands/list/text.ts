/** Stages for people, by kind; in a narrow terminal without family and packages, and on several lines each. */
import type { LossKind, Parameter, Stage } from '../../../codecs/codec.js';
import { LOSSY_MARK } from '../shared/marks.js';
import { formatTable, type TextColumn } from '../shared/terminal.js';
import { wrap } from '../shared/wrap.js';
import { packagesBehind } from './packages.js';

const KINDS = {
  transform: 'Transforms: samples -> samples',
  coder: 'Coders: samples -> bytes',
  compressor: 'Compressors: bytes -> bytes',
} as const;

const LOSSES: Readonly<Record<LossKind, string>> = {
  none: 'lossless',
  bounded: 'lossy, samples are off by so much at most; lossless where that is 0',
  free: 'lossy, samples are off by anything',
  events: 'lossy, events come back and no samples',
  counts: 'lossy, counts come back and no samples',
  power: 'lossy, power comes back and no samples',
};

const COLUMNS: readonly TextColumn<Stage>[] = [
  { title: '', text: ({ loss }) => (loss === undefined ? '' : LOSSY_MARK), align: 'left' },
  { title: 'name', text: ({ name }) => name, align: 'left' },
  { title: 'family', text: ({ family }) => family, align: 'left', drop: 2 },
  { title: 'what it does', text: ({ summary }) => summary, align: 'left' },
  { title: 'parameters (default)', text: describeParameters, align: 'left' },
  { title: 'behind it', text: describeBehind, align: 'left', drop: 1 },
];

export function formatStages(stages: readonly Stage[]): string {
  const sections = Object.entries(KINDS).map(([kind, title]) => {
    const rows = stages.filter(stage => stage.kind === kind);
    const columns = rows.some(({ loss }) => loss !== undefined) ? COLUMNS : COLUMNS.slice(1);
    return [`${title}\n\n${formatTable(rows, columns)}`, ...formatLosses(rows)].join('\n');
  });
  return [
    wrap('A chain is transform* coder compressor*, such as levels+lpc:order=16+rans.'),
    ...sections,
    `Coders of this project, by their parts\n\n${formatParts(stages)}`,
  ].join('\n\n');
}

/** What the marked stages may give back in the place of the samples. */
function formatLosses(stages: readonly Stage[]): string[] {
  return Object.entries(LOSSES).flatMap(([kind, what]) => {
    const names = stages.filter(({ loss }) => loss?.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [wrap(`${LOSSY_MARK} ${names.join(', ')}: ${what}`, 2)];
  });
}

function formatParts(stages: readonly Stage[]): string {
  const rows = stages.flatMap(({ name, parts }) => (parts === undefined ? [] : [{ name, ...parts }]));
  return formatTable(rows, [
    { title: 'name', text: ({ name }) => name, align: 'left' },
    { title: 'predictor', text: ({ predictor }) => predictor, align: 'left' },
    { title: 'distribution', text: ({ distribution }) => distribution, align: 'left' },
    { title: 'entropy coder', text: ({ entropyCoder }) => entropyCoder, align: 'left' },
  ]);
}

function describeParameters({ parameters }: Stage): string {
  return Object.entries(parameters)
    .map(([name, parameter]) => `${name}=${describeRange(parameter)} (${parameter.default})`)
    .join(', ');
}

function describeRange(parameter: Parameter): string {
  if (parameter.type === 'choice') return parameter.choices.join('|');
  return `${parameter.minimum}..${parameter.maximum}`;
}

function describeBehind(stage: Stage): string {
  if (stage.isolation === 'process') return 'a program (isolation process)';
  return packagesBehind(stage)
    .map(({ name, version, licence }) => `${name} ${version ?? 'missing'} (${licence ?? '?'})`)
    .join(', ');
}

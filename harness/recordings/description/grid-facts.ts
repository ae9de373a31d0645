/** The grids under channels, as the stage `levels` finds them, and whether they are one. */
import { chooseForms, type Form } from '../../../codecs/transforms/levels/forms.js';
import { codeOf, type Step, valueAt } from '../../../codecs/transforms/levels/grid.js';
import { type Histogram, levelsOf } from './histogram.js';
import { total } from './statistics.js';

/** That a sample can have. */
const SAMPLE_VALUES = 65536;

/** The grid under channels, as the stage `levels` finds it. */
export interface GridFacts {
  readonly kind: 'none' | 'table' | 'grid';
  /** Distance of neighbouring values on average; none in a table. */
  readonly step: Step | null;
  /** Values that the grid has within int16, whether or not they occur; of a table, those that occur. */
  readonly levels: number;
}

/** Grids of one step may have a value more or less within int16. */
export function addGrid(grids: GridFacts[], facts: GridFacts): void {
  const known = grids.findIndex(
    ({ kind, step }) =>
      kind === facts.kind &&
      step?.numerator === facts.step?.numerator &&
      step?.denominator === facts.step?.denominator,
  );
  if (known < 0) grids.push(facts);
  else if (grids[known].levels < facts.levels) grids[known] = facts;
}

/** Samples by value, and the different grids of their channels. */
interface Counted {
  readonly samples: Histogram;
  readonly grids: readonly GridFacts[];
}

/**
 * The grid of all that was counted, or null if there are several. What looks like several may be one: few values
 * determine its step less closely than all of them together.
 */
export function gridOf({ grids, samples }: Counted): GridFacts | null {
  if (grids.length === 1) return grids[0];
  if (grids.some(({ kind }) => kind !== 'grid')) return null;
  const levels = levelsOf(samples);
  const [form] = chooseForms([levels], total(samples)).forms;
  return form.type === 'grid' ? describeForm(form).facts : null;
}

interface FormFacts {
  /** The last values that samples can have. */
  readonly lowest: number;
  readonly highest: number;
  readonly facts: GridFacts;
}

export function describeForm(form: Form): FormFacts {
  const int16 = { lowest: -32768, highest: 32767 };
  if (form.type === 'as is') {
    return {
      ...int16,
      facts: { kind: 'none', step: { numerator: 1, denominator: 1 }, levels: SAMPLE_VALUES },
    };
  }
  if (form.type === 'table') {
    return { ...int16, facts: { kind: 'table', step: null, levels: form.values.length } };
  }
  const { grid } = form;
  const nearest = codeOf(grid, int16.lowest);
  const least = valueAt(grid, nearest) < int16.lowest ? nearest + 1 : nearest;
  const last = codeOf(grid, int16.highest);
  const most = valueAt(grid, last) > int16.highest ? last - 1 : last;
  return {
    lowest: valueAt(grid, least),
    highest: valueAt(grid, most),
    facts: { kind: 'grid', step: grid.step, levels: most - least + 1 },
  };
}

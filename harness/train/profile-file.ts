/** The file of a profile, as `ncb train` writes it: what parseProfile reads, and beside it how it came about. */
import { basename } from 'node:path';
import type { Trained } from './train.js';

/** Of a line. */
const WIDTH = 110;
const INDENT = '    ';

/** JSON that says the same as long as recordings are the same. */
export function formatProfile({ profile, ...trained }: Trained): string {
  const { ideal, every, splitInTime, trainedOn, leftOut } = trained;
  const fields: Readonly<Record<string, string>> = {
    name: JSON.stringify(profile.name),
    first_code: String(profile.firstCode),
    thresholds: filled([...profile.thresholds].map(String)),
    held_out: JSON.stringify(heldOutOf({ every, splitInTime, leftOut })),
    held_out_bits_per_sample: `{ "even": ${ideal.even.toFixed(4)}, "profile": ${ideal.profile.toFixed(4)} }`,
    trained_on: listed(trainedOn.map(name => JSON.stringify(basename(name)))),
  };
  const lines = Object.entries(fields).map(([key, value]) => `  "${key}": ${value}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** What was left out, in words. */
export function heldOutOf({
  every,
  splitInTime,
  leftOut,
}: Pick<Trained, 'every' | 'splitInTime' | 'leftOut'>): string {
  if (splitInTime) return `the last ${ordinal(every)} of each recording`;
  return `every ${ordinal(every)} recording by name, ${leftOut.length} in all`;
}

function ordinal(count: number): string {
  if (count <= 3) return count === 2 ? 'second' : 'third';
  return `${count}th`;
}

/** As many to a line as fit. */
export function filled(items: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const [k, item] of items.entries()) {
    const text = k < items.length - 1 ? `${item},` : item;
    if (line !== '' && INDENT.length + line.length + 1 + text.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? text : ` ${text}`;
  }
  return `[\n${[...lines, line].map(text => INDENT + text).join('\n')}\n  ]`;
}

export function listed(items: readonly string[]): string {
  return `[\n${items.map(item => INDENT + item).join(',\n')}\n  ]`;
}

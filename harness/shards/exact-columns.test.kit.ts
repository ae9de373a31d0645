/** What of two runs has to be the same, whichever machines they were on. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** Every column but those of speed, of all rows but the copy that is timed twice. */
export function exactColumns(path: string): string[][] {
  const [header, ...lines]: string[][] = parse(readFileSync(path, 'utf8'));
  const isExact = (name: string) => !/_ns|xrt|mb_per_s|timing_runs|rss|quiet|machine/.test(name);
  const alias = header.indexOf('alias');
  return [header, ...lines.filter(line => line[alias] !== 'a/a')].map(line =>
    line.filter((_, k) => isExact(header[k])),
  );
}

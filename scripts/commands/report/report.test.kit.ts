/** Runs to report on, and what is read of their pages. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { LossKind } from '../../../codecs/codec.js';
import { makeFolder } from '../../../harness/common/files.js';
import { exactLine, qualityWhere, timingLine } from '../../../harness/common/testing.test.kit.js';
import { type LogLine, openLog } from '../../../harness/run/log.js';
import { writeViews } from '../../../harness/run/views.js';
import { ncb } from '../shared/cli.test.kit.js';

/** Reports on runs of a folder; says where the page is. */
export async function report(folder: string, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await ncb(['report', ...args], folder);
  assert.equal(status, 0, stderr);
  return join(folder, stdout.split('\n')[0]);
}

/** Pages by the lines of their runs: each is made once, and read by as many tests as want it. */
const pages = new Map<string, Promise<string>>();
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Reports on a run of these lines; says where the page is. */
export function reportOn(lines = logLines(CHAINS, RECORDINGS)): Promise<string> {
  return reportOnce(JSON.stringify(lines), folder => {
    makeRun(join(folder, 'run'), lines);
    return ['run'];
  });
}

/** Reports on a run that stands somewhere. */
export function reportOnFolder(run: string): Promise<string> {
  return reportOnce(run, () => [run, '--out', 'page.html']);
}

function reportOnce(key: string, prepare: (folder: string) => readonly string[]): Promise<string> {
  const made = pages.get(key);
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  folders.push(folder);
  const page = report(folder, prepare(folder));
  pages.set(key, page);
  return page;
}

/** A chain and what it does to each of the recordings: 4000 bytes, one second. */
export interface Made {
  readonly chain: string;
  readonly family: string;
  readonly bytes: number;
  readonly encodeMs?: number;
  readonly decodeMs?: number;
  readonly isolation?: 'process';
}

export const RECORDINGS = ['one.wav', 'two.wav', 'three.wav'];

/** Falling in ratio, and all but one on some front. */
export const CHAINS: readonly Made[] = [
  { chain: 'levels+delta+rans', family: 'entropy', bytes: 1000, encodeMs: 8, decodeMs: 3 },
  { chain: 'delta+rans', family: 'entropy', bytes: 1250, encodeMs: 4, decodeMs: 2.5 },
  { chain: 'raw+bzip2', family: 'block-sorting', bytes: 1400, encodeMs: 50, decodeMs: 40 },
  { chain: 'rans', family: 'entropy', bytes: 1600, encodeMs: 3.7, decodeMs: 2.4 },
  { chain: 'raw+zstd', family: 'dictionary', bytes: 2000, encodeMs: 20, decodeMs: 0.9 },
  { chain: 'raw', family: 'copy', bytes: 4000, encodeMs: 0.01, decodeMs: 0.02 },
];

/** Those of CHAINS that stand within the frame of a chart: all but the copy. */
export const DRAWN = CHAINS.slice(0, 5);

/** With a chain of the user's, beaten at everything. */
export const WITH_YOURS: readonly LogLine[] = [
  ...logLines(
    [...CHAINS, { chain: 'mine:k=2', family: 'prediction', bytes: 1300, encodeMs: 5, decodeMs: 5 }],
    RECORDINGS,
  ),
  { type: 'given', chain: 'mine:k=2' },
];

/** Chains that lose something beside one that does not, with R(D), and one of which events come back. */
export const WITH_LOSSY: readonly LogLine[] = [
  ...logLines([{ chain: 'levels+rice', family: 'entropy', bytes: 1200 }], RECORDINGS),
  ...[
    { chain: 'levels+quantize+rice', bytes: 900, error: 0.05, kind: 'bounded' },
    { chain: 'levels+quantize:step=7+rice', bytes: 600, error: 0.2, kind: 'bounded' },
    { chain: 'levels+lms-range:error=4', bytes: 450, error: 0.4, kind: 'bounded' },
    { chain: 'times', bytes: 20, error: 0.9, kind: 'events' },
  ].flatMap(({ chain, bytes, error, kind }) =>
    RECORDINGS.map(recording => {
      const quality = qualityWhere((type, name) =>
        type === 'integer' ? 1000 : /recall|precision|_r|_p05/.test(name) ? 1 - error / 20 : error,
      );
      return exactLine({
        ...{
          chain,
          recording,
          recordingSha256: `${recording}-sha`,
          encodedBytes: bytes,
          loss: kind as LossKind,
        },
        lost: { kind: kind as LossKind, greatestError: null, quality },
      });
    }),
  ),
  ...RECORDINGS.map(
    (recording): LogLine => ({
      ...{ type: 'flicker-floor', recording, recordingSha256: `${recording}-sha`, samples: 2000 },
      quality: qualityWhere(type => (type === 'integer' ? 1000 : 0.03)),
      limits: (['all', 'band'] as const).flatMap(counted =>
        [0.03, 0.1, 0.3, 1].map((error, k) => {
          const bits = 3 - k;
          return { counted, level: error, bits_per_sample: bits, rmse: error, band_rmse_sigma: error };
        }),
      ),
    }),
  ),
];

export function logLines(made: readonly Made[], recordings: readonly string[]): LogLine[] {
  return made.flatMap(({ chain, family, bytes, encodeMs, decodeMs, isolation }) =>
    recordings.flatMap((recording, index) => {
      const cell = { chain, recording, recordingSha256: `${recording}-sha` };
      const exact = exactLine({
        ...cell,
        family,
        encodedBytes: bytes + index,
        ...(isolation && { isolation }),
      });
      if (encodeMs === undefined || decodeMs === undefined || index > 0) return [exact];
      return [exact, timingLine({ ...cell, encodeNs: [encodeMs * 1e6], decodeNs: [decodeMs * 1e6] })];
    }),
  );
}

/** Writes a run with its environment. */
export function makeRun(folder: string, lines: readonly LogLine[], machine: object = {}): string {
  makeFolder(folder);
  const log = openLog(folder);
  for (const line of lines) log.append(line);
  log.close();
  writeViews(folder);
  const environment = {
    started_at: '2026-01-02T03:04:05Z',
    command_line: 'ncb sweep',
    cpu_model: 'a processor',
    platform: 'linux-x64',
    node: '20.19.0',
    ...machine,
  };
  writeFileSync(join(folder, 'env.json'), JSON.stringify(environment));
  return folder;
}

export function chainsOf(rows: Locator): Promise<string[]> {
  return rows.evaluateAll(found => found.map(row => String(row.getAttribute('data-chain'))));
}

/** Chains of the table of totals, in their order. */
export function tableOf(page: Page): Promise<string[]> {
  return chainsOf(page.locator('#totals-table tbody tr'));
}

/** Where the elements of chains were moved to. */
export async function placesOf(points: Locator): Promise<{ name: string; at: number[] }[]> {
  const found = await points.evaluateAll(elements =>
    elements.map(element => [element.getAttribute('data-chain'), element.getAttribute('transform')]),
  );
  return found.map(([name, transform]) => ({ name: String(name), at: numbersOf(transform) }));
}

/** From a value to its place, by the numbers that stand on an axis. */
export async function scaleOf(chart: Locator, axis: 'x' | 'y', scale: (value: number) => number) {
  const labels = await chart
    .locator(
      `g[font-variant="tabular-nums"]${axis === 'x' ? ':not([text-anchor])' : '[text-anchor="end"]'} text`,
    )
    .evaluateAll(found => found.map(text => [text.textContent, text.getAttribute('transform')]));
  const ticks = labels.map(([text, transform]) => ({
    value: scale(Number(String(text).replaceAll(',', ''))),
    at: numbersOf(transform)[axis === 'x' ? 0 : 1],
  }));
  const [first, last] = [ticks[0], ticks[ticks.length - 1]];
  const perUnit = (last.at - first.at) / (last.value - first.value);
  return (value: number) => first.at + (scale(value) - first.value) * perUnit;
}

function numbersOf(transform: string | null): number[] {
  return (transform?.match(/-?[\d.]+/g) ?? []).map(Number);
}

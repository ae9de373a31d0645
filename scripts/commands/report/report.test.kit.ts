/** Runs to report on, and a browser to read the page in. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { makeFolder } from '../../../harness/common/files.js';
import { exactLine, timingLine } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import { writeCells } from '../../../harness/run/csv.js';
import type { LogLine } from '../../../harness/run/log.js';

const CHROMIUM = process.env.NCB_CHROMIUM ?? '/usr/bin/chromium';

/** Why tests that need a browser are left out; false where they are not. */
export const skip = existsSync(CHROMIUM)
  ? false
  : `no ${CHROMIUM}: apt-get install chromium, or set NCB_CHROMIUM`;

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

export interface Opened {
  readonly page: Page;
  /** Requests, errors and messages other than the page's own loading. */
  readonly unwanted: readonly string[];
}

/** Opens a file as a double click does. */
export async function open(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const page = await browser.newPage(options);
  const address = pathToFileURL(file).href;
  const unwanted: string[] = [];
  page.on('console', message => unwanted.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', error => unwanted.push(error.message));
  page.on('request', request => {
    if (request.url() !== address) unwanted.push(request.url());
  });
  await page.goto(address);
  return { page, unwanted };
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

/** Falling in ratio, and all but one on some front. */
export const CHAINS: readonly Made[] = [
  { chain: 'levels+delta+rans', family: 'entropy', bytes: 1000, encodeMs: 8, decodeMs: 3 },
  { chain: 'delta+rans', family: 'entropy', bytes: 1250, encodeMs: 4, decodeMs: 2.5 },
  { chain: 'raw+bzip2', family: 'block-sorting', bytes: 1400, encodeMs: 50, decodeMs: 40 },
  { chain: 'rans', family: 'entropy', bytes: 1600, encodeMs: 3.7, decodeMs: 2.4 },
  { chain: 'raw+zstd', family: 'dictionary', bytes: 2000, encodeMs: 20, decodeMs: 0.9 },
  { chain: 'raw', family: 'copy', bytes: 4000, encodeMs: 0.01, decodeMs: 0.02 },
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
export function makeRun(folder: string, lines: readonly LogLine[]): string {
  makeFolder(folder);
  writeCells(join(folder, 'cells.csv'), cellRows(lines));
  const environment = {
    started_at: '2026-01-02T03:04:05Z',
    command_line: 'ncb sweep',
    cpu_model: 'a processor',
  };
  writeFileSync(join(folder, 'env.json'), JSON.stringify(environment));
  return folder;
}

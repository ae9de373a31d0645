/** CSVs and logs of runs, manifests, and results of other tools. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { exactLine, timingLine } from '../../../../harness/common/testing.test.kit.js';
import { readManifest } from '../../../../harness/recordings/manifest.js';
import { cellRows } from '../../../../harness/run/cells.js';
import { writeCells, writeTotals } from '../../../../harness/run/csv.js';
import { loadRun, loadTotals } from '../../../../harness/run/load.js';
import { openLog, readLog } from '../../../../harness/run/log.js';
import { totalsOf } from '../../../../harness/run/pareto.js';
import { readResults } from '../../../../harness/run/results.js';
import type { OpenSubject, Subject } from '../subject.js';
import { flawOf } from '../verdict.js';

const LINES = [
  exactLine({ encodedBytes: 900 }),
  timingLine({ quiet: true }),
  timingLine({ round: 2 }),
  exactLine({ chain: 'rice', encodedBytes: 700, recording: '=b, "c".wav' }),
  exactLine({ chain: 'huffman', status: 'error', error: 'it says "no",\nand more' }),
];

const FOREIGN = {
  n1:
    'mode,total_original_size_bytes,total_compressed_size_bytes,compression_ratio,' +
    'average_compression_speed_xRT,average_decompression_speed_xRT\nfast,1000,400,2.50,.05,36.20\n',
  lzbench:
    'Compressor name,Compression speed,Decompression speed,Original size,Compressed size,Ratio,Filename\n' +
    'zstd 1.5.7 -1,100.00,400.00,1000000,250000,25.00,a\n',
  turbobench: 'size,csize,ratio,ctime,dtime,name,file\n1000,400,40.0,0.5,0.1,lz4,a\n',
  squash:
    'dataset,plugin,codec,level,compressed_size,compress_cpu,compress_wall,decompress_cpu,decompress_wall\n' +
    'a,zlib,gzip,6,400,0.1,0.1,0.1,0.1\n',
  files: 'file_name,file_size,compressed_size,time_taken_ns\na.wav,300,100,5\n"b, c.wav",100,100,6\n',
};

const MANIFEST = `file,sha256,bytes,sample_rate_hz,channels,samples\na.wav,${'0'.repeat(64)},44,19531,1,0\n`;

function openFile(name: string, read: (path: string) => unknown, make: (path: string) => void): OpenSubject {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-fuzz-'));
  const path = join(folder, name);
  make(path);
  return {
    bases: [new Uint8Array(readFileSync(path))],
    canReseal: false,
    close: () => rmSync(folder, { recursive: true, force: true }),
    attempt: async ({ bytes }) => {
      writeFileSync(path, bytes);
      try {
        read(path);
        return undefined;
      } catch (thrown) {
        // what it says may quote the file
        return flawOf(thrown, false);
      }
    },
  };
}

function writeLog(path: string): void {
  const log = openLog(join(path, '..'));
  for (const line of LINES) log.append(line);
  log.close();
}

export function resultSubjects(): Subject[] {
  const subject = (name: string, read: (path: string) => unknown, make: (path: string) => void): Subject => ({
    name: `results ${name}`,
    open: async () => openFile(basename(name), read, make),
  });
  return [
    subject('cells.csv', loadRun, path => writeCells(path, cellRows(LINES))),
    subject('totals.csv', loadTotals, path => writeTotals(path, totalsOf(cellRows(LINES)))),
    subject('log.jsonl', path => totalsOf(cellRows(readLog(join(path, '..')))), writeLog),
    subject('manifest.csv', readManifest, path => writeFileSync(path, MANIFEST)),
    ...Object.entries(FOREIGN).map(([name, text]) =>
      subject(`foreign/${name}.csv`, readResults, path => writeFileSync(path, text)),
    ),
  ];
}

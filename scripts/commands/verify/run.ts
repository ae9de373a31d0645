/** What `ncb verify` does. */
import { readFileSync, statSync } from 'node:fs';
import { flawOf } from '../../../harness/archive/certificate.js';
import { type VerifySummary, verifyArchive } from '../../../harness/archive/verify.js';
import { certificateOf, verifyCopy } from '../../../harness/archive/verify-copy.js';
import { decodeFile } from '../../../harness/container/decode.js';
import { QUALITY_VERSION } from '../../../harness/quality/figures.js';
import { beginsAsArchive, beginsAsOurs, chunksRequest } from '../shared/archives.js';
import { named, readInput, withGiven } from '../shared/files.js';
import { interruptible, type Running } from '../shared/interruptible.js';
import type { LimitArguments } from '../shared/limits.js';
import { plural } from '../shared/terminal.js';
import { wrap } from '../shared/wrap.js';
import { formatCopy, formatVerified } from './text.js';

export interface VerifyArguments extends LimitArguments {
  path: string;
  copy: string | undefined;
  plugin: string[];
  profile: string[];
  json: boolean | undefined;
}

/** What is verified, and against what. */
interface Verified extends Omit<VerifyArguments, 'path' | 'copy'> {
  /** What encode wrote. */
  readonly input: string;
  readonly original: string | undefined;
}

/**
 * @returns exit status: 1 if a lossy copy is not what its certificate says
 * @throws Error in one line that names what is wrong
 */
export async function runVerify(argv: VerifyArguments): Promise<number> {
  const verified = { ...argv, ...placesOf(argv) };
  const { input, original } = verified;
  if (!beginsAsArchive(input)) return verifyWhole(verified);
  const certificate = await named(input, async () => certificateOf(input));
  return interruptible(running =>
    certificate !== undefined && original !== undefined
      ? verifyLossy(verified, original, running)
      : verifyChunks(verified, running),
  );
}

/**
 * Either way round: which of both encode wrote is seen.
 * @throws Error in one line if neither is
 */
function placesOf({ path, copy }: VerifyArguments): Pick<Verified, 'input' | 'original'> {
  if (copy === undefined) return { input: path, original: undefined };
  const missing = [path, copy].find(each => statSync(each, { throwIfNoEntry: false }) === undefined);
  if (missing !== undefined) throw new Error(`no such file or folder: ${missing}`);
  if (beginsAsOurs(copy)) return { input: copy, original: path };
  if (beginsAsOurs(path)) return { input: path, original: copy };
  throw new Error(`neither ${path} nor ${copy} is a file of ncb encode`);
}

function progressOf({ bar }: Running, phase: 'decoding' | 'measuring') {
  return ({ done, total }: { readonly done: number; readonly total: number }) => {
    const [mb, all] = [done, total].map(count => Math.round(count / 1e6));
    bar.show({ phase, done: mb, total: all, unit: 'MB' });
  };
}

/** By its checksums, or byte for byte. */
async function verifyChunks(argv: Verified, running: Running): Promise<number> {
  const { input, original, json } = argv;
  const request = { ...(await chunksRequest(argv)), original, signal: running.signal };
  const onProgress = progressOf(running, 'decoding');
  const summary = await named(input, () => verifyArchive({ ...request, onProgress }));
  running.bar.stop();
  const flaw = flawOfCertificate(summary);
  if (json) {
    const { certificate, ...counts } = summary;
    console.log(
      JSON.stringify({ ...counts, ...(certificate && { flaw: flaw ?? null, certificate }) }, null, 2),
    );
    return flaw === undefined ? 0 : 1;
  }
  const what = `${plural(summary.files, 'file')}, ${summary.bytes.toLocaleString('en-US')} bytes`;
  const how = original === undefined ? 'by their checksums' : `compared with ${original}`;
  console.log(wrap(`${input}: ${what} in ${plural(summary.chunks, 'chunk')}: all there, ${how}`, 2));
  if (summary.certificate !== undefined) console.log(formatCopy(summary.certificate, flaw));
  return flaw === undefined ? 0 : 1;
}

function flawOfCertificate({ certificate }: VerifySummary): string | undefined {
  return certificate?.qualityVersion === QUALITY_VERSION ? flawOf(certificate) : undefined;
}

async function verifyLossy(argv: Verified, original: string, running: Running): Promise<number> {
  const { input, json } = argv;
  const request = { ...(await chunksRequest(argv)), original, signal: running.signal };
  const onProgress = progressOf(running, 'measuring');
  const found = await named(input, () => verifyCopy({ ...request, onProgress }));
  running.bar.stop();
  const { flaw } = found;
  console.log(
    json
      ? JSON.stringify({ ...found, recomputed: found.recomputed ?? null, flaw: flaw ?? null }, null, 2)
      : formatVerified(input, original, found),
  );
  return flaw === undefined ? 0 : 1;
}

async function verifyWhole(argv: Verified): Promise<number> {
  const { input, original, json } = argv;
  const container = await readInput(input);
  const file = await withGiven(argv, ({ open }) => named(input, () => decodeFile(container, open)));
  if (original !== undefined && Buffer.compare(file, readFileSync(original)) !== 0) {
    throw new Error(`${input}: decodes to something else than ${original}`);
  }
  const how = original === undefined ? 'by its checksum' : `compared with ${original}`;
  if (json) console.log(JSON.stringify({ files: 1, bytes: file.length, chunks: 1 }, null, 2));
  else
    console.log(wrap(`${input}: 1 file, ${file.length.toLocaleString('en-US')} bytes: all there, ${how}`, 2));
  return 0;
}

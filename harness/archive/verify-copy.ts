/** Whether the certificate of a lossy copy holds: the copy beside its original, every figure computed anew. */
import { basename } from 'node:path';
import { startWorkers } from '../processes/workers.js';
import { QUALITY_VERSION } from '../quality/figures.js';
import { hashFile } from '../recordings/checksum.js';
import { type Certificate, compareCertificates, type HeldFigure } from './certificate.js';
import { Breach, measureCopy } from './measured.js';
import { type OpenedArchive, openRecords } from './open.js';
import { stretchesOf } from './stretches.js';
import { checkRest, originalsOf, type VerifyRequest } from './verify.js';

export interface VerifiedCopy {
  readonly certificate: Certificate;
  /** None of samples that are farther off than the chain promises. */
  readonly recomputed: Certificate | undefined;
  readonly figures: readonly HeldFigure[];
  /** Why not, in a line; undefined if the certificate holds. */
  readonly flaw: string | undefined;
}

/** @returns the certificate of an archive; undefined if it gives back every byte */
export function certificateOf(archive: string): Certificate | undefined {
  const opened = openRecords(archive);
  opened.close();
  return opened.index.certificate;
}

/**
 * Holds a lossy copy against its original.
 * @throws Error in one line if the copy is damaged, or the original is not what it was made of
 */
export async function verifyCopy(
  request: VerifyRequest & { readonly original: string },
): Promise<VerifiedCopy> {
  const { archive, original, plugins, jobs, limits, signal } = request;
  const opened = openRecords(archive);
  const { plan, index } = opened;
  try {
    const { certificate } = index;
    if (certificate === undefined) throw new Error('no lossy copy: it gives back every byte');
    const files = originalsOf(plan, original);
    await checkOriginals(opened, files, signal);
    for (const [f, path] of files.entries()) checkRest(opened, f, path, () => undefined);
    const total = plan.streams.reduce((sum, { channels, frames }) => sum + 2 * channels * frames, 0);
    let done = 0;
    const onBytes = (bytes: number) => {
      done += bytes;
      request.onProgress({ done, total });
    };
    onBytes(0);
    const stretches = stretchesOf(plan, certificate.measured);
    const { seed } = certificate;
    const workers = startWorkers(Math.max(1, Math.min(jobs, stretches.length)), limits.memoryBytes);
    try {
      const places = index.chunks;
      const measuring = {
        plan,
        stretches,
        seed,
        archive,
        places,
        files,
        plugins,
        jobs,
        limits,
        signal,
        onBytes,
      };
      return held(certificate, await measureCopy(measuring, workers));
    } catch (thrown) {
      if (!(thrown instanceof Breach)) throw thrown;
      return { certificate, recomputed: undefined, figures: [], flaw: thrown.message };
    } finally {
      await workers.close();
    }
  } finally {
    opened.close();
  }
}

/** @throws Error if a file is not the one that the copy was made of */
async function checkOriginals(
  { plan, index }: OpenedArchive,
  files: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const [f, path] of files.entries()) {
    const sum = await hashFile(path, () => signal.throwIfAborted());
    if (sum === index.sha256[f]) continue;
    throw new Error(
      `${path} is not the ${basename(plan.files[f].name)} that it is a copy of: SHA-256 ${sum.slice(0, 12)}…, ` +
        `of that one ${index.sha256[f].slice(0, 12)}…`,
    );
  }
}

function held(certificate: Certificate, recomputed: Certificate): VerifiedCopy {
  const figures = compareCertificates(certificate, recomputed);
  const wrong = figures.filter(({ holds }) => !holds).map(({ figure }) => figure);
  return { certificate, recomputed, figures, flaw: flawOf(certificate, wrong) };
}

function flawOf({ qualityVersion }: Certificate, wrong: readonly string[]): string | undefined {
  if (qualityVersion !== QUALITY_VERSION) {
    return `its figures are by version ${qualityVersion} of the definitions, and this ncb has ${QUALITY_VERSION}: they cannot be held against these`;
  }
  if (wrong.length === 0) return undefined;
  const shown = wrong.slice(0, 3).join(', ');
  return `${shown}${wrong.length > 3 ? ` and ${wrong.length - 3} more figures are` : wrong.length > 1 ? ' are' : ' is'} not what was computed anew`;
}

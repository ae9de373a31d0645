/**
 * A download that can be taken up again. While it runs, two files lie beside its place:
 *
 *   PATH.part        the bytes so far
 *   PATH.part.json   { url, validator, totalBytes }: what they are a part of
 */
import {
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';

type OnProgress = (done: number, total: number | undefined) => void;

export interface DownloadOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal | undefined;
  /** More is not taken, whatever the server says and sends. */
  readonly mostBytes: number;
  /** How long a server may send nothing; a minute unless given. */
  readonly silenceMs?: number;
}

const LONGEST_SILENCE_MS = 60_000;

interface PartFacts {
  readonly url: string;
  /** An ETag that is not weak, or the date of the last change: what If-Range takes. */
  readonly validator: string | null;
  readonly totalBytes: number | null;
}

/** What a server sends of a file. */
interface Piece {
  readonly response: Response;
  readonly start: number;
  readonly totalBytes: number | null;
}

/**
 * Downloads `url` to `path`, from where an earlier attempt ended if the file is still the same.
 * @throws Error in one line if the server refuses or falls silent, sends more than it said or than is wanted, or the
 *   connection or the signal ends it early: then what came is kept
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<void> {
  const { onProgress, signal, mostBytes, silenceMs = LONGEST_SILENCE_MS } = options;
  const part = `${path}.part`;
  const had = partFacts(part, url);
  const from = had === undefined ? 0 : statSync(part).size;
  if (from === 0 || had?.totalBytes !== from) {
    const silence = watchSilence(silenceMs, signal);
    try {
      const { response, start, totalBytes } = await request(url, from, had, silence);
      checkSize(url, totalBytes, mostBytes);
      writeFileSync(`${part}.json`, JSON.stringify({ url, validator: validatorOf(response), totalBytes }));
      const most = totalBytes ?? mostBytes;
      await append(url, part, { response, start, totalBytes }, { onProgress, silence, most });
    } finally {
      silence.stop();
    }
  }
  renameSync(part, path);
  rmSync(`${part}.json`, { force: true });
}

/** @throws Error if a server says of a file that it is larger than it may be */
function checkSize(url: string, totalBytes: number | null, mostBytes: number): void {
  if (totalBytes === null || totalBytes <= mostBytes) return;
  throw new Error(
    `${url} has ${totalBytes} bytes, where at most ${mostBytes} are wanted: it is another file`,
  );
}

/** Ends a request that nothing comes of. */
interface Silence {
  /** Fires when nothing has come for so long, and with the caller's. */
  readonly signal: AbortSignal;
  readonly caller: AbortSignal | undefined;
  /** Something has come. */
  readonly heard: () => void;
  readonly stop: () => void;
}

function watchSilence(silenceMs: number, caller: AbortSignal | undefined): Silence {
  const controller = new AbortController();
  const said = `sends nothing for ${silenceMs / 1000} s`;
  const start = () => setTimeout(() => controller.abort(new Error(said)), silenceMs);
  let timer = start();
  return {
    caller,
    signal: caller === undefined ? controller.signal : AbortSignal.any([caller, controller.signal]),
    heard: () => {
      clearTimeout(timer);
      timer = start();
    },
    stop: () => {
      clearTimeout(timer);
      // what was not read of a refused answer
      controller.abort();
    },
  };
}

/** What an earlier attempt at the same address left, if the file can be known again. */
function partFacts(part: string, url: string): PartFacts | undefined {
  if (!existsSync(part)) return undefined;
  try {
    const facts: PartFacts = JSON.parse(readFileSync(`${part}.json`, 'utf8'));
    return facts.url === url && (facts.validator ?? facts.totalBytes) !== null ? facts : undefined;
  } catch {
    return undefined;
  }
}

/** Asks for the rest of the file, or all of it if the server has another by now or sends no parts. */
async function request(
  url: string,
  from: number,
  had: PartFacts | undefined,
  silence: Silence,
): Promise<Piece> {
  const response = await ask(url, from, had?.validator ?? null, silence);
  if (response.ok && response.status !== 206) {
    return { response, start: 0, totalBytes: lengthOf(response.headers) };
  }
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  const totalBytes = range === null ? null : Number(range[2]);
  const continues =
    range !== null && Number(range[1]) === from && (had?.totalBytes ?? totalBytes) === totalBytes;
  if (response.status === 206 && continues) return { response, start: from, totalBytes };
  await response.body?.cancel();
  // 416: the part is longer than the file
  if (from > 0 && (response.ok || response.status === 416)) return request(url, 0, undefined, silence);
  throw new Error(`${url} answers ${response.status} ${response.statusText}`.trimEnd());
}

async function ask(
  url: string,
  from: number,
  validator: string | null,
  { signal, caller }: Silence,
): Promise<Response> {
  const headers = new Headers({ 'accept-encoding': 'identity' });
  if (from > 0) headers.set('range', `bytes=${from}-`);
  if (from > 0 && validator !== null) headers.set('if-range', validator);
  try {
    return await fetch(url, { headers, signal });
  } catch (cause) {
    caller?.throwIfAborted();
    throw new Error(`${url} does not answer: ${reasonOf(cause)}`, { cause });
  }
}

/** fetch hides the system's reason one level down. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : thrown.message;
}

function lengthOf(headers: Headers): number | null {
  const length = headers.get('content-length');
  return length === null ? null : Number(length);
}

function validatorOf({ headers }: Response): string | null {
  const tag = headers.get('etag');
  return tag !== null && !tag.startsWith('W/') ? tag : headers.get('last-modified');
}

interface Appending {
  readonly onProgress: OnProgress | undefined;
  readonly silence: Silence;
  /** Bytes of the whole file. */
  readonly most: number;
}

async function append(
  url: string,
  part: string,
  { start, totalBytes, response }: Piece,
  { onProgress, silence, most }: Appending,
): Promise<void> {
  let done = start;
  let cut: { readonly cause: unknown } | undefined;
  // an error that reached the pipeline would destroy the file with what it had not written yet
  async function* untilCut(pieces: AsyncIterable<Uint8Array>) {
    try {
      for await (const bytes of pieces) {
        silence.heard();
        if (done + bytes.length > most) throw new Error(`sends more than ${most} bytes`);
        done += bytes.length;
        onProgress?.(done, totalBytes ?? undefined);
        yield bytes;
      }
    } catch (cause) {
      cut = { cause };
    }
  }
  const stopped = (reason: string, cause?: unknown) => {
    const progress = `${done} of ${totalBytes ?? 'unknown'} bytes`;
    return new Error(`${url} stops after ${progress} (${reason}): run the same command again to go on`, {
      cause,
    });
  };
  if (response.body === null) throw stopped('no body');
  try {
    const file = createWriteStream(part, { flags: start > 0 ? 'a' : 'w' });
    await pipeline(untilCut(response.body), file);
  } catch (cause) {
    throw stopped(reasonOf(cause), cause);
  }
  if (cut !== undefined) throw stopped(reasonOf(cut.cause), cut.cause);
  if (totalBytes !== null && done !== totalBytes) throw stopped('connection closed');
}

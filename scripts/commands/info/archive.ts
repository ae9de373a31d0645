/** What `ncb info` says of archives of `ncb encode`. */
import { openRecords } from '../../../harness/archive/open.js';
import { sayCertificate } from '../shared/certificate.js';
import { named } from '../shared/files.js';
import { plural } from '../shared/terminal.js';
import { terminalWidth, wrap } from '../shared/wrap.js';

/**
 * Prints what archives are of, by what they say; nothing is decoded.
 * @throws Error in one line if one is torn or damaged
 */
export async function describeArchives(paths: readonly string[], json: boolean): Promise<void> {
  const archives = await Promise.all(paths.map(path => named(path, async () => factsOf(path))));
  if (json) console.log(JSON.stringify({ archives }, null, 2));
  else console.log(archives.map(sayArchive).join('\n\n'));
}

type ArchiveFacts = ReturnType<typeof factsOf>;

function factsOf(path: string) {
  const { plan, index, bytes, close } = openRecords(path);
  close();
  const { writer, chain, files, streams } = plan;
  const { certificate } = index;
  return {
    ...{ archive: path, bytes, writer, chain },
    files: files.map((file, f) => ({ ...file, sha256: index.sha256[f] })),
    streams: streams.map(({ runs: _, ...facts }) => facts),
    ...(certificate && { certificate }),
  };
}

function sayArchive({ archive, bytes, chain, files, streams, certificate }: ArchiveFacts): string {
  const width = terminalWidth();
  const original = files.reduce((sum, file) => sum + file.bytes, 0);
  const count = (value: number) => value.toLocaleString('en-US');
  const lines = [
    `${archive}: an archive of ${plural(files.length, 'file')}, ${count(original)} -> ${count(bytes)} bytes by ${chain}`,
    ...streams.map(
      ({ name, channels, frames, sampleRateHz, chunkFrames, exact = [] }) =>
        `${name}: ${plural(channels, 'channel')} of ${count(frames)} frames at ${sampleRateHz} Hz, in chunks of ${count(chunkFrames)}` +
        (exact.length > 0
          ? `; ${plural(exact.length, 'channel')} that ${exact.length === 1 ? 'is' : 'are'} no electrode without loss`
          : ''),
    ),
  ].map(line => wrap(line, 2, width));
  const end = certificate === undefined ? 'every byte comes back' : sayCertificate(certificate, width);
  return [...lines, end].join('\n');
}

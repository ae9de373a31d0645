/** The commands that a recommendation prints, as they are typed into a POSIX shell. */
import { extname, resolve } from 'node:path';
import { isSplit } from '../../../harness/container/split.js';
import type { Use } from '../../../harness/recommend/request.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { quoted } from '../shared/shell.js';
import { plural } from '../shared/terminal.js';
import type { Answer, GivenRecordings } from './answer.js';

/** A chain and the plugins and profiles that it needs. */
interface Usable {
  readonly chain: string;
  readonly plugins: readonly string[];
}

/** What to type, or write, to use a pick. */
export function commandsFor(pick: Usable & { readonly use: Use }, answer: Answer): string[] {
  if (pick.use === 'live') {
    const chain = JSON.stringify(pick.chain).replaceAll('"', "'");
    const registry =
      pick.plugins.length === 0
        ? 'makeRegistry(builtInStages)'
        : `await loadRegistry(${JSON.stringify(pick.plugins)})`;
    return [`await openChain(parseChain(${chain}, ${registry}))   // of neural-codec-bench`];
  }
  return encodeCommands(`--chain ${quoted(pick.chain)}${pluginOptions(pick.plugins, answer)}`, answer);
}

/** A command for each kind of recording: encode looks for samples in WAV files only. */
function encodeCommands(chain: string, { argv, request }: Answer): string[] {
  const wav = request.recordings.filter(isWav);
  const others = request.recordings.length - wav.length;
  const sweep = `npx ncb sweep ${inputOf(argv)} ${chain} --size-only`;
  if (wav.length === 0) return [sweep];
  const encode = encodeWavCommand(wav, argv, chain);
  if (others === 0) return [encode];
  return [
    `${encode}   # ${plural(wav.length, 'WAV file')}`,
    `${sweep}   # sizes, also of ${plural(others, 'headerless file')}: encode takes samples of WAV files only`,
  ];
}

function isWav({ source }: Recording): boolean {
  return source.type === 'file' && isSplit(source);
}

function encodeWavCommand(wav: readonly Recording[], { paths }: GivenRecordings, chain: string): string {
  const [{ name, source }, ...more] = wav;
  if (more.length === 0 && 'path' in source && source.path.endsWith(name)) {
    const path = paths.find(given => resolve(given) === source.path) ?? source.path;
    return `npx ncb encode ${quoted(path)} ${quoted(`${path}.ncb`)} ${chain}`;
  }
  const endings = new Set(wav.map(recording => extname(recording.name).toLowerCase()));
  const names = [...endings].map(ending => `-iname ${quoted(`*${ending}`)}`);
  const which = names.length === 1 ? names[0] : `\\( ${names.join(' -o ')} \\)`;
  return `find ${paths.map(quoted).join(' ')} ${which} -exec npx ncb encode {} {}.ncb ${chain} \\;`;
}

/** The sweep that has the figures of whole recordings. */
export function sweepCommand(picks: readonly Usable[], answer: Answer): string {
  const chains = [...new Set(picks.map(({ chain }) => chain))].map(chain => `--chain ${quoted(chain)}`);
  const plugins = pluginOptions([...new Set(picks.flatMap(pick => pick.plugins))], answer);
  return `npx ncb sweep ${inputOf(answer.argv)} ${chains.join(' ')}${plugins}`;
}

function pluginOptions(specifiers: readonly string[], { options }: Answer): string {
  return options
    .filter(({ specifier }) => specifiers.includes(specifier))
    .map(({ option, given }) => ` ${option} ${quoted(given)}`)
    .join('');
}

function inputOf({ paths, channels, rate }: GivenRecordings): string {
  return [
    ...paths.map(quoted),
    ...(channels === undefined ? [] : [`--channels ${channels}`]),
    ...(rate === undefined ? [] : [`--rate ${rate}`]),
  ].join(' ');
}

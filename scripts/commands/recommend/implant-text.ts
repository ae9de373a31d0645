/** What a recommendation says of its picks, and of the usual chains, on an implant. */
import type { ImplantRow } from '../../../harness/implant/implant.js';
import type { AnswerWithin } from '../../../harness/implant/within.js';
import type { Recommendation } from '../../../harness/recommend/recommend.js';
import { implantJson } from '../shared/implant-json.js';
import { describeExcess, describeFit, describeTerms } from '../shared/implant-text.js';
import { pluginOptions } from '../shared/retyped.js';
import { quoted } from '../shared/shell.js';
import type { Answer } from './answer.js';

/** The lines of a paragraph; none unless it was asked for. */
export function describeImplant(answer: Answer): string[] {
  const { implant, result } = answer;
  if (implant === undefined) return [];
  const all = [
    '  all of it, with what latency, state and power are made of:',
    indent(implantCommand(answer)),
  ];
  const { answer: found } = implant;
  if (found === null) return ['on an implant: not known, for want of time', ...all];
  const [terms, measured] = describeTerms(found);
  return [
    `on an implant of ${terms}`,
    ...describeFit(found).map(indent),
    ...picksOf(result).map(({ use, chain }) => indent(`${use}, ${chain}: ${describePick(chain, found)}`)),
    indent(found.isWhole ? measured : `${measured}; more --budget looks at more`),
    ...all,
  ];
}

/** For a program to read; undefined unless it was asked for, null where the time did not suffice. */
export function implantBesideJson(answer: Answer) {
  const { implant, result } = answer;
  if (implant === undefined) return undefined;
  const { answer: found, usual } = implant;
  if (found === null) return null;
  return {
    ...implantJson(found),
    looked_at_all: found.isWhole,
    usual_chains: usual,
    picks: picksOf(result).map(({ use, chain }) => ({
      use,
      chain,
      measured: rowOf(chain, found) !== undefined,
    })),
    command: implantCommand(answer),
  };
}

/** Where nothing keeps up with live, what comes nearest. */
function picksOf({ picks, lessLive }: Recommendation) {
  return [...picks, ...lessLive];
}

function rowOf(chain: string, { rows }: AnswerWithin): ImplantRow | undefined {
  return rows.find(row => row.chain === chain);
}

function describePick(chain: string, found: AnswerWithin): string {
  const row = rowOf(chain, found);
  if (row !== undefined) return describeExcess(row.demands.radios);
  return found.failures.find(failure => failure.chain === chain)?.error ?? 'not measured';
}

function indent(line: string): string {
  return `  ${line}`;
}

/** What measures the same chains by all that `ncb implant` looks at. */
function implantCommand({ argv, options, result, implant }: Answer): string {
  const picks = picksOf(result).filter(({ chain }) => implant?.usual.includes(chain) !== true);
  const chains = [...new Set(picks.map(({ chain }) => chain))].map(chain => ` --chain ${quoted(chain)}`);
  const plugins = pluginOptions([...new Set(picks.flatMap(pick => pick.plugins))], options);
  return `npx ncb implant ${argv.paths.map(quoted).join(' ')}${chains.join('')}${plugins}`;
}

/** What `ncb list` does: every stage, its parameters, and what stands behind it. */
import type { Parameter, Stage } from '../../../codecs/codec.js';
import { builtInStages } from '../../../codecs/registry.js';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';
import { modelBytesByChoice } from '../../../harness/plugins/model-bytes.js';
import { allStages, loadPlugged } from '../../../harness/plugins/plugged.js';
import { packageFacts } from '../../../harness/run/versions.js';
import { interruptible } from '../shared/interruptible.js';
import { formatTable } from '../shared/terminal.js';

export interface ListArguments {
  json: boolean;
  plugin: string[];
  profile: string[];
}

/**
 * Prints the stages.
 * @returns the exit status
 * @throws Error in one line if a plugin or a profile cannot be loaded
 */
export function runList({ json, plugin, profile }: ListArguments): Promise<number> {
  return interruptible(async ({ signal }) => {
    const stages = await knownStages(plugin, profile, signal);
    console.log(json ? asJson(stages) : asText(stages));
    return 0;
  });
}

async function knownStages(
  plugins: readonly string[],
  profiles: readonly string[],
  signal: AbortSignal,
): Promise<readonly Stage[]> {
  if (plugins.length === 0 && profiles.length === 0) return builtInStages;
  return allStages(await loadPlugged(plugins, { ...PLUGIN_LIMITS, signal }, profiles));
}

interface PackageBehind {
  readonly name: string;
  readonly version: string | null;
  readonly licence: string | null;
}

function packagesBehind({ packages }: Stage): PackageBehind[] {
  return packages.map(name => ({
    name,
    version: name.startsWith('node:') ? process.versions.node : (packageFacts(name)?.version ?? null),
    licence: name.startsWith('node:') ? 'MIT' : (packageFacts(name)?.license ?? null),
  }));
}

function asJson(stages: readonly Stage[]): string {
  const listed = stages.map(stage => {
    const { kind, name, family, summary, parameters, modelBytes = 0, isolation = 'in-process' } = stage;
    const { atDefaults, added } = modelBytesByChoice(modelBytes, parameters);
    const facts = { kind, name, family, summary, parameters, isolation, model_bytes: atDefaults };
    const byChoice = Object.keys(added).length === 0 ? {} : { model_bytes_added: added };
    return { ...facts, ...byChoice, ...partsAsJson(stage), packages: packagesBehind(stage) };
  });
  return JSON.stringify(listed, null, 2);
}

function partsAsJson({ parts }: Stage): object {
  if (parts === undefined) return {};
  const { predictor, distribution, entropyCoder } = parts;
  return { parts: { predictor, distribution, entropy_coder: entropyCoder } };
}

const KINDS = {
  transform: 'Transforms: samples -> samples',
  coder: 'Coders: samples -> bytes',
  compressor: 'Compressors: bytes -> bytes',
} as const;

function asText(stages: readonly Stage[]): string {
  const sections = Object.entries(KINDS).map(([kind, title]) => {
    const rows = stages.filter(stage => stage.kind === kind);
    const table = formatTable(rows, [
      { title: 'name', text: stage => stage.name, align: 'left' },
      { title: 'family', text: stage => stage.family, align: 'left' },
      { title: 'parameters (default)', text: describeParameters, align: 'left' },
      { title: 'behind it', text: stage => describeBehind(stage), align: 'left' },
      { title: 'what it does', text: stage => stage.summary, align: 'left', shrinks: true },
    ]);
    return `${title}\n\n${table}`;
  });
  sections.push(`Coders of this project, by their parts\n\n${partsTable(stages)}`);
  return `A chain is transform* coder compressor*, such as levels+lpc:order=16+rans.\n\n${sections.join('\n\n')}`;
}

function partsTable(stages: readonly Stage[]): string {
  const rows = stages.flatMap(({ name, parts }) => (parts === undefined ? [] : [{ name, ...parts }]));
  return formatTable(rows, [
    { title: 'name', text: ({ name }) => name, align: 'left' },
    { title: 'predictor', text: ({ predictor }) => predictor, align: 'left', shrinks: true },
    { title: 'distribution', text: ({ distribution }) => distribution, align: 'left' },
    { title: 'entropy coder', text: ({ entropyCoder }) => entropyCoder, align: 'left' },
  ]);
}

function describeParameters({ parameters }: Stage): string {
  return Object.entries(parameters)
    .map(([name, parameter]) => `${name}=${describeRange(parameter)} (${parameter.default})`)
    .join(', ');
}

function describeRange(parameter: Parameter): string {
  if (parameter.type === 'choice') return parameter.choices.join('|');
  return `${parameter.minimum}..${parameter.maximum}`;
}

function describeBehind(stage: Stage): string {
  if (stage.isolation === 'process') return 'a program (isolation process)';
  return packagesBehind(stage)
    .map(({ name, version, licence }) => `${name} ${version ?? 'missing'} (${licence ?? '?'})`)
    .join(', ');
}

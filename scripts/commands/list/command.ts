/** `ncb list`: every stage, its parameters, and what stands behind it. */
import type { CommandModule } from 'yargs';
import type { Parameter, Stage } from '../../../codecs/codec.js';
import type { modelBytesByChoice } from '../../../harness/plugins/model-bytes.js';
import { PROFILE_OPTION } from '../shared/options.js';
import type { formatTable } from '../shared/terminal.js';

interface ListArguments {
  json: boolean;
  plugin: string[];
  profile: string[];
}

export const listCommand: CommandModule<object, ListArguments> = {
  command: 'list',
  describe: 'list every stage with its parameters',
  builder: yargs =>
    yargs
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .option('plugin', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'list its stages too',
      })
      .option('profile', PROFILE_OPTION)
      .example('$0 list', 'all stages, by kind')
      .example('$0 list --json', 'the same for a program to read'),
  handler: async ({ json, plugin, profile }) => {
    const stages = await knownStages(plugin, profile);
    const { modelBytesByChoice: tell } = await import('../../../harness/plugins/model-bytes.js');
    const { packageFacts } = await import('../../../harness/run/versions.js');
    const behind = (stage: Stage) =>
      stage.packages.map(name => ({
        name,
        version: name.startsWith('node:') ? process.versions.node : (packageFacts(name)?.version ?? null),
        licence: name.startsWith('node:') ? 'MIT' : (packageFacts(name)?.license ?? null),
      }));
    console.log(json ? asJson(stages, behind, tell) : await asText(stages, behind));
  },
};

async function knownStages(
  plugins: readonly string[],
  profiles: readonly string[],
): Promise<readonly Stage[]> {
  const { builtInStages } = await import('../../../codecs/registry.js');
  if (plugins.length === 0 && profiles.length === 0) return builtInStages;
  const { allStages, loadPlugged } = await import('../../../harness/plugins/plugged.js');
  const { PLUGIN_LIMITS } = await import('../../../harness/plugins/limits.js');
  return allStages(await loadPlugged(plugins, PLUGIN_LIMITS, profiles));
}

interface PackageBehind {
  readonly name: string;
  readonly version: string | null;
  readonly licence: string | null;
}

type Behind = (stage: Stage) => readonly PackageBehind[];

function asJson(stages: readonly Stage[], behind: Behind, tell: typeof modelBytesByChoice): string {
  const listed = stages.map(stage => {
    const { kind, name, family, summary, parameters, modelBytes = 0, isolation = 'in-process' } = stage;
    const { atDefaults, added } = tell(modelBytes, parameters);
    const facts = { kind, name, family, summary, parameters, isolation, model_bytes: atDefaults };
    const byChoice = Object.keys(added).length === 0 ? {} : { model_bytes_added: added };
    return { ...facts, ...byChoice, ...partsAsJson(stage), packages: behind(stage) };
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

async function asText(stages: readonly Stage[], behind: Behind): Promise<string> {
  const { formatTable: format } = await import('../shared/terminal.js');
  const sections = Object.entries(KINDS).map(([kind, title]) => {
    const rows = stages.filter(stage => stage.kind === kind);
    const table = format(rows, [
      { title: 'name', text: stage => stage.name, align: 'left' },
      { title: 'family', text: stage => stage.family, align: 'left' },
      { title: 'parameters (default)', text: describeParameters, align: 'left' },
      { title: 'behind it', text: stage => describeBehind(stage, behind(stage)), align: 'left' },
      { title: 'what it does', text: stage => stage.summary, align: 'left', shrinks: true },
    ]);
    return `${title}\n\n${table}`;
  });
  sections.push(`Coders of this project, by their parts\n\n${partsTable(stages, format)}`);
  return `A chain is transform* coder compressor*, such as levels+lpc:order=16+rans.\n\n${sections.join('\n\n')}`;
}

function partsTable(stages: readonly Stage[], format: typeof formatTable): string {
  const rows = stages.flatMap(({ name, parts }) => (parts === undefined ? [] : [{ name, ...parts }]));
  return format(rows, [
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

function describeBehind({ isolation }: Stage, packages: readonly PackageBehind[]): string {
  if (isolation === 'process') return 'a program (isolation process)';
  return packages
    .map(({ name, version, licence }) => `${name} ${version ?? 'missing'} (${licence ?? '?'})`)
    .join(', ');
}

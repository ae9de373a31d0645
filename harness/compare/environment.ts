/** What differs between the machines and versions of two runs, and whether times may be compared at all. */
import type { Environment } from '../run/environment.js';
import type { Pair } from './match.js';

export interface EnvironmentDifference {
  readonly what: string;
  readonly base: string;
  readonly other: string;
  /** Whether times do not compare over it. */
  readonly withholds: boolean;
}

type Known = Partial<Environment> | null;

/** Differences that matter, those that forbid to compare times first. What neither side knows may differ. */
export function environmentDifferences(base: Known, other: Known): EnvironmentDifference[] {
  if (base === null || other === null) {
    const [a, b] = [base, other].map(known => (known === null ? 'no env.json' : 'known'));
    return [{ what: 'machine', base: a, other: b, withholds: true }];
  }
  const fact = (what: string, withholds: boolean, read: (known: Partial<Environment>) => unknown) => {
    const [a, b] = [read(base), read(other)];
    if (a === b && !(withholds && a === undefined)) return [];
    return [{ what, base: text(a), other: text(b), withholds }];
  };
  return [
    ...(base.machine !== undefined && other.machine !== undefined
      ? fact('machine', true, ({ machine }) => machine)
      : []),
    ...fact('CPU', true, ({ cpu_model }) => cpu_model),
    ...fact('platform', true, known => known.platform),
    ...fact('Node major', true, ({ node }) => node?.split('.')[0]),
    ...fact('Node', false, ({ node }) => node),
    ...fact('kernel', false, ({ kernel }) => kernel),
    ...fact('commit', false, ({ commit }) => commit),
    ...packageNames(base, other).flatMap(name => fact(name, false, ({ packages }) => packages?.[name])),
  ];
}

function packageNames(base: Partial<Environment>, other: Partial<Environment>): string[] {
  return [...new Set([base, other].flatMap(({ packages }) => Object.keys(packages ?? {})))].sort();
}

function text(value: unknown): string {
  return value === undefined || value === null ? 'unknown' : String(value);
}

/**
 * Whether the packages and programs behind a chain are others. This project's own codecs and plugins in files may
 * differ: they are what is compared. Of Node's own modules the major version counts.
 */
export function packagesDiffer({ base, other }: Pair): boolean {
  return (
    base.versions !== other.versions && foreignVersions(base.versions) !== foreignVersions(other.versions)
  );
}

function foreignVersions(versions: string): string {
  return versions
    .split(' ')
    .filter(version => !version.startsWith('neural-codec-bench@') && !version.includes('@sha256:'))
    .map(version => (version.startsWith('node:') ? version.split('.')[0] : version))
    .join(' ');
}

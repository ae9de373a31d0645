/** Files that a user gives to a chain: profiles, models and topologies, and declarations of programs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatTopologyFile, nameTopology } from '../../../../codecs/coders/middle-out/topology-file.js';
import { programDeclarations } from '../../../../codecs/programs/declarations.js';
import { parseDeclaration } from '../../../../codecs/programs/parse.js';
import { defineProgram } from '../../../../codecs/programs/program.js';
import { stagesWith } from '../../../../codecs/registry.js';
import { parseTrained } from '../../../../codecs/trained.js';
import { packageRoot } from '../../../../harness/common/package-root.js';
import { knownModels } from '../../../../harness/plugins/models.js';
import type { OpenSubject, Subject } from '../subject.js';
import { flawOf } from '../verdict.js';

const TOPOLOGY = nameTopology(
  'probe',
  [
    { lead: 1, peers: [] },
    { lead: 0, peers: [{ lead: 1, weight: 31 }] },
    {
      lead: 2,
      peers: [
        { lead: 0, weight: 20 },
        { lead: 1, weight: 3 },
      ],
    },
  ],
  2,
);

function openText(texts: readonly string[], read: (text: string) => unknown): OpenSubject {
  return {
    bases: texts.map(text => new Uint8Array(Buffer.from(text))),
    canReseal: false,
    attempt: async ({ bytes }) => {
      try {
        read(Buffer.from(bytes).toString('utf8'));
        return undefined;
      } catch (thrown) {
        return flawOf(thrown, false);
      }
    },
  };
}

export function givenSubjects(): Subject[] {
  const shipped = (path: string) => () => [readFileSync(join(packageRoot, 'codecs', path), 'utf8')];
  const trained = (text: string) => stagesWith(knownModels([parseTrained(text, 'a.json')]));
  const declared = (text: string) => defineProgram(parseDeclaration(text, 'a.json'));
  const subject = (name: string, textsOf: () => string[], read: (text: string) => unknown): Subject => ({
    name: `given ${name}`,
    open: async () => openText(textsOf(), read),
  });
  return [
    subject('profile', shipped('converter/neuralink.json'), trained),
    subject('model', shipped('coders/middle-out/leads.json'), trained),
    subject('topology', () => [formatTopologyFile(TOPOLOGY)], trained),
    subject('declaration', () => programDeclarations.map(one => JSON.stringify(one)), declared),
  ];
}

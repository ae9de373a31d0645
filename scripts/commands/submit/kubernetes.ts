/**
 * Kubernetes: an Indexed Job of the shares, and a Job for each kind of node that is timed. Its indices are from 0, which
 * `--shard env/64` adds to. Nothing depends on anything there: the merge is asked for by hand.
 */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { stringify } from 'yaml';
import { shardCommand, timingCommand, type Work } from './work.js';

export interface KubernetesOptions {
  /** An image in which `ncb` is a program. */
  readonly image: string;
  /** Of a volume that all pods may read and write. */
  readonly claim: string;
  /** Where it is mounted: the folder that it is on this machine; unless given, that which the run lies in. */
  readonly mount: string | undefined;
  /** Pods at a time. */
  readonly parallelism: number;
  /** Labels of nodes, `key=value`, each timed by a job of its own; none: one job on any. */
  readonly timingNodes: readonly string[];
  /** How often it was submitted before: jobs of the same name cannot be changed. */
  readonly attempt: number;
}

const PROGRAM = ['ncb'];
const APP = 'neural-codec-bench';
/** How often a share is started again that has ended badly; what it has done stands. */
const RETRIES = 3;

/** Texts are quoted, so that none is read as a number or as yes; and no line is broken. */
const LAYOUT = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 } as const;

/** The manifest: documents of YAML. */
export function manifest(work: Work, options: KubernetesOptions): string {
  const documents = [exactJob(work, options)];
  if (work.isTimed) {
    const nodes = options.timingNodes.length === 0 ? [undefined] : options.timingNodes;
    documents.push(...nodes.map((node, k) => timingJob(work, options, node, k + 1)));
  }
  return documents.map(document => stringify(document, LAYOUT)).join('---\n');
}

/** As names have to be there: the same for the same run, and another the next time. */
function nameOf(kind: string, { run }: Work, { attempt }: KubernetesOptions): string {
  const digest = createHash('sha256').update(run).digest('hex').slice(0, 8);
  return `ncb-${kind}-${digest}-${attempt}`;
}

function exactJob(work: Work, options: KubernetesOptions): IJob {
  const { shards, jobs, memoryMb, limitMin } = work;
  const resources = { cpu: String(jobs), memory: `${memoryMb}Mi` };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: nameOf('exact', work, options), labels: { app: APP } },
    spec: {
      completions: shards,
      parallelism: Math.min(shards, options.parallelism),
      completionMode: 'Indexed',
      backoffLimitPerIndex: RETRIES,
      maxFailedIndexes: shards,
      template: {
        metadata: { labels: { app: APP } },
        spec: {
          activeDeadlineSeconds: 60 * limitMin,
          ...podOf(work, options, shardCommand(work, `env/${shards}`, PROGRAM), resources),
        },
      },
    },
  };
}

/** On a node where nothing else of ours is. */
function timingJob(work: Work, options: KubernetesOptions, node: string | undefined, number: number): IJob {
  const at = node?.indexOf('=') ?? -1;
  const apart = { labelSelector: { matchLabels: { app: APP } }, topologyKey: 'kubernetes.io/hostname' };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: nameOf(`timing-${number}`, work, options), labels: { app: APP } },
    spec: {
      backoffLimit: RETRIES,
      template: {
        metadata: { labels: { app: APP } },
        spec: {
          activeDeadlineSeconds: 60 * work.timingLimitMin,
          ...(node !== undefined && { nodeSelector: { [node.slice(0, at)]: node.slice(at + 1) } }),
          affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } },
          ...podOf(work, options, timingCommand(work, PROGRAM), { memory: `${work.memoryMb}Mi` }),
        },
      },
    },
  };
}

function podOf(
  { run }: Work,
  { image, claim, mount }: KubernetesOptions,
  command: string[],
  requests: Record<string, string>,
): IPodSpec {
  return {
    restartPolicy: 'Never',
    containers: [
      {
        name: 'ncb',
        image,
        command,
        resources: { requests },
        volumeMounts: [{ name: 'data', mountPath: mount ?? dirname(run) }],
      },
    ],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
  };
}

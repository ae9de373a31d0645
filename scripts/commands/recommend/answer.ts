/** A recommendation and all that it was made of. */
import type { Recommendation } from '../../../harness/recommend/recommend.js';
import type { RecommendRequest } from '../../../harness/recommend/request.js';

/** Recordings as they were given on the command line. */
export interface GivenRecordings {
  readonly paths: readonly string[];
  readonly channels: readonly string[] | undefined;
  readonly rate: number | undefined;
  readonly 'all-channels': boolean | undefined;
}

/** A plugin or profile, and how it was given. */
export interface GivenOption {
  readonly option: '--plugin' | '--profile';
  readonly given: string;
  readonly specifier: string;
}

export interface Answer {
  readonly argv: GivenRecordings;
  readonly request: RecommendRequest;
  readonly result: Recommendation;
  readonly options: readonly GivenOption[];
  readonly tookMs: number;
  readonly interrupted: boolean;
  /** Of the machine over the minute before. */
  readonly startLoad: number;
}

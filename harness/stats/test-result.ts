/** What a test of significance answers. */
export interface TestResult {
  readonly statistic: number;
  /** Two-sided, in 0..1. */
  readonly pValue: number;
  /** From the whole null distribution, or from the normal one that it tends to. */
  readonly method: 'exact' | 'normal';
}

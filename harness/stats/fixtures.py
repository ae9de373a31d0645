"""Writes fixtures.test.kit.ts, what scipy and R answer: python3 fixtures.py >fixtures.test.kit.ts, then npm run format

Debian: apt-get install python3-scipy r-base-core. scipy answers the tests; R the estimates and Holm.
Where R's wilcox.test would approximate (ties, more than 49 values) its estimate is the root of a normal score and not
the median over pairs, so there numpy takes that median.
"""

import json
import random
import subprocess

import numpy
import scipy
from scipy.stats import mannwhitneyu, wilcoxon

random.seed(1947)

# Hollander & Wolfe, Nonparametric Statistical Methods, 1973, as printed in R's ?wilcox.test
PERMEABILITY = (
    [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
    [1.15, 0.88, 0.90, 0.74, 1.21],
)
DEPRESSION = (
    [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30],
    [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29],
)


def times(n, median_ns=1_000_000, grain_ns=1):
    return [round(median_ns * random.lognormvariate(0, 0.05) / grain_ns) * grain_ns for _ in range(n)]


def distinct(n, m, ratio):
    while True:
        a, b = times(n), times(m, 1_000_000 * ratio)
        if len({*a, *b}) == n + m:
            return a, b


def tied(n, m, ratio, grain_ns):
    return times(n, grain_ns=grain_ns), times(m, 1_000_000 * ratio, grain_ns)


def differences(n, mean, grain):
    return [round(random.gauss(mean, 100) / grain) * grain for _ in range(n)]


UNPAIRED = {
    "Hollander & Wolfe 1973, page 69: permeability of the chorioamnion": PERMEABILITY,
    "one against one": ([1], [2]),
    "three against seventeen": distinct(3, 17, 1.05),
    "nine against nine, apart": distinct(9, 9, 2),
    "twenty against twenty": distinct(20, 20, 1.03),
    "twenty-one against twenty": distinct(21, 20, 1.03),
    "sixty against forty-five": distinct(60, 45, 1.01),
    "forty against forty, apart": distinct(40, 40, 2),
    "ties, six against eight": tied(6, 8, 1.05, 20_000),
    "ties, thirty against twenty-five": tied(30, 25, 1.03, 10_000),
    "ties in one side alone": ([1, 1, 2, 3], [4, 5, 6, 7, 8]),
    "the same values": ([1, 2, 3, 4], [4, 3, 2, 1]),
    "all equal": ([5, 5, 5], [5, 5, 5, 5]),
}

PAIRED = {
    "Hollander & Wolfe 1973, page 29: Hamilton depression scale": [
        round(x - y, 3) for x, y in zip(*DEPRESSION)
    ],
    "one": [3],
    "five, all greater": [1, 2, 3, 4, 5],
    "twenty-five": [(-1) ** k * k + 4.5 for k in range(1, 26)],
    "twenty-six": [(-1) ** k * k + 4.25 for k in range(1, 27)],
    "sixty": [random.gauss(20, 100) for _ in range(60)],
    "ties": differences(12, 50, 40),
    "ties and zeros": [0, 0, *differences(18, 40, 40)],
    "a zero, no ties": [0, 1, -2, 3, 4, 5, 6, -7.5],
    "ties and zeros, forty": differences(40, 30, 25),
}

RATIOS = {
    "Hollander & Wolfe 1973: permeability of the chorioamnion": PERMEABILITY,
    "one against one": ([2], [3]),
    "seven against ten": distinct(7, 10, 1.1),
    "twenty against twenty": distinct(20, 20, 1.03),
}

PAIRED_RATIOS = {
    "Hollander & Wolfe 1973: Hamilton depression scale": DEPRESSION,
    "one": ([2], [3]),
    "ten": distinct(10, 10, 1.1),
    "twenty-one": distinct(21, 21, 0.8),
}

P_VALUES = {
    "four": [0.01, 0.04, 0.03, 0.005],
    "one": [0.2],
    "none": [],
    "equal, and some that reach one": [0.4, 0.01, 0.4, 0.01, 1, 0.9],
    "out of order": [0.0201, 0.9, 0.00004, 0.3, 0.02, 0.0011, 0.0012, 0.07, 0],
}


def unpaired(a, b):
    exact = len({*a, *b}) == len(a) + len(b) and max(len(a), len(b)) <= 20
    result = mannwhitneyu(a, b, method="exact" if exact else "asymptotic")
    return {"a": a, "b": b, "statistic": result.statistic, "pValue": result.pvalue, "method": name(exact)}


def paired(d):
    exact = 0 not in d and len({abs(x) for x in d}) == len(d) and len(d) <= 25
    result = wilcoxon(d, method="exact" if exact else "asymptotic", correction=not exact)
    # scipy gives the lesser of the two sums of ranks; this is that of the positive differences
    nonzero = [x for x in d if x != 0]
    ranks = scipy.stats.rankdata([abs(x) for x in nonzero])
    statistic = sum(rank for x, rank in zip(nonzero, ranks) if x > 0)
    assert result.statistic == min(statistic, sum(ranks) - statistic)
    return {"differences": d, "statistic": statistic, "pValue": result.pvalue, "method": name(exact)}


def name(exact):
    return "exact" if exact else "normal"


def in_r(code):
    done = subprocess.run(["Rscript", "-e", code], check=True, capture_output=True, text=True)
    return [float(word) for word in done.stdout.split()]


def r_vector(values):
    return f"c({','.join(repr(value) for value in values)})"


def ratio(a, b, is_paired):
    # exact=TRUE: the median over pairs
    code = (
        f"e <- wilcox.test(log({r_vector(b)}), log({r_vector(a)}), paired={str(is_paired).upper()}, exact=TRUE,"
        " conf.int=TRUE, conf.level=0.5)$estimate; cat(sprintf('%.17g', exp(e)))"
    )
    return {"a": a, "b": b, "ratio": in_r(code)[0]}


def tied_ratio(a, b):
    median = numpy.median(numpy.subtract.outer(numpy.log(b), numpy.log(a)))
    return {"a": a, "b": b, "ratio": float(numpy.exp(median))}


def adjusted(p):
    values = in_r(f"cat(sprintf('%.17g', p.adjust({r_vector(p)}, 'holm')))") if p else []
    return {"pValues": p, "adjusted": values}


def table(comment, constant, kind, rows):
    print(f"\n/** {comment} */\nexport const {constant}: Readonly<Record<string, {kind}>> = ")
    print(json.dumps(rows), ";")


def plain(value):
    return value.item() if isinstance(value, numpy.generic) else value


def plainly(rows):
    return {title: {key: plain(value) for key, value in row.items()} for title, row in rows.items()}


r_version = subprocess.run(
    ["Rscript", "-e", "cat(as.character(getRversion()))"], check=True, capture_output=True, text=True
).stdout
print(f"// Written by fixtures.py with scipy {scipy.__version__}, numpy {numpy.__version__}, R {r_version}.")
print("import type { TestResult } from './test-result.js';")
print("\ninterface Sides { readonly a: readonly number[]; readonly b: readonly number[]; }")
table(
    "scipy.stats.mannwhitneyu", "MANN_WHITNEY", "Sides & TestResult",
    plainly({title: unpaired(*sides) for title, sides in UNPAIRED.items()}),
)
table(
    "scipy.stats.wilcoxon", "SIGNED_RANK", "{ readonly differences: readonly number[] } & TestResult",
    plainly({title: paired(d) for title, d in PAIRED.items()}),
)
table(
    "R's wilcox.test of logarithms; where there are ties, numpy's median of differences", "RATIOS",
    "Sides & { readonly ratio: number }",
    {title: ratio(*sides, False) for title, sides in RATIOS.items()}
    | {"ties": tied_ratio(*tied(12, 9, 1.05, 20_000)), "sixty against eighty": tied_ratio(*distinct(60, 80, 1.01))},
)
table(
    "R's wilcox.test of logarithms, paired", "PAIRED_RATIOS", "Sides & { readonly ratio: number }",
    {title: ratio(*sides, True) for title, sides in PAIRED_RATIOS.items()},
)
table(
    "R's p.adjust, method holm", "HOLM",
    "{ readonly pValues: readonly number[]; readonly adjusted: readonly number[] }",
    {title: adjusted(p) for title, p in P_VALUES.items()},
)

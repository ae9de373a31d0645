"""Writes fixtures.test.kit.ts, what scipy answers: python3 fixtures.py >fixtures.test.kit.ts, then npm run format

Debian: apt-get install python3-scipy.
"""

import json

import numpy
import scipy
from scipy.signal import butter, sosfilt, sosfiltfilt

FILTERS = {
    "spikes at 20 kHz": (3, 300, 6000, 20000),
    "spikes at 30 kHz": (3, 300, 6000, 30000),
    "spikes, cut at 0.45 of 2500 Hz": (3, 300, 1125, 2500),
    "field potential": (3, 1, 250, 19531),
    "spike-band power": (3, 300, 1000, 30000),
    "of even order": (4, 500, 5000, 19531),
}


def signal():
    """Whole numbers that the test makes too."""
    x, values = 1, []
    for i in range(160):
        x = (x * 75) % 65537
        values.append((x % 2001) - 1000 + 20 * i + (3000 if i == 80 else 0))
    return numpy.array(values, dtype=float)


def main():
    print(f"// Written by fixtures.py with scipy {scipy.__version__}, numpy {numpy.__version__}.")
    print("/** Every 8th sample of scipy.signal.sosfilt and sosfiltfilt(butter(order, [low, high], 'bandpass', fs=rate, output='sos'), x). */")
    print("export const FILTERED: Readonly<Record<string, {")
    print("  readonly order: number; readonly lowHz: number; readonly highHz: number; readonly rateHz: number;")
    print("  readonly forwards: readonly number[]; readonly filtered: readonly number[] }>> = {")
    for name, (order, low, high, rate) in FILTERS.items():
        sos = butter(order, [low, high], "bandpass", fs=rate, output="sos")
        forwards = sosfilt(sos, signal())[::8].tolist()
        filtered = sosfiltfilt(sos, signal())[::8].tolist()
        facts = {"order": order, "lowHz": low, "highHz": high, "rateHz": rate}
        facts |= {"forwards": forwards, "filtered": filtered}
        print(f"  {json.dumps(name)}: {json.dumps(facts)},")
    print("};")


main()

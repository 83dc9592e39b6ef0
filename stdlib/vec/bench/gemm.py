#!/usr/bin/env python3
"""Times matrix products of vec's engines against numpy's, and torch's where it is
installed, on one thread, and prints GFLOP/s and ratios.

    apt-get install python3-numpy libopenblas0-pthread   # python3-torch if wanted
    /usr/bin/python3 stdlib/vec/bench/gemm.py [--rounds 3] [--benchtime 0.1s]

Go and Python take turns, --rounds times, and the best round of each counts, so
that a ratio compares the two under the same load. The shapes are those of
BenchmarkGemm, whose names the script reads: m x n x k, then At or Bt for a
transposed factor.
"""

import argparse
import os
import re
import subprocess
import time

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # after the number of threads is set

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

LINE = re.compile(r"^BenchmarkGemm/(float\d+)/(\d+)x(\d+)x(\d+)(?:/(At|Bt))?/(\w+)\s.*?([\d.e+-]+) GFLOP/s")


def go_round(benchtime):
    """Runs the Go benchmark once; returns {(type, m, n, k, transposed): {engine: GFLOP/s}}."""
    command = ["go", "test", "-tags", "openblas", "-run", "^$", "-bench", "^BenchmarkGemm$",
               "-cpu", "1", "-benchtime", benchtime, "."]
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    output = subprocess.run(command, cwd=here, check=True, capture_output=True, text=True).stdout
    speeds = {}
    for line in output.splitlines():
        if found := LINE.match(line):
            kind, m, n, k, transposed, engine, speed = found.groups()
            case = (kind, int(m), int(n), int(k), transposed or "")
            speeds.setdefault(case, {})[engine] = float(speed)
    return speeds


def speed_of(multiply, flop, seconds=0.1):
    """Calls multiply for about so many seconds; returns GFLOP/s."""
    multiply()
    calls, spent = 1, 0.0
    while True:
        start = time.perf_counter()
        for _ in range(calls):
            multiply()
        spent = time.perf_counter() - start
        if spent > seconds:
            return flop * calls / spent / 1e9
        calls *= 2


def python_round(cases):
    """Times numpy, and torch, on the same cases; the result lies in memory of its own, as in Go."""
    rng = np.random.default_rng(1)
    speeds = {}
    for kind, m, n, k, transposed in cases:
        a = rng.standard_normal((k, m) if transposed == "At" else (m, k)).astype(kind)
        b = rng.standard_normal((n, k) if transposed == "Bt" else (k, n)).astype(kind)
        c = np.zeros((m, n), kind)
        x = a.T if transposed == "At" else a
        y = b.T if transposed == "Bt" else b
        flop = 2 * m * n * k
        speed = {"numpy": speed_of(lambda: np.matmul(x, y, out=c), flop)}
        if torch:
            tx, ty, tc = torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(c)
            speed["torch"] = speed_of(lambda: torch.matmul(tx, ty, out=tc), flop)
        speeds[kind, m, n, k, transposed] = speed
    return speeds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--benchtime", default="0.1s")
    options = parser.parse_args()

    best = {}
    for _ in range(options.rounds):
        go = go_round(options.benchtime)
        for speeds in (go, python_round(go)):
            for case, of in speeds.items():
                for engine, speed in of.items():
                    mine = best.setdefault(case, {})
                    mine[engine] = max(mine.get(engine, 0), speed)

    engines = ["gonum", "simd", "openblas", "numpy"] + (["torch"] if torch else [])
    peers = [e for e in ("gonum", "openblas", "numpy", "torch") if e in engines]
    print("GFLOP/s, one thread; numpy", np.__version__, *(["torch", torch.__version__] if torch else []))
    print(f"{'case':30}" + "".join(f"{e:>10}" for e in engines) + "".join(f"{'simd/' + e:>15}" for e in peers))
    for (kind, m, n, k, transposed), speed in best.items():
        name = f"{kind} {m}x{n}x{k} {transposed}"
        print(f"{name:30}" + "".join(f"{speed.get(e, float('nan')):10.2f}" for e in engines)
              + "".join(f"{speed['simd'] / speed[e] if e in speed else float('nan'):15.2f}" for e in peers))


if __name__ == "__main__":
    main()

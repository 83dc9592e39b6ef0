#!/usr/bin/env python3
"""Times optimiser steps over a million parameters against PyTorch's and numpy's on
one thread, and prints nanoseconds a parameter and ratios.

    apt-get install python3-torch python3-numpy
    /usr/bin/python3 stdlib/optim/bench/step.py [--rounds 5] [--benchtime 0.2s]

Go, in float64, and Python, in float64 and float32, take turns, --rounds times, and
the best round of each counts, so that a ratio compares the two under the same load.
Go's names are those of BenchmarkStep. torch is torch.optim with foreach=True where it
has the method, else the same update in torch's in-place foreach operations; numpy is
the same update in in-place ufuncs. "x10" divides the parameters among ten tensors, as
those of a model are; all others have one.
"""

import argparse
import os
import re
import subprocess
import time

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # after the number of threads is set
import torch

torch.set_num_threads(1)

N = 1_000_000
LR, B1, B2, EPS = 1e-3, 0.9, 0.999, 1e-8
LINE = re.compile(r"^BenchmarkStep/(\w+)\s.*?([\d.e+-]+) ns/param")


def go_round(benchtime):
    """Runs the Go benchmark once; returns {method: ns a parameter}."""
    command = ["go", "test", "-run", "^$", "-bench", "^BenchmarkStep$", "-cpu", "1", "-benchtime", benchtime, "."]
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    output = subprocess.run(command, cwd=here, check=True, capture_output=True, text=True).stdout
    return {found[1]: float(found[2]) for line in output.splitlines() if (found := LINE.match(line))}


def torch_steps(kind, tensors):
    """Returns {method: function that makes a step} over N parameters in so many tensors."""
    def parameters():
        p = [torch.zeros(N // tensors, dtype=kind, requires_grad=True) for _ in range(tensors)]
        for q in p:
            q.grad = torch.randn(N // tensors, dtype=kind)
        return p

    made = {
        "SGD": torch.optim.SGD(parameters(), LR, foreach=True),
        "SGDMomentum": torch.optim.SGD(parameters(), LR, momentum=0.9, foreach=True),
        "SGDNesterov": torch.optim.SGD(parameters(), LR, momentum=0.9, nesterov=True, foreach=True),
        "Adam": torch.optim.Adam(parameters(), LR, foreach=True),
        "AdamW": torch.optim.AdamW(parameters(), LR, weight_decay=0.01, foreach=True),
        "AMSGrad": torch.optim.Adam(parameters(), LR, amsgrad=True, foreach=True),
        "RMSProp": torch.optim.RMSprop(parameters(), LR, foreach=True),
        "AdaGrad": torch.optim.Adagrad(parameters(), LR, foreach=True),
        "AdaDelta": torch.optim.Adadelta(parameters(), 1, foreach=True),
    }
    steps = {name: optimizer.step for name, optimizer in made.items()}

    def by_hand(direction):
        x = [p.detach() for p in parameters()]
        g = [torch.randn_like(p) for p in x]
        m, v, before = ([torch.zeros_like(p) for p in x] for _ in range(3))
        t = 0

        def step():
            nonlocal t
            t += 1
            direction(x, g, m, v, before, t)

        return step

    def divide(x, m, v, t, friction=None):
        d = torch._foreach_sqrt(v)
        torch._foreach_mul_(d, 1 / (1 - B2**t) ** 0.5)
        torch._foreach_add_(d, EPS)
        if friction is not None:
            m = torch._foreach_mul(m, friction)
        torch._foreach_addcdiv_(x, m, d, -LR / (1 - B1**t))

    def belief(x, g, m, s, _, t):
        torch._foreach_mul_(m, B1)
        torch._foreach_add_(m, g, alpha=1 - B1)
        e = torch._foreach_sub(g, m)
        torch._foreach_mul_(s, B2)
        torch._foreach_addcmul_(s, e, e, 1 - B2)
        torch._foreach_add_(s, EPS)
        divide(x, m, s, t)

    def diff(x, g, m, v, before, t):
        torch._foreach_mul_(m, B1)
        torch._foreach_add_(m, g, alpha=1 - B1)
        torch._foreach_mul_(v, B2)
        torch._foreach_addcmul_(v, g, g, 1 - B2)
        change = torch._foreach_sub(before, g)
        torch._foreach_abs_(change)
        torch._foreach_sigmoid_(change)
        divide(x, m, v, t, change)
        for p, q in zip(before, g):
            p.copy_(q)

    steps["AdaBelief"] = by_hand(belief)
    steps["DiffGrad"] = by_hand(diff)
    return steps


def numpy_steps(kind):
    """Returns {method: function that makes a step}, the arithmetic in place."""
    rng = np.random.default_rng(1)
    g = rng.standard_normal(N).astype(kind)
    x, u, w = (np.zeros(N, kind) for _ in range(3))
    memory = {name: [np.zeros(N, kind) for _ in range(3)] for name in ("SGDMomentum", "Adam", "AdaBelief", "DiffGrad")}
    t = 0

    def sgd():
        np.multiply(g, LR, out=u)
        np.subtract(x, u, out=x)

    def momentum():
        v = memory["SGDMomentum"][0]
        np.multiply(v, 0.9, out=v)
        np.add(v, g, out=v)
        np.multiply(v, LR, out=u)
        np.subtract(x, u, out=x)

    def average(m, b, q):
        np.multiply(m, b, out=m)
        np.multiply(q, 1 - b, out=u)
        np.add(m, u, out=m)

    def divide(m, v, friction=None):
        nonlocal t
        t += 1
        np.multiply(v, 1 / (1 - B2**t), out=u)
        np.sqrt(u, out=u)
        np.add(u, EPS, out=u)
        np.divide(m, u, out=u)
        if friction is not None:
            np.multiply(u, friction, out=u)
        np.multiply(u, LR / (1 - B1**t), out=u)
        np.subtract(x, u, out=x)

    def adam():
        m, v, _ = memory["Adam"]
        average(m, B1, g)
        np.multiply(g, g, out=w)
        average(v, B2, w)
        divide(m, v)

    def belief():
        m, s, _ = memory["AdaBelief"]
        average(m, B1, g)
        np.subtract(g, m, out=w)
        np.multiply(w, w, out=w)
        average(s, B2, w)
        np.add(s, EPS, out=s)
        divide(m, s)

    def diff():
        m, v, before = memory["DiffGrad"]
        average(m, B1, g)
        np.multiply(g, g, out=w)
        average(v, B2, w)
        np.subtract(before, g, out=w)
        np.abs(w, out=w)
        np.negative(w, out=w)
        np.exp(w, out=w)
        np.add(w, 1, out=w)
        np.reciprocal(w, out=w)
        divide(m, v, w)
        np.copyto(before, g)

    return {"SGD": sgd, "SGDMomentum": momentum, "Adam": adam, "AdaBelief": belief, "DiffGrad": diff}


def time_of(step, seconds=0.2):
    """Calls step for about so many seconds; returns ns a parameter."""
    step()
    step()
    calls, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        step()
        calls += 1
    return spent / calls / N * 1e9


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--benchtime", default="0.2s")
    options = parser.parse_args()

    peers = {
        "torch64": lambda: torch_steps(torch.float64, 1),
        "torch64 x10": lambda: torch_steps(torch.float64, 10),
        "torch32": lambda: torch_steps(torch.float32, 1),
        "numpy64": lambda: numpy_steps("float64"),
    }
    best = {}

    def keep(method, who, speed):
        mine = best.setdefault(method, {})
        mine[who] = min(mine.get(who, speed), speed)

    for _ in range(options.rounds):
        for method, speed in go_round(options.benchtime).items():
            keep(method, "go", speed)
        for who, make in peers.items():
            for method, step in make().items():
                keep(method, who, time_of(step))

    print(f"ns a parameter, {N} parameters, one thread; torch {torch.__version__}, numpy {np.__version__}")
    print(f"{'':27}{'go':>8}" + "".join(f"{p:>13}" for p in peers) + "".join(f"{p + '/go':>16}" for p in peers))
    nan = float("nan")
    for method, speed in best.items():
        go = speed.get("go", nan)
        print(f"{method:27}{go:8.2f}" + "".join(f"{speed.get(p, nan):13.2f}" for p in peers)
              + "".join(f"{speed.get(p, nan) / go:16.2f}" for p in peers))


if __name__ == "__main__":
    main()

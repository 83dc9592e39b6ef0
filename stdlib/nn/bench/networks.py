#!/usr/bin/env python3
"""Times steps of networks against PyTorch, and logistic regression against numpy
too, on one thread, and prints microseconds and ratios.

    apt-get install python3-torch python3-numpy
    /usr/bin/python3 stdlib/nn/bench/networks.py [--rounds 7] [--benchtime 0.1s]

The work is that of nn's BenchmarkStep, BenchmarkTrace and BenchmarkLogistic, whose
names the script reads. Go and Python take turns at each case, --rounds times, so that
a ratio compares the two under the same load: that of the medians, and that of the best
rounds, which other programs disturb least. A ratio above 1 says that Go takes less
time. Gradients per example go through torch.func.vmap where
that exists, and through a loop elsewhere.
"""

import argparse
import os
import re
import statistics
import subprocess
import tempfile
import time

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # after the number of threads is set
import torch
import torch.nn.functional as F

torch.set_num_threads(1)

LINE = re.compile(r"^Benchmark(Step|Trace|Logistic)/(\S+)\s+\d+\s+([\d.]+) ns/op(?:\s+(\d+) B/op)?")
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def mlp(sizes, activation, kind):
    layers = []
    for i, o in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(i, o), activation()]
    return torch.nn.Sequential(*layers[:-1]).to(kind)


def cnn(kind):
    block = lambda i, o: [torch.nn.Conv2d(i, o, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2)]
    return torch.nn.Sequential(*block(1, 8), *block(8, 16), torch.nn.Flatten(), torch.nn.Linear(16 * 49, 10)).to(kind)


def training(net, shape, classes, kind):
    """A step: loss and gradient."""
    x, y = torch.randn(shape, dtype=kind), torch.randint(0, classes, shape[:1])
    parameters = list(net.parameters())

    def step():
        loss = F.cross_entropy(net(x), y)
        return torch.autograd.grad(loss, parameters)
    return step


def hessian_product(net, shape, classes, kind):
    x, y = torch.randn(shape, dtype=kind), torch.randint(0, classes, shape[:1])
    parameters = list(net.parameters())
    v = [torch.randn_like(p) for p in parameters]

    def step():
        loss = F.cross_entropy(net(x), y)
        return torch.autograd.grad(torch.autograd.grad(loss, parameters, create_graph=True), parameters, v)
    return step


def convolution(kind):
    x, w = torch.randn(16, 3, 32, 32, dtype=kind), torch.randn(16, 3, 3, 3, dtype=kind, requires_grad=True)

    def step():
        return torch.autograd.grad(F.max_pool2d(F.relu(F.conv2d(x, w, padding=1)), 2).square().mean(), w)
    return step


def per_sample(net, shape, classes, kind):
    x, y = torch.randn(shape, dtype=kind), torch.randint(0, classes, shape[:1])
    if hasattr(torch, "func"):
        parameters = {k: v.detach() for k, v in net.named_parameters()}

        def loss(p, xi, yi):
            return F.cross_entropy(torch.func.functional_call(net, p, (xi[None],)), yi[None])
        gradients = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))
        return lambda: gradients(parameters, x, y)
    parameters = list(net.parameters())

    def step():
        rows = [torch.autograd.grad(F.cross_entropy(net(x[i:i + 1]), y[i:i + 1]), parameters) for i in range(len(x))]
        return [torch.stack(block) for block in zip(*rows)]
    return step


def logistic_torch(kind):
    x, y = torch.randn(1000, 50, dtype=kind), torch.sign(torch.randn(1000, dtype=kind))
    w = torch.zeros(50, dtype=kind, requires_grad=True)

    def step():
        loss = F.softplus(-y * (x @ w)).mean() + 0.5e-4 * (w @ w)
        return loss.item(), torch.autograd.grad(loss, w)
    return step


def logistic_numpy(kind):
    rng = np.random.default_rng(1)
    x, y, w = rng.standard_normal((1000, 50)).astype(kind), np.sign(rng.standard_normal(1000)).astype(kind), np.zeros(50, kind)

    def step():
        margin = y * (x @ w)
        e = np.exp(-np.abs(margin))
        loss = np.mean(np.maximum(-margin, 0) + np.log1p(e)) + 0.5e-4 * (w @ w)
        slope = -y * np.where(margin >= 0, e / (1 + e), 1 / (1 + e))
        return loss, x.T @ slope / 1000 + 1e-4 * w
    return step


def tracing(net, shape, kind):
    """torch.jit.trace of the forward pass alone, the nearest that torch has."""
    x = torch.randn(shape, dtype=kind)
    return lambda: torch.jit.trace(net, x, check_trace=False)


def cases():
    """Yields the Go benchmark, what it compares with, and the Python function."""
    for name, kind in ("float64", torch.float64), ("float32", torch.float32):
        large = lambda: mlp((784, 128, 10), torch.nn.ReLU, kind)
        tiny = lambda: mlp((2, 32, 32, 2), torch.nn.Tanh, kind)
        yield f"Step/mlp/{name}", "torch", training(large(), (64, 784), 10, kind)
        yield f"Step/tiny/{name}", "torch", training(tiny(), (256, 2), 2, kind)
        yield f"Step/hvp/{name}", "torch", hessian_product(tiny(), (256, 2), 2, kind)
        yield f"Step/conv/{name}", "torch", convolution(kind)
        yield f"Step/cnn/{name}", "torch", training(cnn(kind), (64, 1, 28, 28), 10, kind)
        for how in "outer", "loop":
            yield f"Step/persample/mlp/{how}/{name}", "torch", per_sample(large(), (64, 784), 10, kind)
            yield f"Step/persample/tiny/{how}/{name}", "torch", per_sample(tiny(), (256, 2), 2, kind)
        yield f"Logistic/fromloss/{name}", "torch", logistic_torch(kind)
        yield f"Logistic/fromloss/{name}", "numpy", logistic_numpy(name)
    yield "Logistic/problem/float64", "torch", logistic_torch(torch.float64)
    yield "Logistic/problem/float64", "numpy", logistic_numpy("float64")
    kind = torch.float64
    yield "Trace/mlp", "jit.trace", tracing(mlp((784, 128, 10), torch.nn.ReLU, kind), (64, 784), kind)
    yield "Trace/tiny", "jit.trace", tracing(mlp((2, 32, 32, 2), torch.nn.Tanh, kind), (256, 2), kind)
    yield "Trace/hvp", "", None
    yield "Trace/cnn", "jit.trace", tracing(cnn(kind), (64, 1, 28, 28), kind)


def time_python(step, seconds):
    """Microseconds a call, over calls that take about so many seconds."""
    step()
    calls = 1
    while True:
        start = time.perf_counter()
        for _ in range(calls):
            step()
        spent = time.perf_counter() - start
        if spent > seconds:
            return spent / calls * 1e6
        calls = max(2 * calls, int(calls * seconds / max(spent, 1e-9)))


def time_go(binary, name, benchtime):
    """Microseconds and bytes of one Go benchmark."""
    kind, *rest = name.split("/")
    pattern = "/".join(f"^{part}$" for part in [f"Benchmark{kind}", *rest])
    output = subprocess.run([binary, "-test.run", "^$", "-test.bench", pattern, "-test.benchtime", benchtime, "-test.cpu", "1"],
                            cwd=HERE, check=True, capture_output=True, text=True, env=dict(os.environ, GOMAXPROCS="1")).stdout
    for line in output.splitlines():
        if (found := LINE.match(line)) and f"{found[1]}/{found[2]}" == name:
            return float(found[3]) / 1e3, int(found[4] or 0)
    raise SystemExit(f"no result of {name} in:\n{output}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--benchtime", default="0.1s")
    options = parser.parse_args()
    seconds = float(options.benchtime.rstrip("s"))

    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        binary = os.path.join(folder, "nn.test")
        subprocess.run(["go", "test", "-c", "-o", binary, "."], cwd=HERE, check=True)
        times = {}
        todo = list(cases())
        for _ in range(options.rounds):
            for name, peer, step in todo:
                go, memory = time_go(binary, name, options.benchtime)
                python = time_python(step, seconds) if step else float("nan")
                times.setdefault((name, peer), []).append((go, python, memory))

    print("median microseconds, one thread; torch", torch.__version__, "numpy", np.__version__,
          "" if hasattr(torch, "func") else "(no torch.func: gradients per example in a loop)")
    print(f"{'case':38}{'Go':>12}{'B/op':>10}  {'peer':10}{'peer':>12}{'peer/Go':>9}{'best/best':>11}")
    for (name, peer), rounds in times.items():
        go, python = ([r[k] for r in rounds] for k in (0, 1))
        line = f"{name:38}{statistics.median(go):12.1f}{min(r[2] for r in rounds):10d}"
        if peer:
            line += (f"  {peer:10}{statistics.median(python):12.1f}{statistics.median(python) / statistics.median(go):9.2f}"
                     f"{min(python) / min(go):11.2f}")
        print(line)


if __name__ == "__main__":
    main()

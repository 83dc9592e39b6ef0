"""Executes a notebook with nbclient through the installed kernelspec.

Every cell must end as its saved outputs say, and the outputs must be of the same
kinds: the same output types with the same MIME types in the same order. Numbers
may differ between machines, so the contents are not compared.

    nbclient_test.py [--kernel NAME] [--also EXECUTED] [--out FILE] NOTEBOOK
"""

import argparse
import sys
import time

import nbformat
from nbclient import NotebookClient


def kinds(cell):
    """The outputs of a cell in kind; a stream that comes in pieces is one."""
    found = []
    for o in cell.get("outputs", []):
        if o.output_type == "stream":
            kind = "stream " + o.name
            if found and found[-1] == kind:
                continue
        elif o.output_type == "error":
            kind = "error " + o.ename
        else:
            mimes = set(o.data)
            if "image/png" in mimes:  # monro run saves figures as PNG alone
                mimes.discard("image/svg+xml")
            kind = o.output_type + " " + " ".join(sorted(mimes))
        found.append(kind)
    return found


def compare(name, saved, got):
    """Prints how two notebooks differ in kind and returns by how many cells."""
    saved = [c for c in saved.cells if c.cell_type == "code"]
    got = [c for c in got.cells if c.cell_type == "code"]
    bad = abs(len(saved) - len(got))
    if bad:
        print("%s: %d code cells, wanted %d" % (name, len(got), len(saved)))
    for i, (want, have) in enumerate(zip(saved, got), 1):
        if kinds(want) != kinds(have):
            bad += 1
            print("%s, code cell %d\n  %s\n  has   %s\n  saved %s" % (
                name, i, want.source.strip().split("\n")[0], kinds(have), kinds(want)))
    return bad


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--kernel", default="monro")
    args.add_argument("--also", help="a notebook executed by other means, to compare as well")
    args.add_argument("--out", help="write the executed notebook here")
    args.add_argument("notebook")
    args = args.parse_args()

    saved = nbformat.read(args.notebook, 4)
    nbformat.validate(saved)
    bad = 0
    if args.also:
        other = nbformat.read(args.also, 4)
        nbformat.validate(other)
        bad += compare("without Jupyter", saved, other)

    nb = nbformat.read(args.notebook, 4)
    start = time.time()
    try:
        # An error in a cell that is not tagged raises-exception ends the run.
        NotebookClient(nb, timeout=120, kernel_name=args.kernel,
                       resources={"metadata": {"path": args.notebook.rpartition("/")[0] or "."}}).execute()
    finally:
        if args.out:
            nbformat.write(nb, args.out)
    nbformat.validate(nb)
    bad += compare("nbclient", saved, nb)
    if args.also and other.metadata.language_info != nb.metadata.language_info:
        bad += 1
        print("language_info differs:\n  without Jupyter %s\n  nbclient        %s" % (
            other.metadata.language_info, nb.metadata.language_info))
    cells = sum(c.cell_type == "code" for c in nb.cells)
    print("%d code cells in %.1f s, %d not as saved" % (cells, time.time() - start, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

"""Adds lines to the raw results of a comparison: see RawResults in src/main/java/dev/tally/benchmarks/report."""
import os


def _write(*fields):
    path = os.environ.get("TALLY_BENCHMARK_RAW")
    if path:
        with open(path, "a") as file:
            file.write("\t".join(str(field) for field in fields) + "\n")


def value(case, metric, better, contender, number):
    _write("value", case, metric, better, contender, "%.6g" % number)


def ratio(case, metric, contender, peer):
    _write("ratio", case, metric, contender, peer)


def note(text):
    _write("note", text)

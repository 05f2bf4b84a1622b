"""Runs the measurements that dev/bench asks for, and reports them."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from results import Results

import report

HERE = Path(__file__).parent
WORKS = (
    "parts",
    "run",
    "dispatch",
    "idle",
    "exposure",
    "dashboard",
    "letters",
    "posting",
    "peer",
)
PARTS = ["refresh", "decide", "create"]
POSTING_ROUNDS = 11
LONG = 120  # seconds: what takes longer is measured once

CHECKOUT = os.environ["CHECKOUT_ID"]
COPY = f"bench_run_{CHECKOUT}"


class Bench:
    def __init__(self, options):
        self.options = options
        self.results = Results()

    def measure_all(self):
        for size in self.options.sizes:
            self.measure_parts(size)
            self.measure_night(size)
            self.measure_screens(size)
            self.measure_peer(size)
            self.measure_exposure(size)
            if size == "S":
                self.measure_letters(size)
                self.measure_posting(size)

    def wants(self, *works):
        return not self.options.only or bool(set(works) & set(self.options.only))

    # === OURS === #

    def measure_parts(self, size):
        if self.wants("parts"):
            for _round in range(self.options.rounds):
                self.work(self.ours(size), size, PARTS)

    def measure_night(self, size):
        """The run, and what comes after it in the same night and the next ones."""
        works = ["run"]
        if self.wants("dispatch", "idle"):
            works.append("dispatch")
        if self.wants("idle"):
            works.append("idle")
        if not self.wants(*works):
            return
        for _round in range(self.options.rounds):
            self.work(self.ours(size), size, works)
            if self.results.longest("dispatch", size) > LONG:
                works = ["run"]

    def measure_screens(self, size):
        """The dashboard and a page of debtors, as they are after a night."""
        if self.wants("dashboard"):
            self.work(self.ours(size), size, ["run", "screens"], keep="screens")

    def measure_letters(self, size):
        if self.wants("letters"):
            for _round in range(self.options.rounds):
                self.work(self.ours(size), size, ["run", "letters"], keep="letters")

    def measure_posting(self, size):
        """With this addon and without, in turns: each pair meets the same machine."""
        if not self.wants("posting"):
            return
        databases = {"posting": self.ours(size), "posting_without": self.base(size)}
        workers = {}
        for what, template in databases.items():
            copy = f"{COPY}_{what}"
            self.copy(template, copy)
            workers[what] = self.start(copy, [what], stdin=subprocess.PIPE)
        for round_number in range(POSTING_ROUNDS):
            # Neither is always the one that goes first.
            for what in sorted(workers, reverse=round_number % 2):
                figure = ask(workers[what])
                self.say(f"{size}: {what} {describe(figure)}")
                self.results.add(what, size, [figure])
        for what, worker in workers.items():
            worker.stdin.close()
            worker.wait()
            self.drop(f"{COPY}_{what}")

    # === THE PEER === #

    def measure_peer(self, size):
        if not self.options.peer_addons or not self.wants("peer"):
            return
        works = ["peer_run"]
        if size == "S" or self.options.peer_full:
            works += ["peer_mark", "peer_group", "peer_mail"]
        for _round in range(self.options.rounds):
            self.work(self.peer(size), size, works, "--peer", self.options.peer_addons)
            if self.results.longest("peer_mail", size) > LONG:
                works = ["peer_run"]

    def measure_exposure(self, size):
        """Of all customers, ours and the peer's in turns."""
        if not self.wants("exposure"):
            return
        addons = self.options.risk_addons
        for _round in range(self.options.rounds):
            self.work(self.ours(size), size, ["exposure"])
            if addons:
                database = self.find(f"bench_risk_{size.lower()}_")
                self.work(database, size, ["peer_exposure"], "--peer", addons)

    # === DATABASES AND PROCESSES === #

    def ours(self, size):
        return f"bench_ours_{size.lower()}_{CHECKOUT}"

    def base(self, size):
        return self.find(f"bench_base_{size.lower()}_")

    def peer(self, size):
        return self.find(f"bench_peer_{size.lower()}_")

    def find(self, prefix):
        return next(name for name in self.options.databases if name.startswith(prefix))

    def work(self, template, size, works, *arguments, keep=None):
        """Do ``works`` in a fresh copy of ``template``, one after the other."""
        self.copy(template, COPY)
        if self.options.profile:
            arguments += ("--profile", self.options.profile)
        worker = self.start(COPY, [*arguments, *works])
        for line in worker.stdout:
            answer = json.loads(line)
            self.say(f"{size}: {answer['what']} {summary(answer)}")
            if keep in (None, answer["what"]):
                for what, figures in answer["figures"].items():
                    self.results.add(what, size, figures, answer["notes"])
        if worker.wait():
            sys.exit("dev/bench: the measurement failed, see above")
        self.drop(COPY)

    def start(self, database, arguments, **pipes):
        return subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, HERE / "worker.py", database, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            **pipes,
        )

    def copy(self, template, database):
        shell(f"copy_database {template} {database}")

    def drop(self, database):
        shell(f"drop_database {database}")

    def say(self, text):
        print(text, file=sys.stderr, flush=True)


def shell(command):
    """Run a function of dev/lib, which dev/bench has exported."""
    subprocess.run(  # noqa: S603  names that dev/bench has made
        ["/usr/bin/env", "bash", "-euc", command], check=True
    )


def summary(answer):
    rounds = [one for figures in answer["figures"].values() for one in figures]
    return " ".join(map(describe, rounds))


def describe(figure):
    return f"{figure['wall_s']:.3f} s ({figure['cpu_s']:.2f} s CPU)"


def ask(worker):
    worker.stdin.write("\n")
    worker.stdin.flush()
    return json.loads(worker.stdout.readline())


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", nargs="+", required=True)
    parser.add_argument("--databases", nargs="+", required=True)
    parser.add_argument("--only", nargs="+", choices=WORKS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer-addons")
    parser.add_argument("--risk-addons")
    parser.add_argument("--peer-full", action="store_true")
    parser.add_argument("--profile")
    parser.add_argument("--json")
    return parser.parse_args()


def main():
    options = parse_arguments()
    bench = Bench(options)
    bench.measure_all()
    report.show(bench.results)
    if options.json:
        Path(options.json).write_text(json.dumps(bench.results.as_json(), indent=2))


if __name__ == "__main__":
    main()

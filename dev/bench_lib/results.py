"""Medians and ratios of what was measured."""

from collections import defaultdict
from statistics import median


class Results:
    def __init__(self):
        self.rounds = defaultdict(list)  # of (what, size)
        self.notes = defaultdict(dict)

    def add(self, what, size, figures, notes=()):
        self.rounds[what, size].extend(figures)
        self.notes[what, size].update(notes)

    def figure(self, what, size):
        """{name: median over the rounds}, None if it was not measured."""
        rounds = self.rounds.get((what, size))
        if not rounds:
            return None
        return {name: median(one[name] for one in rounds) for name in rounds[0]}

    def wall(self, *whats, size):
        """Seconds of several works together; None when one of them is missing."""
        figures = [self.figure(what, size) for what in whats]
        return sum(f["wall_s"] for f in figures) if all(figures) else None

    def longest(self, what, size):
        rounds = self.rounds.get((what, size), ())
        return max((one["wall_s"] for one in rounds), default=0)

    # === RATIOS === #

    def ratios(self):
        return {
            "run_vs_peer_S": self.run_vs_peer("S"),
            "run_vs_peer_M": self.run_vs_peer("M"),
            "mail_vs_peer_S": self.mail_vs_peer("S"),
            "night_vs_peer_M": quotient(
                self.wall("peer_run", "peer_mark", "peer_group", "peer_mail", size="M"),
                self.wall("run", "dispatch", size="M"),
            ),
            "idle_vs_scan_L": quotient(
                self.wall("idle_night", size="L"), self.wall("scan", size="L")
            ),
            "exposure_vs_peer_M": quotient(
                self.wall("peer_exposure", size="M"), self.wall("exposure", size="M")
            ),
            "letters_vs_single": self.letters_vs_single(),
            "posting_overhead": self.posting_overhead(),
        }

    def run_vs_peer(self, size):
        return quotient(self.wall("peer_run", size=size), self.wall("run", size=size))

    def mail_vs_peer(self, size):
        return quotient(
            self.seconds_per_mail("peer_mail", size),
            self.seconds_per_mail("dispatch", size),
        )

    def seconds_per_mail(self, what, size):
        return quotient(self.wall(what, size=size), self.notes[what, size].get("mails"))

    def letters_vs_single(self):
        return quotient(
            self.wall("letters_single", size="S"), self.wall("letters", size="S")
        )

    def posting_overhead(self):
        """Median over the pairs, each of which has met the same machine."""
        pairs = zip(
            self.rounds.get(("posting", "S"), ()),
            self.rounds.get(("posting_without", "S"), ()),
            strict=True,
        )
        quotients = [ours["wall_s"] / without["wall_s"] for ours, without in pairs]
        return median(quotients) if quotients else None

    def as_json(self):
        figures = [
            {"what": what, "size": size, **rounded(self.figure(what, size))}
            for what, size in self.rounds
        ]
        ratios = {name: rounded_ratio(ratio) for name, ratio in self.ratios().items()}
        return {"figures": figures, "ratios": ratios}


def quotient(dividend, divisor):
    return dividend / divisor if dividend and divisor else None


def rounded_ratio(ratio):
    return ratio and round(ratio, 3)


def rounded(figure):
    return {
        "wall_s": round(figure["wall_s"], 4),
        "cpu_s": round(figure["cpu_s"], 4),
        "queries": round(figure["queries"]),
        "peak_mb": round(figure["peak_mb"], 1),
    }

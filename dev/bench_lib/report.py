"""The figures as a table."""

# What is to be reached; ratios without a limit would be of no use.
GOALS = {
    "run_vs_peer_S": "at least 25",
    "run_vs_peer_M": "at least 25",
    "mail_vs_peer_S": "at least 6",
    "night_vs_peer_M": "at least 20",
    "idle_vs_scan_L": "under 3",
    "exposure_vs_peer_M": "at least 20",
    "letters_vs_single": "at least 8",
    "posting_overhead": "at most 1.03",
}


# Waiting for others, not for itself: then only ratios tell something.
BUSY = 1.3


def show(results):
    data = results.as_json()
    print(f"{'':18}{'size':>5}{'wall s':>10}{'cpu s':>10}{'queries':>9}{'peak MB':>9}")
    for figure in data["figures"]:
        what, size = figure["what"], figure["size"]
        notes = ", ".join(
            f"{value} {name}" for name, value in results.notes[what, size].items()
        )
        if figure["wall_s"] > 0.1 and figure["wall_s"] > BUSY * figure["cpu_s"]:
            notes += "  (the machine was busy)"
        print(
            f"{what:18}{size:>5}{figure['wall_s']:10.3f}{figure['cpu_s']:10.3f}"
            f"{figure['queries']:9}{figure['peak_mb']:9.1f}  {notes}"
        )
    for name, value in data["ratios"].items():
        measured = "not measured" if value is None else f"{value:.2f}"
        print(f"{name:20}{measured:>14}  ({GOALS[name]})")

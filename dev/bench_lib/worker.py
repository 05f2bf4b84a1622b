"""Works in one database: worker.py DATABASE [--profile FILE] [--peer FOLDER] WORK...

Each WORK is done in a process of its own, in this order, and answered with a line of
JSON: {"what", "figures", "notes"}.
"""

import argparse
import json
import os

import session

PEER = ("peer_run", "peer_mark", "peer_group", "peer_mail")
RISK = ("exposure", "peer_exposure")


def main():
    options = parse_arguments()
    if options.peer:
        os.environ["ODOO_ADDONS_PATH"] += f",{options.peer}"
    session.load(options.database)
    if options.works[0].startswith("posting"):
        import posting

        posting.serve(options.database, *options.works)
        return
    import exposure
    import measure
    import ours
    import peer

    homes = dict.fromkeys(PEER, peer) | dict.fromkeys(RISK, exposure)
    for name in options.works:
        work = getattr(homes.get(name, ours), name)
        figures, notes = measure.in_child(
            options.database, work, profile=options.profile
        )
        answer = {"what": name, "figures": figures, "notes": notes}
        print(json.dumps(answer), flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("--profile")
    parser.add_argument("--peer")
    parser.add_argument("works", nargs="+")
    return parser.parse_args()


if __name__ == "__main__":
    main()

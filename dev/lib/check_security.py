"""What no linter knows: python check_security.py FILES

* Each sudo() and each superuser has its reason beside it: in a comment on its line, or
  a few lines above.
* Nothing is evaluated that a user may have written, but what is listed here.
* No Html field keeps what browsers run, but what is listed here.
"""

import ast
import io
import re
import sys
import tokenize
from pathlib import Path

EVALUATORS = {"eval", "exec", "safe_eval", "literal_eval"}
NO_REASON = re.compile(r"# (pylint|noqa|===)")
NEAR = 3  # lines: one reason may serve two statements that belong together

# file: why what it evaluates is harmless
EVALUATED = {
    "models/collection_policy.py": "a segment, by the manager: literals only",
}
# file: why what its unsanitised fields hold is ours
UNSANITISED = {
    "models/account_move_limitation.py": "computed from a QWeb template",
    "models/collection_credit_review.py": "computed from a QWeb template",
    "models/collection_debtor_ageing.py": "computed from a QWeb template",
    "models/collection_debtor_limitation.py": "computed from a QWeb template",
    "models/collection_debtor_score.py": "computed from a QWeb template",
    "models/collection_debtor_statement_mail.py": "computed from a QWeb template",
    "models/collection_debtor_why.py": "computed from a QWeb template",
    "models/collection_plan_letter.py": "computed from a QWeb template",
    "models/collection_reminder.py": "a text as sent, rendered in Odoo's sandbox",
    "models/collection_reminder_text.py": "computed from a QWeb template",
    "models/collection_score.py": "computed from a QWeb template",
    "wizards/collection_call.py": "computed from a QWeb template",
}


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def comments(text):
    """What the comment of each line says, "" without one that says something."""
    said = [""] * (text.count("\n") + 1)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and not NO_REASON.match(token.string):
            said[token.start[0] - 1] = token.string
    return said


class Source:
    """One file, and what is wrong with it."""

    def __init__(self, path):
        self.path = path
        text = Path(path).read_text()
        self.comments = comments(text)
        self.tree = ast.parse(text)

    def problems(self):
        """(line, sentence) of each."""
        yield from self.walk(self.tree, None)

    def walk(self, node, statement):
        for child in ast.iter_child_nodes(node):
            inner = child if isinstance(child, ast.stmt) else statement
            if isinstance(child, ast.Call):
                yield from self.check(child, inner)
            yield from self.walk(child, inner)

    def check(self, call, statement):
        name, line = name_of(call), call.func.end_lineno
        if self.is_superuser(call) and not self.has_reason(line, statement):
            yield line, "sudo() without its reason in a comment"
        if name in EVALUATORS and not self.is_listed(EVALUATED):
            yield line, f"{name}() of what a user may have written"
        if name == "Html" and not self.is_listed(UNSANITISED):
            unclean = [k for k in call.keywords if (k.arg or "").startswith("sanitize")]
            if any(getattr(k.value, "value", None) is False for k in unclean):
                yield line, "an Html field that is not sanitised"

    def is_superuser(self, call):
        name = name_of(call)
        if name == "with_user":
            return ast.unparse(call.args[0]).endswith("SUPERUSER_ID")
        without = call.args and getattr(call.args[0], "value", None) is False
        return name == "sudo" and not without

    def has_reason(self, line, statement):
        first = max(0, statement.lineno - 1 - NEAR)
        return any(self.comments[first:line])

    def is_listed(self, reasons):
        return any(self.path.endswith(path) for path in reasons)


def main(paths):
    found = [
        f"{path}:{line}: {sentence}"
        for path in paths
        for line, sentence in Source(path).problems()
    ]
    print(*found, sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

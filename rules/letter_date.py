"""Letter date: how a language writes a date out, as letters do.

Pure: a language in, what to give to Babel out.
"""


def letter_date(language):
    """The format of a date such as "9 May 2026", "9. Mai 2026", "9 de mayo de 2026".

    English puts the day first everywhere, as its letters abroad do; the others write as
    the Unicode CLDR says.

    :param str language: "en_US", say
    :return: an LDML pattern, or Babel's name for one
    """
    return "d MMMM yyyy" if language.startswith("en") else "long"

"""Letter date: how a language writes a date out, as letters do.

Pure: a language and a day in, what to give to Babel out.
"""


def letter_date(language, day=None):
    """The format of a date such as "9 May 2026", "9. Mai 2026", "9 de mayo de 2026".

    English puts the day first everywhere, as its letters abroad do. French writes the
    first of a month as an ordinal, "1er mai 2026" (Lexique des règles typographiques en
    usage à l'Imprimerie nationale, « Date »), which the Unicode CLDR cannot say. The
    others write as it says.

    :param str language: "en_US", say
    :param date day: the date to be written, if there is one
    :return: an LDML pattern, or Babel's name for one
    """
    if language.startswith("en"):
        return "d MMMM yyyy"
    if language.startswith("fr") and day and day.day == 1:
        return "d'er' MMMM yyyy"
    return "long"

"""Which characters are surely no digits, so that fonts may write them to teach and to measure refusal.

A character is listed only where nobody could honestly read its usual forms, hand-written ones included, as
one of 0..9.  What is left out, and why, stands in ``LOOK_ALIKES``; of other scripts only what is clearly no
digit is listed at all, since normalization hides how large a character is and where on the line it stands.
"""

from __future__ import annotations

# What it looks like, and the characters that are therefore neither taught nor measured.  Some of them are no
# digits in most fonts, but are by hand: a J is a 1 with a foot, a u an open 0 or 4, an a a 9 with a short
# stem, a slash a 1 that leans, the two rings of a colon an 8.  What the network
# learns to refuse, it refuses of everybody, so where there is doubt the digit has it.
# ruff: noqa: RUF001  characters of other scripts that look like Latin ones are the matter of this file
LOOK_ALIKES = {
    "0": "OoDQ°.ΟοΘθΦφОоФфסםه○∅",
    "1": "IilJj|!;/\\()[],'`ΙιІіוןا丨↑↓",
    "2": "ZzΖζجבحレえてউ",
    "3": "}зЗЭэξωვョ∃ख",
    "4": "YyuЧчУуΥυγみ",
    "5": "Ss$§Ѕѕちう",
    "6": "bGбЬьЪъσδطと",
    "7": ">?]דךרアフマワ",
    "8": "B&:ВвΒβ∞日目",
    "9": "qgaаαςפףوの¶",
}

# Some letters are digits in some fonts: an L or an x of a flowing one is a 2, a t or an r with a short bar
# a 1.  The pen writes them too (see ``lettering``), in plain forms.
CAPITALS = "ACEFHKMNPRTUVWX"
SMALL_LETTERS = "cdefhkmnpvw"
GREEK = "ΓΔΛΞΠΣΨΩηκλμπχψ"
CYRILLIC = "ДЖИЙКЛПЦШЩЮЯжийклмнптцшщюя"
OTHER_SCRIPTS = (
    "אהחמשת"  # Hebrew
    "بتثسشضنك"  # Arabic
    "कगघणतनपफभमयलशषस"  # Devanagari
    "কজঝণমশষসফ"  # Bengali
    "அஆஇஈகஙஞணநயழ"  # Tamil
    "กฌญฒณพฟฝฬห"  # Thai
    "あいおかきけすせたなにぬねはふほまむもやゆれわを"  # hiragana
    "オキサシネハホミメヰ"  # katakana
    "大木水火川田人文天本女車雨金林永米門馬東西寺花"  # Chinese and Japanese
)
SYMBOLS = "–=+*#%@^~<_×÷±≠≈≤√€£¥©®™✓✔✗✘♥♦♣♠☎✂☂♫…"
ARROWS_AND_STARS = "→←↔⇒⇐⇔↻★☆✶✦✪❄✱➔➤"

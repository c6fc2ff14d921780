"""Takes in what a person typed or pasted: what nobody sees is not kept.

Marks that turn the direction of reading would let a sentence show in another order than
it is stored; a line break in a name would begin a new line of a mail's head.
"""

import unicodedata

# Control characters, marks without a shape of their own, halves of characters.
_UNSEEN = {"Cc", "Cf", "Cs"}


def prose(words: str) -> str:
    """Give words of one line or more as they are kept; none where there are none."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFC", lines)
        if letter == "\n" or unicodedata.category(letter) not in _UNSEEN
    )
    return "\n".join(" ".join(line.split()) for line in seen.split("\n")).strip("\n")


def on_one_line(words: str) -> str:
    """Give a name, a title or a number as it is kept; none where there is none."""
    return " ".join(
        prose(
            "".join(
                " " if unicodedata.category(letter) == "Cc" else letter
                for letter in words
            )
        ).split()
    )

"""Passwords that anybody would try here first."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

# What a password of this portal's people would be made of, before any thought.
WORDS_OF_THE_HOUSE = (
    *("council", "councillor", "councillors", "parish", "town", "community", "village"),
    *("clerk", "deputy", "officer", "mayor", "chair", "chairman", "vice", "member"),
    *("protocol", "protocols", "portal", "policy", "meeting", "minutes", "agenda"),
    *("admin", "password", "secret", "welcome", "letmein", "changeme", "login"),
    *("spring", "summer", "autumn", "winter", "england", "wales", "cymru"),
)
LEFT_OVER = 8  # characters that are none of these words, at the least
_WORDS = re.compile("|".join(sorted(WORDS_OF_THE_HOUSE, key=len, reverse=True)))


class WordsOfTheHouseValidator:
    """Refuses what is little more than the words of this portal's people."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002
        """Look at what is left of a password without these words.

        Raises:
            ValidationError: too little is left.
        """
        left, found = _WORDS.subn("", password.lower())
        if found and len(re.sub(r"\W", "", left)) < LEFT_OVER:
            message = (
                "This password is little more than words that anybody would try here,"
                " such as “council” or “clerk”."
            )
            raise ValidationError(message, code="password_of_the_house")

    def get_help_text(self) -> str:
        return "Do not make it of words such as “council” or “clerk” alone."


class TwoCommonPasswordsValidator(CommonPasswordValidator):
    """Refuses two common passwords in a row, and one twice.

    Most that are on lists of passwords and long enough for us are made like that.
    """

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002
        whole = password.lower().strip()
        if any(
            whole[:at] in self.passwords and whole[at:] in self.passwords
            for at in range(1, len(whole))
        ):
            message = (
                "This password is made of two that everybody tries. Take four words"
                " that do not belong together."
            )
            raise ValidationError(message, code="password_of_two")

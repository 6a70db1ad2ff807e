"""The citizen's identity number (GB 11643): 18 characters, a day of birth, a check character."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as WrongNumber

from enterprises.codes import clean_text

LENGTH = 18


def clean_identity_number(typed: object) -> str:
    """The number in its one spelling; empty stays empty. Raises ValidationError with the code `identity-number`.

    The six digits of the region are not compared with the library's list: it knows a district only from the year it got its code, and so
    refuses people who are older than their district (320803 of this very district for everybody born before 2001).
    """
    number = ric.compact(clean_text(typed))
    if not number:
        return ""
    digits = number[:-1]
    if len(number) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("An identity number has 17 figures and a figure or X at the end."), "identity-number")
    try:
        ric.get_birth_date(number)
    except WrongNumber as error:
        raise ValidationError(_("The day of birth in this identity number does not exist."), "identity-number") from error
    if ric.calc_check_digit(number) != number[-1]:
        raise ValidationError(_("The check character of this identity number does not fit: a character is mistyped."), "identity-number")
    return number

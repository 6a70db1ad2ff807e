"""The form that takes a bank file."""

from django import forms
from django.utils.translation import gettext_lazy


class BankFileForm(forms.Form):
    """One file of the bank."""

    file = forms.FileField(
        label=gettext_lazy("Bank file"),
        help_text=gettext_lazy("CSV or XLSX of at most 5 MB, with the columns 流水号, 金额, 交易日期; also 缴款编号, 付款人, 摘要."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

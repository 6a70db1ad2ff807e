"""Addresses of the room "execution", in the namespace `licensing`."""

from django.urls import URLPattern, path

from licensing.views import execution, payments

urlpatterns: list[URLPattern] = [
    path("staff/penalties/<str:number>/payments/", execution.case_payments, name="penalty-payments"),
    path("staff/payments/", payments.levy_list, name="payments"),
    path("staff/payments/unmatched/", payments.unmatched, name="payments-unmatched"),
    path("staff/payments/unmatched/match/", payments.match, name="payment-match"),
    path("staff/payments/undo/", payments.undo, name="payment-undo"),
    path("staff/payments/bank/", payments.bank_files, name="bank-files"),
    path("staff/payments/bank/<str:digest>/", payments.bank_file, name="bank-file"),
    path("staff/payments/bank/<str:digest>/report.csv", payments.bank_report, name="bank-report"),
]

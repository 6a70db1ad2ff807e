"""Addresses of the room "certificates", in the namespace `licensing`."""

from django.urls import URLPattern, path

from licensing.views import certificate_takeover, certificates, desk_certificates, public_certificates

urlpatterns: list[URLPattern] = [
    path("certificates/check/", public_certificates.check, name="certificate-check"),
    path("staff/certificates/", certificates.register, name="certificates"),
    path("staff/certificates/export.csv", certificates.export_csv, name="certificates-export-csv"),
    path("staff/certificates/take-over/", certificate_takeover.take_over_paper, name="certificate-takeover"),
    path("staff/certificates/<str:number>/", certificates.certificate, name="certificate"),
    path("staff/certificates/<str:number>/measure/", certificates.measure, name="certificate-measure"),
    path("desk/<uscc:code>/certificates/", desk_certificates.certificate_list, name="desk-certificates"),
    path("desk/<uscc:code>/certificates/<str:number>/file/", desk_certificates.certificate_file, name="desk-certificate-file"),
]

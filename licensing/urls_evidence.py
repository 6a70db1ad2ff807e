"""Addresses of the room "evidence", in the namespace `licensing`."""

from django.urls import path

from licensing.views import evidence, examinations, records

CASE = "staff/penalties/<str:number>"

urlpatterns = [
    path(f"{CASE}/evidence/", evidence.evidence, name="evidence"),
    path(f"{CASE}/evidence/add/", evidence.evidence_add, name="evidence-add"),
    path(f"{CASE}/evidence/verify/", evidence.evidence_verify, name="evidence-verify"),
    path(f"{CASE}/evidence/list/", evidence.evidence_list, name="evidence-list"),
    path(f"{CASE}/evidence/export.csv", evidence.evidence_csv, name="evidence-csv"),
    path(f"{CASE}/evidence/<int:piece>/", evidence.evidence_piece, name="evidence-piece"),
    path(f"{CASE}/evidence/<int:piece>/files/", evidence.evidence_files, name="evidence-files"),
    path(f"{CASE}/evidence/<int:piece>/files/<int:pk>/", evidence.evidence_file, name="evidence-file"),
    path(f"{CASE}/evidence/<int:piece>/move/", evidence.evidence_move, name="evidence-move"),
    path(f"{CASE}/evidence/<int:piece>/exclude/", evidence.evidence_exclude, name="evidence-exclude"),
    path(f"{CASE}/records/new/", records.record_new, name="record-new"),
    path(f"{CASE}/records/<int:turn>/", records.record, name="record"),
    path(f"{CASE}/records/<int:turn>/photo/", records.record_photo, name="record-photo"),
    path(f"{CASE}/records/<int:turn>/pictures/<int:pk>/", records.record_picture, name="record-picture"),
    path(f"{CASE}/records/<int:turn>/sign/", records.record_sign, name="record-sign"),
    path(f"{CASE}/records/<int:turn>/refuse/", records.record_refuse, name="record-refuse"),
    path(f"{CASE}/records/<int:turn>/person/", records.record_person, name="record-person"),
    path(f"{CASE}/examinations/", examinations.examination_page, name="examinations"),
    path(f"{CASE}/examinations/<int:turn>/end/", examinations.examination_end, name="examination-end"),
    path(f"{CASE}/examinations/<int:turn>/told/", examinations.examination_told, name="examination-told"),
    path(f"{CASE}/examinations/<int:turn>/retest/", examinations.examination_retest, name="examination-retest"),
    path(f"{CASE}/examinations/<int:turn>/report/", examinations.examination_report, name="examination-report"),
]

"""Drafts live on the ground floor now: what people have half written goes along."""

from django.db import migrations

TAKE_ALONG = """
INSERT INTO bureau_draft (id, code_index, basket, content, expires_at, submitted_number, purpose, subject)
SELECT id, code_index, basket, content, expires_at, submitted_number, 'submission', '' FROM complaints_draft
"""
BRING_BACK = """
INSERT INTO complaints_draft (id, code_index, basket, content, expires_at, submitted_number)
SELECT id, code_index, basket, content, expires_at, submitted_number FROM bureau_draft WHERE purpose = 'submission'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0001_initial"),
        ("bureau", "0004_drafts_and_document_checks"),
    ]

    operations = [
        migrations.RunSQL(TAKE_ALONG, BRING_BACK),
    ]

"""The sequence behind receipt numbers: quick, may have gaps; formal documents take gap-free numbers from NumberCounter."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Create it; drop it on the way back."""

    dependencies: ClassVar = [("bureau", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL("CREATE SEQUENCE bureau_receipt_seq CACHE 1", "DROP SEQUENCE bureau_receipt_seq"),
    ]

"""The row the bare view inserts."""

from django.db import models


class BareRow(models.Model):
    """A text and a time, as small as a table can honestly be."""

    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)

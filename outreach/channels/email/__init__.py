"""E-mail by SMTP, or whatever EMAIL_BACKEND names. One connection serves a batch."""

import smtplib
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from outreach.channels import Channel, Envelope, Result

PERMANENT = 500


class EmailChannel:
    """Plain text mail. The Message-ID follows from the message, so that a mail sent twice shows once in most readers."""

    code = "email"
    by_hand = False

    def is_configured(self) -> bool:
        """A backend is always named; an SMTP one needs its host."""
        return bool(settings.EMAIL_HOST) or not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")

    def send(self, batch: Sequence[Envelope]) -> list[Result]:
        """Send one after the other. Once the connection is lost the rest waits for the next attempt."""
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            return Result.blocked(batch, f"mail server: {error}")
        results: list[Result] = []
        try:
            for position, envelope in enumerate(batch):
                try:
                    results.append(self._send_one(connection, envelope))
                except (smtplib.SMTPServerDisconnected, OSError) as error:
                    results += Result.blocked(batch[position:], f"mail server: {error}")
                    break
        finally:
            _close(connection)
        return results

    def _send_one(self, connection: Any, envelope: Envelope) -> Result:
        """One mail. Raises SMTPServerDisconnected or OSError when the connection is gone; other refusals are results."""
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        message_id = f"<{envelope.reference}@{domain}>"
        headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
        mail = EmailMessage(envelope.subject, envelope.body, to=[envelope.to], headers=headers, connection=connection)
        try:
            mail.send()
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()), (PERMANENT, b""))
            return _by_code(envelope, code, reason)
        except smtplib.SMTPResponseException as error:
            return _by_code(envelope, error.smtp_code, error.smtp_error)
        except smtplib.SMTPException as error:
            return Result.retry(envelope, str(error))
        except ValueError as error:
            # BadHeaderError and addresses that cannot be written in a mail.
            return Result.refused(envelope, f"bad address or subject: {type(error).__name__}")
        return Result.sent(envelope, message_id)


def _by_code(envelope: Envelope, code: int, reason: bytes | str) -> Result:
    """SMTP reply codes from 500 on are final, below they are not."""
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    verdict = Result.refused if code >= PERMANENT else Result.retry
    return verdict(envelope, f"{code} {text}")


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        # The mails are handed over already; a server that does not say goodbye changes nothing.
        return


channel: Channel = EmailChannel()

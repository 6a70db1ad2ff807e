"""What a citizen sends: a complaint (投诉), a report (举报) or a consultation (咨询), each a case of its own kind."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.models import Case


class RefusalGround(models.TextChoices):
    """The seven grounds of 市场监督管理投诉举报处理办法 (order 121) art. 16."""

    NO_COMPETENCE = "16-1", _("Not within the bureau's duties or powers")
    HANDLED_ELSEWHERE = "16-2", _("The same dispute is or was handled by a court, arbitrator, authority or consumers' association")
    NOT_CONSUMER = "16-3", _("Not bought or used for daily consumption, or no dispute of consumer rights shown")
    OVER_THREE_YEARS = "16-4", _("More than three years since the consumer knew or should have known of the infringement")
    MATERIAL_MISSING = "16-5", _("The material required by articles 10 and 11 is missing or false")
    IDENTITY = "16-6", _("Somebody else's name was used, or checking of the identity was refused")
    OTHER_LAW = "16-7", _("Another ground given by law or regulation")


class TerminationGround(models.TextChoices):
    """The grounds on which mediation ends without agreement: order 121 art. 23."""

    WITHDRAWN = "23-1", _("The complainant withdrew or both settled by themselves")
    ABSENT = "23-2", _("A side did not take part without good reason, or refused mediation")
    NO_AGREEMENT = "23-3", _("After mediation a side states that no agreement is possible")
    TEST_COSTS = "23-4", _("No agreement on who pays for appraisal or testing")
    SIXTY_DAYS = "23-5", _("No agreement within sixty days from acceptance")
    REFUSABLE = "23-6", _("A ground of article 16 or 42 came to light after acceptance")
    ENDED = "23-7", _("A side died or ceased to exist")
    OTHER_LAW = "23-8", _("Another ground given by law or regulation")


class MediationResult(models.TextChoices):
    """How a settled dispute was settled (order 121 art. 24)."""

    AGREEMENT = "agreement", _("Agreement with mediation document")
    AT_ONCE = "at-once", _("Agreement performed at once")
    WAIVED = "waived", _("Agreement; both sides waived the document")


class ReportOutcome(models.TextChoices):
    """What the verification of a report came to (市场监督管理行政处罚程序规定 art. 18, 20)."""

    FILED = "filed", _("Filed as a case")
    NOT_FILED = "not-filed", _("Not filed")
    TRANSFERRED = "transferred", _("Passed on to the competent authority")


class Submission(Case):
    """What all three have in common. The person who sends it is a `Party`, sealed; whom it concerns is public business data."""

    statement = models.TextField(_("what happened"))
    wish = models.CharField(_("what you ask for"), max_length=500, blank=True)
    occurred_on = models.DateField(_("when it happened"), null=True, blank=True)
    subject_name = models.CharField(_("whom it concerns"), max_length=120, blank=True)
    subject_address = models.CharField(_("address of the business"), max_length=200, blank=True)

    class Meta:
        abstract = True


class Complaint(Submission):
    """A consumer asks the bureau to settle a dispute."""

    amount = models.DecimalField(_("money in dispute (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True)
    refusal_ground = models.CharField(_("ground of refusal"), max_length=8, choices=RefusalGround.choices, blank=True)
    termination_ground = models.CharField(_("ground of termination"), max_length=8, choices=TerminationGround.choices, blank=True)
    result = models.CharField(_("result of mediation"), max_length=12, choices=MediationResult.choices, blank=True)
    agreement = models.TextField(_("what was agreed"), blank=True)
    recovered = models.DecimalField(_("recovered loss (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(recovered__isnull=True) | models.Q(recovered__gte=0), name="complaint_recovered_positive"
            ),
        ]


class Report(Submission):
    """Anyone reports a suspected violation; may be anonymous."""

    verified = models.TextField(_("what verification found"), blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")


class Consultation(Submission):
    """A question. Answered by one person, reviewed by another, then sent."""

    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")

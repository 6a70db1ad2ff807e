"""Asking the API as its tests do: addresses, steps taken from the version of now, refusals looked at whole."""

from django.urls import reverse

from bureau.models import Case


def case_url(case):
    return reverse("api:case", args=[case.number])


def step_url(case, name):
    return reverse("api:case-step", args=[case.number, name])


def take(client, case, name, **body):
    """Take a step from the version the case has now, unless the test sends another."""
    body = {"version": Case.objects.values_list("version", flat=True).get(pk=case.pk), **body}
    return client.post(step_url(case, name), body, content_type="application/json")


def refusal(answer, status, code):
    """The problem of a refused request, whole."""
    found = answer.json()
    assert (answer.status_code, found["code"]) == (status, code), found
    assert answer["Content-Type"] == "application/problem+json"
    assert found["status"] == status
    assert found["detail"]
    return found

"""What of this desk stands in the bar above every page, and what on the landing page only."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_what_is_not_in_the_bar_is_in_the_grid(client: Client):
    """The page of a seldom used service is found on the landing page, not above every page."""
    page = client.get("/").content.decode()
    bar = page[page.index('id="site-nav"') :].partition("</nav>")[0]
    rest = page.partition('id="site-nav"')[2].partition("</nav>")[2]
    resume = reverse("complaints:resume")
    assert f'href="{resume}"' not in bar
    assert f'href="{resume}"' in rest

"""The shared pieces of the pages: rendered one by one, without a database, against an address book of their own."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template import Context, RequestContext, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.urls import include, path
from django.utils.translation import override

from bureau import navigation
from bureau.context import portal
from bureau.roles import Role
from bureau.templatetags.portal import mask_phone, remaining, shanghai_date, shanghai_datetime, url_if_exists

ROOT = Path(__file__).resolve().parents[2]
OWN_TEMPLATES = [
    *sorted((ROOT / "templates").glob("*.html")),
    *sorted((ROOT / "templates" / "components").glob("*.html")),
    *sorted((ROOT / "templates" / "bureau").glob("*.html")),
]


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.path)


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", _page, name="home"),
                    path("large-text/", _page, name="large-text"),
                    path("follow/", _page, name="track"),
                    path("desk/", _page, name="desk"),
                    path("desk/late/", _page, name="late"),
                ],
                "bureau",
            )
        ),
    ),
    path("i18n/", include("django.conf.urls.i18n")),
    path("complaints/", include(([path("new/", _page, name="new")], "complaints"))),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def empty_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test fills the registry itself."""
    monkeypatch.setattr(navigation, "_entries", {})


def person(*roles: str) -> Any:
    """Somebody with these roles, signed in when there is any."""
    return SimpleNamespace(is_authenticated=bool(roles), roles=list(roles))


def request_for(address: str = "/", *, user: Any = None, **cookies: str) -> HttpRequest:
    """A GET request as the middleware would hand it on."""
    request = RequestFactory().get(address)
    request.COOKIES.update(cookies)
    request.user = user or person()
    return request


def render(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    """Render a snippet with the tags loaded."""
    request = request or request_for()
    return Template("{% load portal %}" + source).render(RequestContext(request, {"request": request, **context}))


def entry(name: str, **more: Any) -> navigation.Entry:
    """A menu entry for a URL name."""
    return navigation.Entry(**{"label": name, "url_name": name, "icon": "dot", "audience": "staff", **more})


# --- menus ------------------------------------------------------------------------------------------------------------
def test_menu_shows_only_what_the_role_may_open_in_order() -> None:
    navigation.register(entry("bureau:late", order=2))
    navigation.register(entry("bureau:desk", order=1, roles=frozenset({Role.CLERK})))
    assert [one.url_name for one in navigation.entries_for(person("clerk"), "staff")] == ["bureau:desk", "bureau:late"]
    assert [one.url_name for one in navigation.entries_for(person("officer"), "staff")] == ["bureau:late"]


@pytest.mark.parametrize("user", [None, person(), person("enterprise")])
def test_menu_of_the_staff_is_empty_for_others(user: Any) -> None:
    navigation.register(entry("bureau:desk"))
    assert navigation.entries_for(user, "staff") == []


def test_same_entry_twice_is_one_and_a_different_one_is_refused() -> None:
    navigation.register(entry("bureau:desk"))
    navigation.register(entry("bureau:desk"))
    assert len(navigation.entries_for(person("clerk"), "staff")) == 1
    with pytest.raises(ImproperlyConfigured):
        navigation.register(entry("bureau:desk", icon="other"))


def test_only_the_nearest_menu_entry_is_active_and_badges_count() -> None:
    navigation.register(entry("bureau:desk", badge=lambda user: 7))
    navigation.register(entry("bureau:late", badge=lambda user: 0))
    html = render('{% include "components/staff_nav.html" %}', request_for("/desk/late/?page=2", user=person("clerk")))
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', html) == ["/desk/late/"]
    assert html.count('class="badge') == 1
    assert ">7<" in html


# --- links and words --------------------------------------------------------------------------------------------------
def test_url_if_exists_is_empty_for_an_app_that_is_not_there() -> None:
    assert url_if_exists("complaints:new") == "/complaints/new/"
    assert url_if_exists("enterprises:home") == ""


def test_query_string_keeps_filters_and_escapes() -> None:
    html = render("{% query_string page=3 sort=None %}", request_for("/?q=%E7%94%B5%E6%A2%AF%26&sort=due_on&page=2"))
    assert html == "?q=%E7%94%B5%E6%A2%AF%26&amp;page=3"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13812341234", "138****1234"), ("0517-85912345", "051******2345"), ("12365", "***65"), ("12", "**"), ("", ""), (None, "")],
)
def test_mask_phone_hides_the_middle(number: str | None, shown: str) -> None:
    assert mask_phone(number) == shown


def test_dates_are_shanghai_dates_in_the_readers_language() -> None:
    late_evening_utc = datetime(2026, 4, 14, 16, 30, tzinfo=UTC)
    with override("en"):
        assert shanghai_date(late_evening_utc) == "15 April 2026"
        assert shanghai_datetime(late_evening_utc) == "15 April 2026, 00:30"
        assert shanghai_date(date(2026, 4, 15)) == "15 April 2026"
        assert shanghai_date(None) == ""


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 5, 7), "1 day left"),
        (date(2026, 5, 16), "10 days left"),
        (date(2026, 5, 6), "due today"),
        (date(2026, 5, 4), "2 days past the date"),
    ],
)
def test_remaining_days_are_words(due_on: date, words: str) -> None:
    with override("en"):
        assert remaining(due_on, date(2026, 5, 6)) == words


@pytest.mark.parametrize(
    ("light", "word", "icon"), [("green", "On time", "check"), ("yellow", "Nearly due", "exclamation"), ("red", "Past due", "x-octagon")]
)
def test_light_is_a_word_and_a_shape_besides_the_colour(light: str, word: str, icon: str) -> None:
    with override("en"):
        html = render('{% include "components/light.html" with light=light only %}', light=light)
    assert word in html
    assert f"bi-{icon}" in html


# --- components -------------------------------------------------------------------------------------------------------
def test_data_table_names_each_cell_for_narrow_screens_and_says_its_order() -> None:
    columns = [{"label": "Number", "key": "number"}, {"label": "Light"}]
    rows = [[{"text": "TS<1>", "url": "/c/1/"}, {"light": "red"}]]
    html = render(
        '{% include "components/data_table.html" with columns=columns rows=rows caption="Cases" only %}',
        request_for("/?sort=number&q=a"),
        columns=columns,
        rows=rows,
    )
    assert 'data-label="Number"' in html
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-number&amp;q=a"' in html
    assert "TS&lt;1&gt;" in html


def test_empty_table_says_what_would_be_there() -> None:
    html = render('{% include "components/data_table.html" with rows=rows empty_title="No cases" only %}', rows=[])
    assert "No cases" in html
    assert "<table" not in html


def test_pagination_keeps_the_query_and_needs_no_count() -> None:
    page = SimpleNamespace(number=2, has_previous=True, has_next=False, previous_page_number=1)
    html = render('{% include "components/pagination.html" with page=page only %}', request_for("/?q=a&page=2"), page=page)
    assert 'href="?q=a&amp;page=1"' in html
    assert 'rel="next"' not in html


class _Form(forms.Form):
    name = forms.CharField(label="Name")
    way = forms.ChoiceField(label="Way", widget=forms.RadioSelect, choices=[("a", "A")])


def test_error_summary_links_every_error_to_its_field() -> None:
    form = _Form({})
    html = render('{% include "components/form.html" with form=form csrf_token="token" only %}', form=form)
    targets = re.findall(r'<li><a href="#([^"]+)"', html)
    assert targets[0] == "id_name"
    assert all(f'id="{target}"' in html or f'id="{target}_0"' in html for target in targets)
    assert len(targets) == 2
    assert 'value="token"' in html
    assert "data-error-summary" not in render('{% include "components/error_summary.html" with form=form only %}', form=_Form())


def test_confirm_carries_token_and_fields_even_inside_an_isolated_include() -> None:
    files = [{"name": "a.jpg", "url": "/f/1", "size": 10, "remove_url": "/f/1/remove"}]
    html = render('{% include "components/file_list.html" with files=files only %}', files=files)
    assert 'action="/f/1/remove"' in html
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{32,}"', html)
    assert 'name="version" value="3"' in render("{% confirm '/x' 'Close' fields=fields %}", fields={"version": 3})


def test_masked_value_has_a_reveal_form_only_with_an_address() -> None:
    assert "<form" not in render("{% masked '138****1234' %}")
    html = render("{% masked '138****1234' reveal_url='/reveal' ident='phone' %}")
    assert 'hx-post="/reveal"' in html
    assert re.search(r'<input[^>]+name="reason" required', html)


CHART = {
    "id": "daily",
    "title": "Per day",
    "kind": "line",
    "labels": ["Mon", "Tue"],
    "hrefs": ["/d/1", "/d/2"],
    "series": [{"name": "Received", "data": [3, 0]}, {"name": "</script><b>", "data": [1, None]}],
}


def test_chart_has_the_same_numbers_as_a_table_and_safe_data() -> None:
    html = render("{% chart chart %}", chart=CHART)
    assert 'data-chart="daily-data"' in html
    assert 'id="daily-data" type="application/json"' in html
    assert html.count("</script>") == 1
    assert re.findall(r'<td class="numeric">([^<]*)</td>', html) == ["3", "1", "0", "—"]
    assert '<a href="/d/2">Tue</a>' in html


# --- pages ------------------------------------------------------------------------------------------------------------
def page(name: str, request: HttpRequest, **context: Any) -> str:
    """A whole page with what the context processors supply, minus the database."""
    return get_template(name).template.render(
        RequestContext(request, {"request": request, "csrf_token": "token", **portal(request), **context})
    )


def test_large_text_cookie_reaches_the_html_element() -> None:
    assert 'data-text="large"' in page("bureau/accessibility.html", request_for(large_text="1"))
    assert "data-text=" not in page("bureau/accessibility.html", request_for(large_text="0"))


def test_language_of_the_page_and_of_the_switch_are_marked() -> None:
    with override("en"):
        english = page("bureau/accessibility.html", request_for())
    with override("zh-hans"):
        chinese = page("bureau/accessibility.html", request_for())
    assert '<html lang="en"' in english
    assert re.search(r'value="zh-hans" lang="zh-Hans"', english)
    assert '<html lang="zh-Hans"' in chinese
    assert re.search(r'value="en" lang="en"', chinese)


def test_home_shows_its_doors_figures_and_the_hotline_instead_of_a_missing_app() -> None:
    with override("en"):
        html = page("bureau/home.html", request_for(), figures=[("Received", 42)])
    assert 'href="/complaints/new/"' in html
    assert ">42<" in html
    assert "No notices at present" in html
    assert "Services for enterprises" not in html
    assert 'href="tel:12365"' in html


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_render_with_nothing_at_all(code: str) -> None:
    with override("en"):
        html = get_template(f"{code}.html").template.render(Context())
    assert "12365" in html
    assert 'href="/follow/"' in html
    assert len(re.findall("<h1>", html)) == 1


def test_refusal_shows_the_reason_it_was_raised_with() -> None:
    assert "The handler may not review." in render_to_string("403.html", {"exception": "The handler may not review."})


@pytest.mark.parametrize("template", OWN_TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_what_the_content_security_policy_refuses(template: Path) -> None:
    source = re.sub(r"{#.*?#}", "", template.read_text(encoding="utf-8"))
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert not re.search(r'(src|href)="(https?:)?//', source)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", source))

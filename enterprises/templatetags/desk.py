"""The desk's menu in its base template."""

from typing import Any

from django import template
from django.urls import reverse

from enterprises.desk.menu import entries_for

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_menu(context: template.Context) -> list[dict[str, Any]]:
    """The menu of the enterprise on screen: label, url, icon, badge, active (of several that fit the longest)."""
    request = context["request"]
    membership = getattr(request, "membership", None)
    if membership is None:
        return []
    items: list[dict[str, Any]] = [
        {
            "label": entry.label,
            "url": reverse(entry.url_name, kwargs={"code": membership.enterprise.code}),
            "icon": entry.icon,
            "badge": entry.badge(membership) if entry.badge else None,
        }
        for entry in entries_for(membership)
    ]
    best = max((len(item["url"]) for item in items if request.path.startswith(item["url"])), default=0)
    for item in items:
        item["active"] = len(item["url"]) == best and request.path.startswith(item["url"])
    return items

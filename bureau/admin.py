"""The administration at /manage/: accounts, offices, reference data, and the records nobody may change.

Only administrators come in, and only with a second factor; Django's own permissions are not used, because roles are code. What has a
history is retired, never deleted.
"""

from typing import Any, ClassVar

import structlog
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.accounts import forget_second_factor, has_second_factor, may_administer, password_link
from bureau.aftermath import RECOUNT_TASK
from bureau.models import (
    CalendarDay,
    Category,
    ClockRule,
    Document,
    Event,
    Message,
    MessageTemplate,
    Office,
    Officer,
    Reveal,
    Township,
    User,
)
from bureau.paging import EstimatingPaginator
from bureau.roles import GRANTABLE_ROLES, Role
from bureau.waking import wake

log = structlog.get_logger("bureau.administration")


class BureauAdminSite(admin.AdminSite):
    """Django's admin behind the house's own door: no second sign-in form that would know neither lock-out nor second factor."""

    site_header = gettext_lazy("Administration")
    site_title = gettext_lazy("Administration")
    index_title = gettext_lazy("What the portal works with")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators with a second factor."""
        return may_administer(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the portal's sign-in or second factor; refuse who is signed in and no administrator."""
        next_url = request.GET.get("next") or request.get_full_path()
        if not request.user.is_authenticated:
            return redirect_to_login(next_url, settings.LOGIN_URL)
        if may_administer(request):
            return redirect("admin:index")
        if request.user.has_role(Role.ADMINISTRATOR) and not has_second_factor(request):
            return redirect("mfa_activate_totp")
        raise PermissionDenied(_("Your role may not open this page."))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal's own page, which asks and signs out."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal's own page."""
        return redirect("account_change_password")


site = BureauAdminSite(name="admin")


class HouseAdmin(admin.ModelAdmin):
    """Open to whoever passed the site's door; deleting only where a page says so."""

    deletable: ClassVar[bool] = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The site has checked."""
        return may_administer(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The site has checked."""
        return may_administer(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The site has checked."""
        return may_administer(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The site has checked."""
        return may_administer(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows that matters point to are retired, not deleted."""
        return self.deletable and may_administer(request)


class RecordAdmin(HouseAdmin):
    """A record: looked at, never touched. `exact_search` names the one field the search box compares, so that an index answers."""

    paginator = EstimatingPaginator
    show_full_result_count = False
    list_per_page = 50
    ordering = ("-pk",)
    exact_search: ClassVar[str] = ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Records are written by what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Records stay as they were written."""
        return False

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """An exact match: Django's own search folds case and would read the whole table."""
        term = search_term.strip()
        return (queryset.filter(**{self.exact_search: term}) if term else queryset), False


@admin.register(Office, site=site)
class OfficeAdmin(HouseAdmin):
    """Offices and branches; one that is closed is made inactive."""

    list_display = ("name", "code", "parent", "is_desk", "phone", "active")
    list_filter = ("active", "is_desk")
    list_select_related = ("parent",)
    search_fields = ("name", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Office | None = None) -> tuple[str, ...]:
        """The code is what data and settings refer to: it stays."""
        return ("code",) if obj else ()


@admin.register(User, site=site)
class UserAdmin(HouseAdmin):
    """Accounts: who, where, which roles. Passwords are set by their owner through a link that is handed over here."""

    list_display = ("username", "display_name", "office", "roles_shown", "is_active", "last_login")
    list_filter = ("is_active", "office")
    list_select_related = ("office",)
    search_fields = ("username", "display_name", "phone")
    fields = ("username", "display_name", "phone", "email", "office", "roles", "is_active", "last_login", "date_joined")
    actions = ("make_password_link", "reset_second_factor")

    @admin.display(description=gettext_lazy("roles"))
    def roles_shown(self, user: User) -> str:
        """The roles in the reader's language."""
        return ", ".join(str(label) for label in user.role_labels())

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Roles as boxes to tick instead of a comma-separated line."""
        if db_field.name != "roles":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        choices = [(role.value, role.label) for role in Role if role in GRANTABLE_ROLES]
        return forms.MultipleChoiceField(label=_("Roles"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody gives roles to themselves or shuts themselves out."""
        own = ("roles", "is_active") if obj is not None and obj.pk == request.user.pk else ()
        return ("last_login", "date_joined", *own)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An administrator does not change a superuser."""
        beyond = obj is not None and obj.is_superuser and not getattr(request.user, "is_superuser", False)
        return super().has_change_permission(request, obj) and not beyond

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new account has no password until its owner sets one."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Make a link to set a new password"), permissions=["change"])
    def make_password_link(self, request: HttpRequest, queryset: Any) -> None:
        """Show the link once, to be handed over."""
        user = self._the_one(request, queryset)
        if user is not None:
            log.warning("password_link_made", by=request.user.get_username(), user=user.username)
            link = request.build_absolute_uri(password_link(user))
            words = _("Hand this link to %(name)s; it works once:") % {"name": user}
            self.message_user(request, format_html("{} <code>{}</code>", words, link), messages.SUCCESS)

    @admin.action(description=gettext_lazy("Reset the second step (lost phone)"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: Any) -> None:
        """Remove the authenticator; the next sign-in sets up a new one."""
        user = self._the_one(request, queryset)
        if user is not None:
            forget_second_factor(user)
            log.warning("second_factor_reset", by=request.user.get_username(), user=user.username)
            self.log_change(request, user, "second factor reset")
            self.message_user(request, _("%(name)s sets up a new second step at the next sign-in.") % {"name": user}, messages.SUCCESS)

    def _the_one(self, request: HttpRequest, queryset: Any) -> User | None:
        """The one chosen account that may be changed here, or None after saying what is wrong."""
        chosen: list[User] = list(queryset[:2])
        if len(chosen) == 1 and self.has_change_permission(request, chosen[0]) and chosen[0].pk != request.user.pk:
            return chosen[0]
        self.message_user(request, _("Choose exactly one account, not your own and no superuser's."), messages.ERROR)
        return None


@admin.register(Officer, site=site)
class OfficerAdmin(HouseAdmin):
    """Enforcement certificates."""

    list_display = ("user", "certificate_number", "certificate_expires_on")
    list_select_related = ("user",)
    search_fields = ("certificate_number", "user__display_name")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Only who holds the role can hold the certificate."""
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.holding(Role.OFFICER).order_by("display_name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class LabelledAdmin(HouseAdmin):
    """Townships and categories: relabelled and retired, never deleted."""

    list_display: tuple[str, ...] = ("label", "label_en", "code", "order", "active")
    list_filter = ("active",)
    list_editable = ("order", "active")
    search_fields = ("label", "label_en", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code is what matters point to: it stays."""
        return ("code",) if obj else ()


@admin.register(Township, site=site)
class TownshipAdmin(LabelledAdmin):
    """Towns and townships."""


@admin.register(Category, site=site)
class CategoryAdmin(LabelledAdmin):
    """The category tree, two levels deep."""

    list_display = ("label", "parent", "label_en", "code", "order", "active")
    list_select_related = ("parent",)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Only a top-level category may be a parent."""
        if db_field.name == "parent":
            kwargs["queryset"] = Category.objects.filter(parent__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(CalendarDay, site=site)
class CalendarDayAdmin(HouseAdmin):
    """Days that differ from the published calendar; a mistaken one may be deleted, the log of the administration keeps who did.

    Every change sets a worker to count the running clocks anew.
    """

    deletable = True
    list_display = ("date", "name", "is_working", "is_statutory", "source")
    list_filter = ("is_working",)
    date_hierarchy = "date"

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Added: count anew."""
        transaction.on_commit(lambda: wake(RECOUNT_TASK))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Changed: count anew."""
        transaction.on_commit(lambda: wake(RECOUNT_TASK))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Deleted: count anew."""
        transaction.on_commit(lambda: wake(RECOUNT_TASK))
        return super().log_deletions(request, queryset)


@admin.register(ClockRule, site=site)
class ClockRuleAdmin(HouseAdmin):
    """The periods of law: facts to read. What the bureau decides itself: whether the wording was checked, internal clocks on or off."""

    list_display = ("code", "label", "days", "unit", "citation", "valid_from", "valid_to", "confirmed", "internal", "enabled")
    list_filter = ("confirmed", "internal", "unit")
    search_fields = ("code", "label", "citation")
    decided_here = ("confirmed", "enabled", "note")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rules come with the product: a transition table names them."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: ClockRule | None = None) -> list[str]:
        """Everything the law says, and the switch of a statutory clock."""
        names = [field.name for field in ClockRule._meta.fields if field.name not in ("id", *self.decided_here)]
        return names if obj is not None and obj.internal else [*names, "enabled"]

    def save_model(self, request: HttpRequest, obj: ClockRule, form: Any, change: bool) -> None:
        """Mark the row as the bureau's, so that the next load of the shipped rules leaves it alone."""
        obj.local = True
        super().save_model(request, obj, form, change)


@admin.register(MessageTemplate, site=site)
class MessageTemplateAdmin(HouseAdmin):
    """Wording. Saving makes a new version: a message that was sent keeps the one it was sent with."""

    list_display = ("code", "channel", "language", "version", "active", "subject")
    list_filter = ("active", "channel", "language")
    search_fields = ("code", "subject", "body")
    fields = ("code", "channel", "language", "version", "active", "subject", "body")
    ordering = ("code", "channel", "language", "-version")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Which messages exist is code; what they say is here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: MessageTemplate | None = None) -> bool:
        """Only the version in use leads to a next one."""
        return super().has_change_permission(request, obj) and (obj is None or obj.active)

    def get_readonly_fields(self, request: HttpRequest, obj: MessageTemplate | None = None) -> tuple[str, ...]:
        """What identifies the wording stays."""
        return ("code", "channel", "language", "version", "active")

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: MessageTemplate, form: Any, change: bool) -> None:
        """Take the old version out of use and put the new words in as the next one."""
        if not form.has_changed():
            return
        versions = MessageTemplate.objects.select_for_update().filter(code=obj.code, channel=obj.channel, language=obj.language)
        latest = max(versions.values_list("version", flat=True))
        versions.filter(active=True).update(active=False)
        obj.pk = None
        obj._state.adding = True
        obj.version = latest + 1
        obj.active = True
        obj.save(force_insert=True)

    def response_change(self, request: HttpRequest, obj: MessageTemplate) -> HttpResponse:
        """Say which version it became and go back to the list: the page just left shows an old one now."""
        self.message_user(request, _("Version %(version)s is in use now.") % {"version": obj.version}, messages.SUCCESS)
        return HttpResponseRedirect("../../")


@admin.register(Event, site=site)
class EventAdmin(RecordAdmin):
    """What happened to cases; the search box takes a case number."""

    list_display = ("at", "case", "action", "from_state", "to_state", "actor", "actor_role")
    list_select_related = ("case", "actor")
    search_fields = ("case__number",)
    exact_search = "case__number"


@admin.register(Reveal, site=site)
class RevealAdmin(RecordAdmin):
    """Who opened personal data and why; the search box takes a user name."""

    list_display = ("at", "user", "party", "fields_shown", "reason")
    list_select_related = ("user", "party")
    search_fields = ("user__username",)
    exact_search = "user__username"

    @admin.display(description=gettext_lazy("fields"))
    def fields_shown(self, reveal: Reveal) -> str:
        """Django's admin keeps the name `fields` for itself."""
        return reveal.fields


@admin.register(Document, site=site)
class DocumentAdmin(RecordAdmin):
    """Documents the bureau issued; the search box takes a document number. The text itself is read on the case."""

    list_display = ("number", "title", "case", "issued_at", "issued_by", "is_rendered")
    list_select_related = ("case", "issued_by")
    search_fields = ("number",)
    exact_search = "number"
    fields = ("number", "title", "case", "template", "issued_at", "issued_by", "check_code", "sha256", "for_citizen")


@admin.register(Message, site=site)
class MessageAdmin(RecordAdmin):
    """The outbox; the search box takes a case number. Addresses and texts are sealed and stay so here."""

    list_display = ("created_at", "code", "channel", "status", "attempts", "case", "sent_at", "error")
    list_filter = ("status", "channel")
    list_select_related = ("case",)
    search_fields = ("case__number",)
    exact_search = "case__number"
    fields = ("code", "channel", "language", "status", "attempts", "case", "created_at", "next_attempt_at", "sent_at", "read_at", "error")

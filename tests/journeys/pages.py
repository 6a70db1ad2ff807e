"""The pages every look at the whole product goes through: how wide they are, whether axe finds fault."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A page: what it is called in the list of tests, its address (with the names `conftest.Filed.path` fills in), who may open it.

    `who` is empty for everybody, "citizen" for the browser that filed the complaint, "member" for the owner of an enterprise, else the
    name of a member of staff.
    """

    name: str
    path: str
    who: str = ""
    status: int = 200
    # Read by many: looked at in English too.
    main: bool = False


PUBLIC = (
    Place("home", "/", main=True),
    Place("accessibility", "/accessibility/"),
    Place("form", "/complaints/new/", main=True),
    Place("other-authorities", "/complaints/other-authorities/"),
    Place("resume", "/complaints/resume/"),
    Place("track", "/follow/", main=True),
    Place("verify", "/verify/"),
    Place("discretion", "/services/penalties/discretion/"),
    Place("published-penalties", "/services/penalties/published/", main=True),
    Place("penalty-figures", "/services/penalties/figures/"),
    Place("inspections", "/services/inspections/"),
    Place("inspection-results", "/services/inspections/results/"),
    Place("window-book", "/services/window/book/", main=True),
    Place("window-board", "/services/window/board/"),
    Place("window-booking", "/services/window/booking/"),
    Place("verify-unknown", "/verify/AAAA-BBBB-CCCC/", status=404),
    Place("not-found", "/there/is/no/such/page/", status=404, main=True),
    Place("receipt", "{receipt}", who="citizen", main=True),
    Place("matter", "/follow/{number}/", who="citizen", main=True),
    Place("matter-settled", "/follow/{settled}/", who="citizen"),
    Place("verify-found", "/verify/{check_code}/"),
    Place("sign-in", "/accounts/login/", main=True),
    Place("sign-up-closed", "/accounts/signup/"),
    Place("enterprise-registration", "/enterprises/register/", main=True),
    Place("enterprise-sign-in", "/accounts/login/?as=enterprise"),
    Place("forgotten-password", "/enterprises/forgotten/"),
    Place("catalogue", "/services/", main=True),
    Place("catalogue-penalties", "/services/?kind=penalty&subject=food"),
    Place("catalogue-nothing", "/services/?q=没有这个词汇呀"),
    Place("item-permit", "/services/items/XK-01/", main=True),
    Place("apply-choose", "/services/apply/XK-01/", main=True),
    Place("apply-form", "/services/apply/XK-01/?request=new"),
    Place("apply-resume", "/services/apply/resume/"),
    Place("item-penalty", "/services/items/CF-014/"),
    Place("item-measure", "/services/items/QZ-05/"),
)
STAFF = (
    Place("my-queue", "/staff/?tab=mine", who="clerk", main=True),
    Place("office-queue", "/staff/?tab=office", who="clerk", main=True),
    Place("late", "/staff/?tab=late", who="clerk"),
    Place("all", "/staff/?tab=all&status=open&sort=received", who="clerk"),
    Place("search", "/staff/search/?q=电热水壶", who="clerk"),
    Place("case", "/staff/cases/{number}/", who="clerk", main=True),
    Place("case-settled", "/staff/cases/{settled}/", who="clerk"),
    Place("accept-form", "/staff/cases/{number}/accept/", who="clerk", main=True),
    Place("refuse-form", "/staff/cases/{number}/refuse/", who="clerk"),
    Place("reroute-form", "/staff/cases/{number}/reroute/", who="clerk"),
    Place("unknown-step", "/staff/cases/{number}/no-such-step/", who="clerk", status=404),
    Place("print", "/staff/cases/{number}/print/", who="clerk"),
    Place("take-in", "/complaints/staff/new/", who="clerk"),
    Place("inbox", "/outreach/inbox/", who="clerk", main=True),
    Place("calls", "/outreach/calls/", who="clerk"),
    Place("profile", "/staff/profile/", who="clerk", main=True),
    Place("guides", "/services/staff/guides/", who="administrator"),
    Place("guide", "/services/staff/guides/XK-01/", who="administrator"),
    Place("guide-version", "/services/staff/guides/XK-01/versions/1/", who="clerk"),
    Place("forbidden", "/staff/dashboard/", who="clerk", status=403),
    Place("two-steps", "/accounts/2fa/", who="clerk"),
    Place("recovery-codes", "/accounts/2fa/recovery-codes/generate/", who="clerk"),
    Place("password", "/accounts/password/change/", who="clerk"),
    Place("dashboard", "/staff/dashboard/", who="supervisor", main=True),
    Place("supervision", "/staff/supervision/", who="supervisor", main=True),
    Place("plans", "/services/staff/inspections/", who="supervisor"),
    Place("plan-new", "/services/staff/inspections/new/", who="supervisor"),
    Place("penalties", "/services/staff/penalties/", who="supervisor", main=True),
    Place("penalty-new", "/services/staff/penalties/new/", who="supervisor"),
    Place("publications", "/services/staff/penalties/publications/", who="supervisor"),
    Place("double-publicity", "/services/staff/double-publicity/", who="supervisor"),
    Place("measures", "/services/staff/measures/", who="supervisor", main=True),
    Place("measure-new", "/services/staff/measures/new/", who="officer"),
    Place("measure-store", "/services/staff/measures/store/", who="supervisor"),
    Place("payments", "/services/staff/payments/", who="supervisor"),
    Place("payments-unmatched", "/services/staff/payments/unmatched/", who="supervisor"),
    Place("bank-files", "/services/staff/payments/bank/", who="supervisor"),
    Place("spot-list", "/services/staff/spot/", who="officer"),
    Place("spot-choose", "/services/staff/spot/new/", who="officer"),
    Place("reported-check", "/services/staff/inspections/reported/", who="supervisor"),
    Place("hand-over", "/staff/handover/", who="supervisor"),
    Place("messages", "/outreach/messages/", who="supervisor", main=True),
    Place("register", "/enterprises/staff/", who="clerk", main=True),
    Place("register-nothing", "/enterprises/staff/?q=没有这家", who="clerk"),
    Place("holdings", "/enterprises/staff/holdings/equipment/", who="clerk", main=True),
    Place("enterprise-new", "/enterprises/staff/new/", who="clerk", main=True),
    Place("account-requests", "/enterprises/staff/account-requests/", who="clerk", main=True),
    Place("imports", "/enterprises/staff/imports/", who="clerk", main=True),
    Place("obligations", "/enterprises/staff/obligations/", who="clerk", main=True),
    Place("obligations-month", "/enterprises/staff/obligations/month/?month=2026-10", who="clerk", main=True),
    Place("obligations-calendar", "/enterprises/staff/obligations/calendar/", who="clerk"),
)
# With the code of the second enterprise of `tests.journeys.register`; its owner is "member".
ENTERPRISE = (
    Place("enterprise", "/enterprises/staff/{code}/", who="clerk", main=True),
    Place("enterprise-print", "/enterprises/staff/{code}/print/", who="clerk"),
    Place("enterprise-timeline", "/enterprises/staff/{code}/timeline/", who="clerk"),
    Place("enterprise-edit", "/enterprises/staff/{code}/edit/", who="clerk"),
    Place("enterprise-equipment", "/enterprises/staff/{code}/equipment/", who="clerk"),
    Place("enterprise-equipment-add", "/enterprises/staff/{code}/equipment/add/", who="clerk"),
    Place("enterprise-contact-add", "/enterprises/staff/{code}/contacts/add/", who="clerk"),
    Place("doubles", "/enterprises/staff/doubles/", who="clerk", main=True),
    Place("desk-choice", "/enterprises/account/", who="member", main=True),
    Place("desk-home", "/enterprises/desk/{code}/", who="member", main=True),
    Place("desk-obligations", "/enterprises/desk/{code}/obligations/", who="member", main=True),
    Place("desk-applications", "/services/desk/{code}/applications/", who="member", main=True),
    Place("desk-apply", "/services/desk/{code}/apply/XK-01/?request=new", who="member"),
    Place("desk-month", "/enterprises/desk/{code}/obligations/month/", who="member", main=True),
    Place("desk-calendar", "/enterprises/desk/{code}/obligations/calendar/", who="member"),
    Place("desk-holdings", "/enterprises/desk/{code}/holdings/", who="member", main=True),
    Place("desk-matters", "/enterprises/desk/{code}/matters/", who="member"),
    Place("desk-documents", "/enterprises/desk/{code}/documents/", who="member"),
    Place("desk-profile", "/enterprises/desk/{code}/profile/", who="member", main=True),
    Place("desk-correction", "/enterprises/desk/{code}/profile/correction/", who="member", main=True),
    Place("desk-people", "/enterprises/desk/{code}/people/", who="member", main=True),
    Place("desk-profile-own", "/enterprises/account/profile/", who="member"),
    Place("desk-not-theirs", "/enterprises/desk/91320803000000000X/", who="member", status=404),
)
EVERY = (*PUBLIC, *STAFF, *ENTERPRISE)

"""Addresses of the room "applications", in the namespace `licensing`. `@member` checks the code in a desk's path at every request."""

from django.urls import path

from licensing.views import apply, apply_staff, correct, desk_apply

urlpatterns = [
    # --- in a browser, without an account ---
    path("apply/resume/", apply.resume, name="apply-resume"),
    path("apply/resume/<str:resume_code>/", apply.resume, name="apply-resume-code"),
    path("apply/<str:code>/", apply.apply, name="apply"),
    path("apply/<str:code>/discard/", apply.discard, name="apply-discard"),
    path("correct/<str:number>/", correct.correct, name="correct"),
    # --- on the desk of an enterprise ---
    path("desk/<uscc:code>/applications/", desk_apply.start, name="desk-applications"),
    path("desk/<uscc:code>/applications/<str:number>/sent/", desk_apply.sent, name="desk-sent"),
    path("desk/<uscc:code>/drafts/<uuid:draft>/discard/", desk_apply.discard, name="desk-draft-discard"),
    path("desk/<uscc:code>/apply/<str:item>/", desk_apply.apply, name="desk-apply"),
    path("desk/<uscc:code>/renew/<str:number>/", desk_apply.renew, name="desk-renew"),
    path("desk/<uscc:code>/correct/<str:number>/", correct.desk_correct, name="desk-correct"),
    # --- staff ---
    path("staff/applications/<str:number>/materials/", apply_staff.material_check, name="material-check"),
    path("staff/applications/<str:number>/correct/", correct.staff_correct, name="staff-correct"),
    path("staff/applications/<str:number>/answers/", apply_staff.answers_reveal, name="answers-reveal"),
]

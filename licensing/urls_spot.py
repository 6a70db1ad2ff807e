"""Addresses of the room "spot", in the namespace `licensing`: decisions on the spot, and what the party sees of its own case."""

from django.urls import URLPattern, path

from licensing.views import desk_penalties, party_penalties, spot

urlpatterns: list[URLPattern] = [
    path("staff/spot/", spot.spot_list, name="spot-list"),
    path("staff/spot/new/", spot.spot_choose, name="spot-choose"),
    path("staff/spot/new/<str:item>/", spot.spot_new, name="spot-new"),
    path("staff/spot/<str:number>/", spot.spot_case, name="spot-case"),
    path("staff/spot/<str:number>/hand-over/", spot.spot_hand_over, name="spot-hand-over"),
    path("desk/<uscc:code>/penalties/", desk_penalties.penalty_list, name="desk-penalties"),
    path("desk/<uscc:code>/penalties/<str:number>/", desk_penalties.papers, name="desk-penalty"),
    path("desk/<uscc:code>/penalties/<str:number>/consent/", desk_penalties.consent, name="desk-penalty-consent"),
    path("desk/<uscc:code>/penalties/<str:number>/proof/", desk_penalties.proof, name="desk-penalty-proof"),
    path("party/<str:number>/", party_penalties.papers, name="party-penalty"),
    path("party/<str:number>/consent/", party_penalties.consent, name="party-penalty-consent"),
    path("party/<str:number>/proof/", party_penalties.proof, name="party-penalty-proof"),
]

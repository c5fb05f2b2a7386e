"""Administration: who may do what, which parameters hold, when the bank works, and how it is built."""

from dashboard import access, states
from dashboard.language import N_, _
from dashboard.parts import admin_calendar, admin_parameters, admin_units, admin_users, dialog, filters

access.require("page.administration")
PARTS = {
    "users": (N_("Users and scopes"), admin_users.show),
    "parameters": (N_("Parameters"), admin_parameters.show),
    "calendar": (N_("Calendar"), admin_calendar.show),
    "units": (N_("Org units"), admin_units.show),
}
with states.guard():
    part = filters.segments(_("Part"), list(PARTS), word=lambda code: _(PARTS[code][0]), name="part")
    dialog.tell()
    PARTS[part][1]()

"""Today: what needs me, as each persona I work as."""

from dashboard import access
from dashboard.parts import today

person = access.require("page.today")
today.show(person)

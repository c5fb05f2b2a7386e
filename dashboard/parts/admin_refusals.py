"""What the database says when it refuses an act, marked for the catalogue: the sentences are written in the schema."""

from __future__ import annotations

from dashboard.language import N_

REFUSALS = (
    N_("You may not do this."),
    N_("Ask an administrator for the right."),
    N_("The database does not know who asks."),
    N_("Sign in again."),
    N_("Nobody may change their own rights."),
    N_("Ask another administrator."),
    N_("Nobody would be left to manage users."),
    N_("Make somebody else an administrator without a last day first."),
    N_("This persona sees its own book, and the user is no member of staff."),
    N_("Name the member of staff first."),
    N_("What this is about is not there."),
    N_("Open the page again and choose from its lists."),
    N_("There is a value from that day on already."),
    N_("Choose another first day; what holds is never overwritten."),
    N_("A published value needs a second person."),
    N_("Ask a colleague who may decide about parameters."),
    N_("This proposal has been decided."),
    N_("Open the page again to see how."),
    N_("These days are not possible."),
    N_("Begin today or later, and end neither earlier nor before yesterday."),
    N_("A name, a source or a reason is missing."),
    N_("Write it; it is kept with the change."),
    N_("A load or a close is at work."),
    N_("Try again when it is done."),
    N_("This value does not fit the parameter."),
    N_("Give a number where it has one now, and a word where it has one."),
    N_("This persona is held for the whole bank only."),
    N_("Choose the whole bank."),
    N_("There is no parameter of this name and key."),
    N_("Choose one from the list."),
)

"""How the figures of account supervision come about."""

from __future__ import annotations

from dashboard.language import N_

RULES = N_("Lending rules of 2024; amounts to be confirmed")
PACKS = N_("Published rule packs of fund-use checks")
OURS = N_("Proposed; no rule names it")
DEFINITIONS = (
    (
        N_("Which loans"),
        N_("Disbursed in the 90 days up to the date; each is followed for 30 days from its disbursement on"),
        OURS,
    ),
    (
        N_("Which payment belongs to which loan"),
        N_(
            "To the loan whose supervised account it left, else to the loan whose contract names the payee, else to "
            "the one disbursed last. Money moved between accounts of the client, and debits returned on the same "
            "day, are no payments"
        ),
        OURS,
    ),
    (
        N_("What of the draw a payment took"),
        N_(
            "First in, first out: by day, on the same day payees of the contract first, each payment takes what is "
            "left of the draw. Of 100 drawn, 60 to the supplier, 30 to a broker and then 30 in wages are 60, 30 and "
            "10. What is left after 30 days is still on the account"
        ),
        OURS,
    ),
    (
        N_("Money on a supervised account"),
        N_("Payments from other accounts count only once it handed money on to them, and for no more than that"),
        OURS,
    ),
    (
        N_("Paid entrusted"),
        N_("Payments to payees of the contract of an entrusted loan, and what was paid straight to a payee"),
        RULES,
    ),
    (
        N_("Round trip"),
        N_("Money from the account of the payee within 7 days, its amount within 20 % of the payment"),
        PACKS,
    ),
    (
        N_("Split payment"),
        N_(
            "Three or more payments by the borrower to one account within 5 days, each below the amount that has to "
            "be paid entrusted, together reaching it; red when the client did it twice"
        ),
        RULES,
    ),
    (
        N_("Shared payee"),
        N_("One account that got at least a tenth of the draw from 3, 5, or more than 10 borrowers"),
        PACKS,
    ),
    (
        N_("Entrusted payment left out"),
        N_(
            "A loan paid out to the borrower: one payment above the amount of the rule; of a personal loan, the whole "
            "draw above it"
        ),
        RULES,
    ),
    (
        N_("Prohibited use, payee outside the contract, cash, related parties"),
        N_(
            "What of the draw went there ÷ draw, against the shares of the parameters. Property is no prohibited use "
            "of a mortgage or a fixed-asset loan. Related are members of the same group, and guarantors"
        ),
        OURS,
    ),
    (
        N_("No data"),
        N_(
            "The draw could not be followed, the contract names no payee, the mode of payment is not known, or no "
            "counterparty accounts or ties between clients were delivered"
        ),
        None,
    ),
    (
        N_("Inflow routed through us"),
        N_(
            "Money in on the accounts of clients with a loan, without loans paid out, own transfers, interest and "
            "returns, ÷ revenue of the newest statement received, for as many months. A statement covers the months "
            "since the one before it, at most 12"
        ),
        OURS,
    ),
    (
        N_("Level of an instalment"),
        N_(
            "Yellow: less than all of it is there 5 working days before; orange: less than half 3 days before; red: "
            "less than a tenth on the last day. Arrears and earlier instalments are served first"
        ),
        OURS,
    ),
)

"""Account supervision: what a unit sees of it. `flow_of_loan` is the question about one loan."""

from schema.marts.supervision_flow import LoanFlow, flow_of_loan

__all__ = ["LoanFlow", "flow_of_loan"]

"""Dated parameters."""

from schema.policy.parameters import ParameterMissing, Policy, policy_on, seed

__all__ = ["ParameterMissing", "Policy", "policy_on", "seed"]

"""Carries old route code over to resources."""

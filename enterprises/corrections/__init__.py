"""Corrections of the register that an enterprise asks for, as matters on the docket."""

"""What falls due: the ledger, its kinds, lists, month view and calendar feeds."""

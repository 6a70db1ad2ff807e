"""What a penalty may cost: fine rules computed, versions of the law compared, tiers and factors of discretion, bounds of power."""

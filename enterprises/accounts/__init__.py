"""Who acts for an enterprise: registration, proofs, requests, members."""

"""Steps the bureau takes against a certificate by itself: suspend, lift, revoke, withdraw, cancel."""

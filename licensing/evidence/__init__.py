"""Investigation: ledger of evidence, records signed on screen, testing and sampling orders."""

"""Paper certificates from before this portal, taken over into the register so that they can be checked and renewed online."""

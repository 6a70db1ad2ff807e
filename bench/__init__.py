"""How fast the portal is, as ratios measured in one run on one machine. `make bench` prints them; no test depends on them."""

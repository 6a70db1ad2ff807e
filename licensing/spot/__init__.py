"""The simple procedure: decided and served on the spot, filed with the bureau; and what the party sees of its own case."""

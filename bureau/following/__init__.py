"""Following a matter by number and query code, without an account: who may look, what they read, what they can do."""

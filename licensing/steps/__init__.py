"""Steps that several kinds of application share: transitions built from source states, their gates, effects, forms and letters."""

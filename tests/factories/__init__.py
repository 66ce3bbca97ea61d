"""Real rows for tests, made inside a unit of work; each feature has a module of its own here."""

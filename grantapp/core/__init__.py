"""Values and rules that know neither Flask nor SQL nor any feature."""

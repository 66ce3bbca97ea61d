"""Tests of the macros that every page is built from."""

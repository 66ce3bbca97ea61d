"""The steps of a journey as people take them in a browser."""

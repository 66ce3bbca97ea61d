"""What is valid about people and links, and how passwords are kept."""

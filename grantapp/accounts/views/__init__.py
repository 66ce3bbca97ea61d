"""Pages of people: sign-in, links that let somebody in, the own profile, people and their roles."""

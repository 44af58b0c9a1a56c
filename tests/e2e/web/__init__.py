"""The pages of a whole house, asked as a browser asks."""

"""Image providers: one file each, on the kit in the files with a leading underscore; facts about them in `providers.toml`.

Every other file here is a provider, and its name is the provider's name everywhere. Providers know the kit alone.
This door itself imports nothing: `catalogue` is cheap to read, an HTTP client is loaded with the first real provider.
"""

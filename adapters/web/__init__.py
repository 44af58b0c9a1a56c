"""One aiohttp application for everything that comes in by HTTP: webhooks, health, metrics, pictures by link, pages."""

"""The wiring: settings, addresses, Celery, health and the home page."""

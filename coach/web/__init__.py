"""The app over HTTP: who may come in, signing in, and one server for API and page."""

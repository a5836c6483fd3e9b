"""The app that reviews a draft in the browser."""

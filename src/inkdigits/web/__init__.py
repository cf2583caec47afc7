"""The web application: one page, and an API that reads what is sent to it."""

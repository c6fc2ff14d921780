"""What the portal promises, the tests that show it, and OWASP's list of questions."""

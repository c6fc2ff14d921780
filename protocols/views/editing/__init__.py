"""The editor: every action is a form, posted, and works without a script."""

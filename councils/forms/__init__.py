"""What the clerk is asked on the pages of the ground floor."""

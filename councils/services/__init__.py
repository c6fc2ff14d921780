"""What is done on the ground floor: the only way in to its rows."""

"""What pages show, as plain data: made by pure functions from what the other packages return."""

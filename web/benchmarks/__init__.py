"""What `talent bench` measures: how well and how fast lists are ranked, and what the server needs."""

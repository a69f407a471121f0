"""Search: what is promised of both engines, and of the desk in front of them."""

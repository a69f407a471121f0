"""The commands of `sunshine`, a module each: what it asks for, what it does, what it says."""

"""The front door: the command line `sunshine`, the settings, and the applications that are served.

The environment is read in `settings.py` and nowhere else.
"""

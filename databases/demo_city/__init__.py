"""A synthetic city on the real divisions of Wuxi: deterministic by seed, of any size.

Begin with `city.py`: who lives where. Each of the four databases has one file that tells what happened to them.
"""

"""A synthetic city on the real divisions of Wuxi: deterministic by seed, of any size.

Begin with `city.py`: who lives where. Each of the four databases has one file that tells what happened to them.
"""

LOADED = "demo_city_loaded"  # the first event of a database that holds a demo city
IS_DEMO = f"(SELECT kind FROM event ORDER BY id LIMIT 1) = '{LOADED}'"

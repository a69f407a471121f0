"""The gate before every release: what may not leave is found here and refused.

Begin with `refusal.py` (the gate's answer); `scanner.py` reads the final bytes of every file, `differences.py` holds a new release
against all earlier ones.
"""

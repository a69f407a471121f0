"""How spreadsheets come in: read, checked cell by cell and row by row, written in one transaction with their event.

Begin with `kinds.py` (what can be brought in), then `importing.py` (the road): `reading.py` → `checking.py` → `writing.py`.
"""

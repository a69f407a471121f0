"""How personal rows become figures and rows that single nobody out: tables (`tables.py`) and microdata (`microdata.py`)."""

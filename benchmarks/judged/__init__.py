"""How good search is, by a fixed set of questions whose answers two judges grade.

`questions.csv` has what people ask and what they want by it; `pools.csv` the documents that are laid before two judges, who see neither a
ranking nor each other's marks; `judgements.csv` what each of them made of every one. All three stand before a ranking is changed.
Documents that came into the release since they were judged stand in some first tens without marks, and wait for two judges.
`pools.py` draws, `sheets.py` writes what is read by the judges, `marks.py` reads what they wrote; `python -m benchmarks.judged` measures.
"""

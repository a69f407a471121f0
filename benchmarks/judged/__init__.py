"""How good search is, by a fixed set of questions whose answers two judges grade.

`questions.csv` has what people ask and what they want by it; `pools.csv` the documents that are laid before two judges, who see neither a
ranking nor each other's marks; `judgements.csv` what each of them made of every one. All three stand before a ranking is changed.
What comes into the first tens later is laid before two judges in the same way, among documents drawn at random.
`pools.py` draws, `sheets.py` writes what is read by the judges, `marks.py` reads what they wrote; `python -m benchmarks.judged` measures.
"""

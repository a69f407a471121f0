"""How words find things: documents, questions, two engines, one ranking.

Begin with `desk.py`: `Desk.open(file)` answers a `Query`, suggests while somebody types, and gives rows and sums to download.
`index_file.build(path, documents, places, terms)` writes the file of a release; nothing here knows whence the documents come.
`understanding.py` tells how a text is read, `ranking.py` how what was found is ordered, `engine.py` what an engine must do.
"""

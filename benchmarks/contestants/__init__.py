"""Other ways to answer the same questions: two written by hand, Strawberry in its usual way, PostGraphile.

Each is an application of its own for one Granian worker (PostGraphile for Node), and knows nothing of our read path.
They find the databases in the environment: DSN_<DATABASE>, CITY and PAIRED (the helper's households).
"""

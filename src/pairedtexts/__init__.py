"""Two news reports of one event, read against each other in a notebook.

What a notebook says::

    import pairedtexts as pt
    pt.read("liberty-headlines-2019", "nbc-news-2021")   # the two texts side by side
    pt.ask("federalism/agreement")                       # one question: quiz/question
    pt.picture("timeline")                               # a picture made from the texts, and the same in words
    pt.hand_in()                                         # what is in the saved file, what is missing, a receipt
"""

from .notebook import ask, hand_in, open_release, picture, read

__version__ = "0.1.0"
__all__ = ["__version__", "ask", "hand_in", "open_release", "picture", "read"]

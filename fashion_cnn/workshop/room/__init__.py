"""What the learners of a room get wrong, live on the instructor's screen.

A learner's side is `client.py`. The instructor's: `opening.py` is the command, `server.py` receives
what the checks have found, `store.py` keeps it on disk, `state.py` knows what it comes to, and
`views.py` shows it.
"""

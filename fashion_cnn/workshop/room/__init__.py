"""What the learners of a room get wrong, live on the instructor's screen.

`client.py` is a learner's side, the rest the instructor's: `server.py` receives what the checks have
found, `store.py` keeps it on disk, and `state.py` knows what it comes to.
"""

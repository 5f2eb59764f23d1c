"""The decks of the workshop: Marp Markdown, the figures in it, and the pages built from them.

`python -m slides.build` (in the folder above this one) makes the pages; INSTRUCTOR.md says how
to teach with them. An instructor needs neither: the built pages are kept beside the Markdown.
"""

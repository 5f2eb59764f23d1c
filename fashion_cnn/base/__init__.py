"""What every other room stands on: errors, files, downloads, versions, and the start of Keras.

`backend` starts Keras on a device, `commandline` and `rules` check what a user asks for, `errors`
has the errors that a command prints as sentences, `files` and `download` write files that are whole
or absent, `words` loads texts in several languages, and `gradients` computes what Keras leaves to
its backends. `ready` runs before anything else is imported, on any Python from 3.8: so this file
must stay readable by Python 3.8, and has nothing but this docstring.
"""

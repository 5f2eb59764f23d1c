"""Pictures: arrays, or the description of a network, drawn with the words that go with them.

    from fashion_cnn.drawing import convolving

    step = convolving.kernel_step([[1, 6, 2], [5, 3, 1], [7, 0, 4]], [[1, 2], [-1, 0]], 0, 1)
    step.save("step.png")

Each of these functions draws into `ax` (or `axes`) or into a new figure and returns a Picture: the
axes, a title, and a description that serves as alt text. `language` is one of words/.

    convolving      a kernel step by step, padding, receptive field, matrix, flip
    resizing        pooling, transposed convolution, upsampling
    pixels          pixels, filtered photographs, numbers of weights
    architecture    a network: as a row of stages, as a U, or layer by layer
    learned         what a trained network has learned
    picture         the Picture: a figure with its title and alt text

The numbers in them come from convolution/, networks/ and inside/; what is computed here is where
things go. Lessons and the other rooms draw with plots (arrays into axes) and cells (tables of
numbers). The look of everything is in style, and catalogue draws `python -m fashion_cnn.figures`.
"""

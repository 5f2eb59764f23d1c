"""Networks as plain data, and what can be computed from it.

`layers` and `classic_layers` describe layers and `network` how they are connected; `notation` and
`lookup` find a network by words. `counting`, `receptive_fields` and `tables` report on a network
without Keras. `keras_models` turns a description into a Keras model and back, with the layers of
`keras_layers` where Keras has none. zoo/ has the networks of the kit.
"""

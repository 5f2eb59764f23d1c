"""A model as one web page: its layers and weights for the page's own forward pass, and the page."""

// Nothing is fetched from a network: no emoji pictures, and mathematics set by MathJax.
export default {
  html: true,
  options: {
    emoji: { shortcode: false, unicode: false },
    markdown: { breaks: false },
    math: "mathjax",
  },
};

//! The bench: simulator, SDK and your server wired together, driven by window and runner alike.

"""The frame of all pages and the start page of every host."""

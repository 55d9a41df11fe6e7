"""Adjudge gives every requirement of a specification a verdict by executing it."""

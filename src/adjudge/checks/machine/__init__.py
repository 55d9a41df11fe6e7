"""The check kind `machine`: a state machine of the specification against a running system."""

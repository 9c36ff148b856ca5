"""Delivery, against servers on loopback."""

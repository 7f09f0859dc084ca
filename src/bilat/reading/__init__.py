"""Document → Reading. Pure: no clock, network, file or global state."""

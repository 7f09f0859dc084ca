"""The network, behind one guarded fetcher."""

"""Official statistics of both partners, and the check of a claimed figure against them."""

"""What carries pieces: pages, papers, feeds, sitemaps, archives, lines; each turned from bytes into what it holds, by pure functions."""

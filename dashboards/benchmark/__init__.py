"""Cards of the benchmark page: peers, league, competitors, branches, service types."""

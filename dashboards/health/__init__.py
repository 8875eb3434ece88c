"""Cards of Data health: what came, what was kept out, what the figures rest on."""

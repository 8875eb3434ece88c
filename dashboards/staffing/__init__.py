"""Cards of the staff page: dimensions, bulletin, demands, inside against outside, awareness."""

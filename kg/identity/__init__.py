"""Who is who: pure functions, no store."""

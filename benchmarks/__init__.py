"""What the product costs: made-up articles in any number, and tables of times."""

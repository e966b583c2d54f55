"""What happened, without names, in an order that cannot be rewritten unnoticed."""

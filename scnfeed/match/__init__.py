"""Reading -> Article -> Decision: what an article is to what is known. It decides; the store executes."""

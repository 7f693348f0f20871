"""What is true of languages: scripts, labels, dates, places, forms for people. Tables; a new language is a new row."""

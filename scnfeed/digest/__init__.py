"""Articles -> Issue -> letter: what is told to whom (`compose`), when (`rhythm`), and how it reads (`letter`)."""

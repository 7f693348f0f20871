"""Letters on their way: what takes them (`transport`, `smtp`), what vouches for them (`signing`), how a reader leaves
(`tokens`), and the order in which all is committed (`sending`)."""

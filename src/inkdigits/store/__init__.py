"""Remember what people said was meant, until they ask for it to be forgotten."""

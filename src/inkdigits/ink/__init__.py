"""From what people send to what the network sees: pictures and strokes -> ink -> 28x28 digits."""

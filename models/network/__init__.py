"""The network: one bilingual encoder reads conversation and draft, small heads on top say all the rest."""

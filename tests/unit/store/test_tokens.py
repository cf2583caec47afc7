"""A token opens its own correction and no other, and what is kept of it opens nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inkdigits.store.tokens import fits, hash_of, new_token

WORDS = st.text(min_size=1, max_size=40)


@given(WORDS, WORDS)
def test_only_the_token_itself_fits(token, other):
    """Neither another one nor the hash that is kept."""
    assert fits(token, hash_of(token))
    assert fits(other, hash_of(token)) == (other == token)
    assert not fits(hash_of(token), hash_of(token))


@given(WORDS, WORDS, WORDS)
def test_the_same_key_has_the_same_token_for_the_same_correction_only(key, name, other):
    """So a request that is sent again can be answered as before, though no token is kept."""
    token = new_token(key=key, name=name)
    assert token == new_token(key=key, name=name)
    assert (token == new_token(key=key, name=other)) == (name == other)
    assert (token == new_token(key=other, name=name)) == (key == other)


def test_without_a_key_no_token_comes_twice():
    """It is 256 bits of chance, in signs that a header and an address may hold."""
    tokens = {new_token(key=None, name="a") for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 and token.isascii() for token in [*tokens, new_token(key="k", name="a")])

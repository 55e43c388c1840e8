//! User actions and what they mean: each is turned into an `Edit` or a `Refusal` in the user's words.

//! What the code may name where.

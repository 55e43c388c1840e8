//! JSON that may be hostile: read with every duplicate key found, sizes bounded, floats exact.

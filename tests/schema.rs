//! Files of every past schema open for ever.

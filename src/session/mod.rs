//! The only writer: a plan, its history and its file behind one door.

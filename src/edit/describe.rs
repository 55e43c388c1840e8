//! Edits in the planner's words: by object and field, what was and what will be.

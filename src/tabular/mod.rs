//! A plan's rows and columns: what a table shows and a CSV holds.
//!
//! [`columns`] (which there are, made of the field table), [`cell`] (what stands in one, and what it sorts by), [`rows`]
//! (which rows there are, in which order), [`given`] (columns of what is no part of a plan, or reckoned of all of it), [`services`] (what caches are assigned to), [`exchange`] (the columns in
//! which rows travel), [`tree`] (a plan as a tree), [`expression`] (what many cells are to hold) and the words in which values are told: [`say`], [`codes`], [`natural`].
//!
//! It must not know of a window, a file format, or a file. Everything is a function of the plan and of what is passed in.

pub mod cell;
pub mod codes;
pub mod columns;
pub mod completion;
pub mod exchange;
pub mod expression;
pub mod filter;
pub mod given;
pub mod interfaces;
pub mod natural;
pub mod rows;
pub mod say;
pub mod services;
pub mod tree;

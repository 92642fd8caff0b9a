//! # funnelc: a compiler and rule engine for revenue funnels
//!
//! A definition — stages, triggers, scores, service levels, metrics, objectives — is YAML with a small typed expression
//! language. This crate reads it, says everything that is wrong with it at once, lowers it to a program, replays event logs
//! through the program, and reports who is in which stage since when, why, and what converts.
//!
//! ## The way through it
//!
//! ```text
//! YAML + expressions ─▶ syntax ─▶ resolve ─▶ model ─▶ check ─▶ plan ─▶ replay ─▶ report ─▶ render
//!      (as written, spanned)   (as meant, ids)  (findings)  (lowered)   ▲  (visits)
//!                                                           event logs ─┘
//! ```
//!
//! Each form is made by one pass and read by the next; nothing flows back.
//!
//! | layer | module | is |
//! |---|---|---|
//! | 0 | [`span`] [`ids`] [`time`] [`value`] | byte spans, typed ids and arenas, instants and calendars, values and the laws of missing |
//! | 1 | [`diagnostics`] [`functions`] [`glossary`] | findings and their codes; the built-in functions, one file each; what every figure of a report means |
//! | 2 | [`syntax`] [`model`] | what is written: YAML with spans, expression trees · what is meant: every reference an id, every expression typed |
//! | 3 | [`resolve`] | syntax → model, one file for each section of a definition |
//! | 3½ | [`eval`] | the laws of evaluation, and a walk over typed expressions that applies them |
//! | 3¾ | [`reason`] | what conditions can and cannot be: satisfiable, implied, disjoint, with witnesses |
//! | 4 | [`check`] [`plan`] | findings about a model · model → program: masks, flat code, slots, wakes |
//! | 4½ | [`governance`] | what a team allows and denies: by comments and by the project file |
//! | 5 | [`events`] | readers and the mapping of exports: files → columns of well-formed known events, and rejects |
//! | 6 | [`replay`] [`mod@reference`] [`draft`] | program × events → visits · the same row by row from the contract, to test the former against · a log → a definition to begin with |
//! | 7 | [`report`] [`confirm`] | visits → numbers and tables · subjects that show what a finding claims, replayed before they are shown |
//! | 7½ | [`trace`] | one subject's whole story, looked at from any moment of it |
//! | 7¾ | [`suite`] | tests of a definition: scenarios in a virtual clock, what they cover, which mutants they miss, snapshots |
//! | 7¾ | [`review`] | two versions of a definition: what a change means, whom it moves, who has to agree |
//! | 8 | [`render`] | reports as text and files; findings as text, JSON, annotations |
//! | 8½ | [`mod@schema`] | JSON Schemas of all that is read and written |
//! | 9 | [`cli`] | one file a command: arguments in, exit status out |
//!
//! Beside the layers stands [`demo`]: it makes logs to try the program on, and knows nothing of the rest.
//!
//! ## Invariants
//!
//! **Layers.** A module imports lower layers only, never its own number's neighbours, never upward. A test reads the imports.
//!
//! **No clock, no environment, no files** outside [`events`] and [`cli`]: everything else gives the same answer every time.
//!
//! **A [`model::Model`] has no errors in it.** [`resolve`] collects findings instead of stopping at the first, and gives a model
//! only where there was no error. So nothing after it fails because of what a user wrote.
//!
//! **[`plan`] cannot fail**, and a [`plan::Program`] has no names in it: while rows flow nothing is looked up by name.
//!
//! **Findings never follow from one another.** A name that was wrong once is remembered as broken, and what hangs on it is silent.
//!
//! **The order of events is total** (time, `seq`, place in the catalog, id, content, subject as written). So neither the order of
//! files and rows nor the number of threads changes a byte of a result. No iteration over a hash table reaches a result.
//!
//! **One subject at a time.** The replay scatters events by subject into partitions and folds a partition subject by subject with
//! one set of slots; memory for state does not grow with the number of subjects, and threads share nothing but the list of partitions.
//!
//! **Conditions are exact in time.** Nothing is polled that can be solved: [`model::continuity`] says how a value changes while nothing
//! happens, [`plan::condition`] turns that into wakes, `replay::clock` finds the first microsecond by bisection on the very
//! arithmetic that the condition is evaluated with.
//!
//! **Points decay through one function** ([`value::decay::decayed`]), so that the fast engine and the reference agree bit by bit.
//!
//! **No panic on input.** What a user can write or feed ends as a finding, a counted reject or a missing value. `unsafe` is forbidden.
//!
//! ## How the replay is fast
//!
//! Columns come in as Arrow arrays, only those that are read. What a condition needs of the event alone is worked out for whole
//! columns — once for each distinct value of a dictionary — into one word of bits for each event. Events are scattered by the hash
//! of their subject into partitions that fit a cache; there they are grouped by counting, each subject's few events are put in order, and
//! folded: for each event of the catalog the program knows which folds, rules and triggers can care, the common tests are a
//! comparison of a slot with a constant, anything else is a flat list of operations without names or trees.
//! Events that nothing looks at cost their scattering and no more.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests read their fixtures"))]

pub mod check;
pub mod cli;
pub mod confirm;
pub mod demo;
pub mod diagnostics;
pub mod draft;
pub mod eval;
pub mod events;
pub mod functions;
pub mod glossary;
pub mod governance;
pub mod ids;
pub mod model;
pub mod plan;
pub mod reason;
pub mod reference;
pub mod render;
pub mod replay;
pub mod report;
pub mod resolve;
pub mod review;
pub mod schema;
pub mod span;
pub mod suite;
pub mod syntax;
pub mod time;
pub mod trace;
pub mod value;

//! Tests of the program as a whole. One binary: each further one would be linked anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::struct_excessive_bools,
    clippy::needless_pass_by_value,
    reason = "tests: what goes wrong is to end them, and their numbers are small"
)]

mod alarms;
mod bounded;
mod causes;
mod classes;
mod cli;
mod clocks;
mod command_line;
mod comment;
mod comparison;
mod conformance;
mod data;
mod deals;
mod docs;
mod engines_agree;
mod example;
mod figures;
mod fmt;
mod glossary;
mod hostile;
mod init;
mod key_results;
mod laws;
mod layers;
mod measures;
mod no_data;
mod okr_kinds;
mod pages;
mod peers;
mod programs;
mod random;
mod random_changes;
mod random_reports;
mod readme;
mod reason_sound;
mod reference_conforms;
mod review;
mod run;
mod schemas;
mod sections;
mod slips;
mod suite;
mod support;
mod survival;
mod trace;
mod unreadable;
mod versions;
mod views;
mod wiring;

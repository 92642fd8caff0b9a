//! Tests of the program as a whole. One binary: each further one would be linked anew.

mod cli;
mod conformance;
mod data;
mod docs;
mod engines_agree;
mod example;
mod laws;
mod layers;
mod pages;
mod peers;
mod random;
mod readme;
mod reference_conforms;
mod run;
mod support;

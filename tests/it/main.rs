//! Tests of the program as a whole. One binary: each further one would be linked anew.

mod cli;
mod conformance;
mod data;
mod engines_agree;
mod laws;
mod layers;
mod peers;
mod random;
mod reference_conforms;
mod run;
mod support;

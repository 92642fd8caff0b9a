//! Event logs: readers, mapping of exports, rejects. Decides nothing about stages.

pub mod batch;

//! JSON logs: an object a line, or documents that hold records. Rows are scanned in place; only the cells that a layout
//! asks for are looked at, numbers keep their digits, and no row costs an allocation.

pub(super) mod document;
mod keys;
pub(super) mod lines;
mod scan;

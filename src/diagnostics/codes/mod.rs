//! The catalogue of findings: one file each, its doc comment is the page of `funnelc explain`.

use super::{Code, Group, Severity};

/// Declares a code; the doc comment becomes its page.
macro_rules! code {
    ($(#[doc = $doc:literal])* $vis:vis $name:ident = $code:literal, $severity:ident, $group:ident) => {
        $(#[doc = $doc])*
        $vis static $name: $crate::diagnostics::Code = $crate::diagnostics::Code {
            name: $code,
            severity: $crate::diagnostics::Severity::$severity,
            group: $crate::diagnostics::Group::$group,
            page: concat!($($doc, "\n"),*),
        };
    };
}

/// Lists the modules of codes and the catalogue made of them.
macro_rules! catalogue {
    ($($module:ident :: $name:ident),* $(,)?) => {
        $(mod $module; pub use $module::$name;)*
        /// Every code, in alphabetical order of file.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

catalogue! {
    invariant_broken::INVARIANT_BROKEN,
    name_unknown::NAME_UNKNOWN,
    stage_dead_end::STAGE_DEAD_END,
    stage_unreachable::STAGE_UNREACHABLE,
    trigger_loop::TRIGGER_LOOP,
}

/// The code of that name.
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter().find(|code| code.name == name).copied()
}

const _: fn(&Code) -> (Severity, Group) = |code| (code.severity, code.group);

//! Where the folder of cases and data that lies beside the checkout is found.

use std::path::PathBuf;

/// A path in the folder: in `$FUNNELC_SHARED`, else in `shared` beside the checkout. Says so where there is none.
pub fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("FUNNELC_SHARED").map_or(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let found = Some(folder.join(path)).filter(|path| path.exists());
    if found.is_none() {
        println!("skipped: {} is not there", folder.join(path).display());
    }
    found
}
